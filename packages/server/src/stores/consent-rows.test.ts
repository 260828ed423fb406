import assert from 'node:assert/strict';
import { type ConsentFlow, digest, Secret } from '@consentry/core';
import { everyText, readRows } from '../../test/a-database.ts';
import { anInvitation, aPlace, application, aStore, partner, testOnBoth } from '../../test/a-store.ts';
import { type Approval, openStore, type Store } from './open-store.ts';

async function aFlow({ invitations, flows }: Store, change: Partial<ConsentFlow> = {}) {
  const invitation = anInvitation();
  await invitations.add(invitation, Secret.of(invitation.id));
  const flow: ConsentFlow = {
    invitation: invitation.id,
    purpose: 'connect',
    verifier: Secret.of('canary-verifier'),
    nonceDigest: digest('nonce'),
    customer: undefined,
    browserDigest: digest('browser'),
    startedAt: 1000,
    expiresAt: 2000,
    finishedAt: undefined,
    changesBefore: 0,
    ...change,
  };
  const state = digest(invitation.id);
  await flows.add(state, flow);
  return { state, flow };
}

testOnBoth('finds an invitation by its handle, of which only the digest is stored', async (t, kind) => {
  const options = await aPlace(t, kind);
  const store = await openStore(options);
  const challenge = { tenant: partner, claims: '{"access_token":{}}' };
  const account = 'service@contoso.example';
  const invitation = anInvitation({ acceptsUnknownMfa: true, account, challenge });
  await store.invitations.add(invitation, Secret.of('canary-handle'));
  assert.deepEqual(await store.invitations.findByHandle('canary-handle'), invitation);
  assert.equal(await store.invitations.findByHandle('another'), undefined);
  await store.close();
  assert.ok(!(await everyText(options)).includes('canary-handle'));
});

testOnBoth('gives back what an invitation says of a customer, and whom a flow waits for', async (t, kind) => {
  const store = await aStore(t, kind);
  const known = { tenant: partner, name: 'Fabrikam', allowed: undefined, resources: ['graph'] };
  const unknown = { tenant: undefined, name: undefined, allowed: [partner], resources: undefined };
  for (const customer of [known, unknown]) {
    const invitation = anInvitation({ kind: 'customer', customer });
    await store.invitations.add(invitation, Secret.of(invitation.id));
    assert.deepEqual(await store.invitations.find(invitation.id), invitation);
  }
  const { state, flow } = await aFlow(store, { purpose: 'customer', customer: partner, verifier: undefined });
  assert.deepEqual(await store.flows.find(state), flow);
});

testOnBoth('gives a flow back with its verifier, which is sealed at rest', async (t, kind) => {
  const options = await aPlace(t, kind);
  const store = await openStore(options);
  const { state, flow } = await aFlow(store);
  const found = await store.flows.find(state);
  assert.equal(found?.verifier?.reveal(), 'canary-verifier');
  assert.deepEqual({ ...found, verifier: undefined }, { ...flow, verifier: undefined });
  assert.equal(await store.flows.find(digest('another')), undefined);
  await store.close();
  assert.ok(!(await everyText(options)).includes('canary-verifier'));
});

testOnBoth('finishes a flow for one of all who try, and forgets its verifier', async (t, kind) => {
  const store = await aStore(t, kind);
  const { state } = await aFlow(store);
  const won = await Promise.all(Array.from({ length: 10 }, () => store.flows.finish(state, 1500)));
  assert.equal(won.filter(Boolean).length, 1);
  const found = await store.flows.find(state);
  assert.equal(found?.finishedAt, 1500);
  assert.equal(found?.verifier, undefined);
});

testOnBoth('removes flows that expired, and only those', async (t, kind) => {
  const store = await aStore(t, kind);
  const expired = await aFlow(store);
  const fresh = await aFlow(store, { expiresAt: 9000 });
  assert.equal(await store.flows.removeExpired(5000), 1);
  assert.equal(await store.flows.find(expired.state), undefined);
  assert.ok(await store.flows.find(fresh.state));
});

async function anApproval({ invitations }: Store, approvedAt = 1500): Promise<Approval> {
  const invitation = anInvitation({ kind: 'approve' });
  await invitations.add(invitation, Secret.of(invitation.id));
  return { partner, application, approvedAt, invitation: invitation.id };
}

testOnBoth('keeps the newest approval of a partner, with the invitation that led to it', async (t, kind) => {
  const options = await aPlace(t, kind);
  const store = await openStore(options);
  const [first, second] = [await anApproval(store, 1500), await anApproval(store, 1600)];
  for (const approval of [first, second]) assert.equal(await store.approvals.save(approval), 'saved');
  await store.close();
  const { partner: of, application: to, approvedAt, invitation } = second;
  // Nothing in the product reads approvals back yet.
  const rows = await readRows(options, 'SELECT partner, application, approved_at, invitation FROM approvals');
  assert.deepEqual(
    rows.map((row) => ({ ...row, approved_at: Number(row['approved_at']) })),
    [{ partner: of, application: to, approved_at: approvedAt, invitation }],
  );
});

testOnBoth('spends the invitation of an approval for one of all who try', async (t, kind) => {
  const store = await aStore(t, kind);
  const approval = await anApproval(store);
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => store.approvals.save(approval)));
  assert.deepEqual(outcomes.toSorted(), ['saved', ...Array.from({ length: 9 }, () => 'spent')]);
  assert.equal((await store.invitations.find(approval.invitation))?.spentAt, 1500);
});
