import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createId, digest, type ConsentFlow, Secret } from '@consentry/core';
import {
  aFolder,
  anInvitation,
  aStore,
  application,
  partner,
  random,
  storeOptions,
} from '../../test/a-store.ts';
import { openStore, type Store } from './open-store.ts';

async function aFlow({ invitations, flows }: Store, change: Partial<ConsentFlow> = {}) {
  const invitation = anInvitation();
  await invitations.add(invitation, Secret.of(invitation.id));
  const flow: ConsentFlow = {
    invitation: invitation.id,
    purpose: 'connect',
    verifier: Secret.of('canary-verifier'),
    nonceDigest: digest('nonce'),
    browserDigest: digest('browser'),
    startedAt: 1000,
    expiresAt: 2000,
    finishedAt: undefined,
    ...change,
  };
  const state = digest(invitation.id);
  await flows.add(state, flow);
  return { state, flow };
}

test('finds an invitation by its handle, of which only the digest is stored', async (t) => {
  const options = storeOptions(aFolder(t));
  const store = await openStore(options);
  const invitation = anInvitation({ acceptsUnknownMfa: true, account: 'service@contoso.example' });
  await store.invitations.add(invitation, Secret.of('canary-handle'));
  assert.deepEqual(await store.invitations.findByHandle('canary-handle'), invitation);
  assert.equal(await store.invitations.findByHandle('another'), undefined);
  await store.close();
  assert.ok(!readFileSync(join(options.dataDir, 'state.db'), 'latin1').includes('canary-handle'));
});

test('spends an invitation for one of all who try', async (t) => {
  const { invitations } = await aStore(t);
  const invitation = anInvitation({ kind: 'approve' });
  await invitations.add(invitation, Secret.of('handle'));
  const won = await Promise.all(Array.from({ length: 10 }, () => invitations.spend(invitation.id, 1500)));
  assert.equal(won.filter(Boolean).length, 1);
  assert.equal((await invitations.find(invitation.id))?.spentAt, 1500);
  assert.equal(await invitations.spend(createId('InvitationId', random), 1500), false);
});

test('lists invitations page by page', async (t) => {
  const { invitations } = await aStore(t);
  const all = [anInvitation(), anInvitation(), anInvitation()];
  for (const invitation of all) await invitations.add(invitation, Secret.of(invitation.id));
  const firstTwo = await invitations.list({ limit: 2 });
  const rest = await invitations.list({ limit: 2, after: firstTwo[1]?.id });
  const ids = [...firstTwo, ...rest].map(({ id }) => id);
  assert.deepEqual(ids, all.map(({ id }) => id).toSorted());
});

test('gives a flow back with its verifier, which is sealed at rest', async (t) => {
  const options = storeOptions(aFolder(t));
  const store = await openStore(options);
  const { state, flow } = await aFlow(store);
  const found = await store.flows.find(state);
  assert.equal(found?.verifier?.reveal(), 'canary-verifier');
  assert.deepEqual({ ...found, verifier: undefined }, { ...flow, verifier: undefined });
  assert.equal(await store.flows.find(digest('another')), undefined);
  await store.close();
  assert.ok(!readFileSync(join(options.dataDir, 'state.db'), 'latin1').includes('canary-verifier'));
});

test('finishes a flow for one of all who try, and forgets its verifier', async (t) => {
  const store = await aStore(t);
  const { state } = await aFlow(store);
  const won = await Promise.all(Array.from({ length: 10 }, () => store.flows.finish(state, 1500)));
  assert.equal(won.filter(Boolean).length, 1);
  const found = await store.flows.find(state);
  assert.equal(found?.finishedAt, 1500);
  assert.equal(found?.verifier, undefined);
});

test('removes flows that expired, and only those', async (t) => {
  const store = await aStore(t);
  const expired = await aFlow(store);
  const fresh = await aFlow(store, { expiresAt: 9000 });
  assert.equal(await store.flows.removeExpired(5000), 1);
  assert.equal(await store.flows.find(expired.state), undefined);
  assert.ok(await store.flows.find(fresh.state));
});

test('keeps the newest approval of a partner', async (t) => {
  const { approvals, invitations } = await aStore(t);
  const invitation = anInvitation({ kind: 'approve' });
  await invitations.add(invitation, Secret.of('handle'));
  assert.equal(await approvals.find(partner, application), undefined);
  const approval = { partner, application, approvedAt: 1500, invitation: invitation.id };
  await approvals.record(approval);
  await approvals.record({ ...approval, approvedAt: 1600 });
  assert.deepEqual(await approvals.find(partner, application), { ...approval, approvedAt: 1600 });
});
