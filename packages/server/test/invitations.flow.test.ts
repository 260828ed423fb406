import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestOf } from '@consentry/core/contract';
import { aBroker, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';
import { aBrokerOn } from './a-broker-on.ts';

type Query = RequestOf<'listInvitations'>['query'];

const list = async (t: TestBroker, query: Query = {}) =>
  (await t.operator.call('listInvitations', { query })).items;
const statesOf = async (t: TestBroker, query: Query = {}) => (await list(t, query)).map(({ state }) => state);

for (const kind of ['sqlite', 'postgres'] as const) {
  test(`lists invitations, the newest first, by how they stand and for whom they are (${kind})`, async () => {
    await using on = await aBrokerOn(kind);
    const { t } = on;
    assert.deepEqual(await list(t), []);
    await t.connect(await t.invite({ partnerName: 'Contoso' }));
    t.sandbox.control.moveClock(1000);
    await t.invite({ partner: partnerTwo, partnerName: 'Fabrikam', lifetimeMs: 60_000 });
    t.sandbox.control.moveClock(61_000);
    await t.invite({ account: 'Admin@partner-one.example' });
    assert.deepEqual(await statesOf(t), ['open', 'expired', 'spent']);
    for (const state of ['open', 'expired', 'spent'] as const)
      assert.deepEqual(await statesOf(t, { state }), [state]);
    assert.deepEqual(await statesOf(t, { state: 'revoked' }), []);
    assert.deepEqual(await statesOf(t, { begins: 'fabri' }), ['expired']);
    assert.deepEqual(await statesOf(t, { begins: 'admin@' }), ['open']);
    assert.deepEqual(await statesOf(t, { begins: 'CONTOSO' }), ['open', 'spent']);
    assert.deepEqual(await statesOf(t, { partner: partnerTwo }), ['expired']);
    const first = await t.operator.call('listInvitations', { query: { limit: 2 } });
    const rest = await t.operator.call('listInvitations', { query: { limit: 2, after: first.next } });
    assert.deepEqual([...first.items, ...rest.items], await list(t));
    assert.ok(!JSON.stringify(await list(t)).includes('invite/'), 'no link is shown again');
  });
}

test('an invitation that was taken back opens nothing, says so, and is recorded', async () => {
  await using t = await aBroker();
  const invitation = await t.operator.call('createInvitation', { body: { partner: partnerOne } });
  const open = t.person();
  const begun = await open.submit(await open.open(invitation.url));
  const revoked = await t.operator.call('revokeInvitation', { params: { id: invitation.id } });
  assert.equal(revoked.state, 'revoked');
  const page = await t.person().open(invitation.url);
  assert.deepEqual([page.status, /invitation_revoked/.test(page.html)], [410, true]);
  assert.equal(begun.status, 200);
  assert.ok((await t.events()).some(({ type }) => type === 'invitation.revoked'));
  assert.deepEqual(await statesOf(t), ['revoked']);
  await assert.rejects(t.operator.call('revokeInvitation', { params: { id: invitation.id } }), {
    code: 'invitation_revoked',
  });
});

test('who was at the sign-in while the invitation was taken back is refused', async () => {
  await using t = await aBroker();
  const { id, url } = await t.operator.call('createInvitation', { body: { partner: partnerOne } });
  const held = t.sandbox.control.holdTokenEndpoint();
  const coming = t.connect(url);
  while (held.waiting() < 1) await new Promise((resolve) => setImmediate(resolve));
  await t.operator.call('revokeInvitation', { params: { id } });
  held.release();
  const page = await coming;
  assert.deepEqual([page.status, (await t.operator.call('listGrants', {})).items], [410, []]);
});

test('refuses to take back what was used, what is unknown, and a test of an account', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const [spent] = await list(t);
  const tested = await t.operator.call('startAccountTest', { body: { tenant: partnerOne } });
  const tried = async (id = '') => {
    await assert.rejects(
      t.operator.call('revokeInvitation', { params: { id } }),
      (error: { code?: string }) => {
        codes.push(error.code ?? '');
        return true;
      },
    );
  };
  const codes: string[] = [];
  await tried(spent?.id);
  await tried(`inv_${'A'.repeat(22)}`);
  await tried(tested.handle);
  assert.deepEqual(codes, ['invitation_spent', 'invitation_not_found', 'invitation_not_found']);
  assert.equal((await list(t)).length, 1);
});

test('a stop keeps nobody from taking an invitation back', async () => {
  await using t = await aBroker();
  const { id } = await t.operator.call('createInvitation', { body: { partner: partnerOne } });
  await t.operator.call('setStop', { body: { everything: true } });
  const revoked = await t.operator.call('revokeInvitation', { params: { id } });
  assert.equal(revoked.state, 'revoked');
});
