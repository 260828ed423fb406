import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestOf } from '@consentry/core/contract';
import type { DatabaseKind } from '../src/stores/migrations/migration.ts';
import { aBroker, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';
import { aBrokerOn } from './a-broker-on.ts';

type Query = RequestOf<'listPartners'>['query'];

const list = (t: TestBroker, query: Query = {}) => t.operator.call('listPartners', { query });
const namesOf = async (t: TestBroker, query: Query = {}) =>
  (await list(t, query)).items.map(({ name, partner }) => name ?? partner);

/** Partner one has connected, and others were only invited. */
async function withPartners(t: TestBroker): Promise<void> {
  await t.connect(await t.invite({ partnerName: 'Contoso Partners', partnerKind: 'direct-bill' }));
  await t.invite({ partner: partnerTwo, partnerName: 'Ängby IT' });
  await t.invite({ partner: 'aaaaaaaa-9999-4999-8999-999999999999' });
}

for (const kind of ['sqlite', 'postgres'] as const satisfies readonly DatabaseKind[]) {
  test(`lists partners by name, finds them by the beginning of a name, an id or an account, and by state (${kind})`, async () => {
    await using on = await aBrokerOn(kind);
    const { t } = on;
    assert.deepEqual((await list(t)).items, []);
    await withPartners(t);
    const nameless = 'aaaaaaaa-9999-4999-8999-999999999999';
    assert.deepEqual(await namesOf(t), [nameless, 'Contoso Partners', 'Ängby IT']);
    assert.deepEqual(await namesOf(t, { begins: 'cont' }), ['Contoso Partners']);
    assert.deepEqual(await namesOf(t, { begins: 'äNG' }), ['Ängby IT']);
    assert.deepEqual(await namesOf(t, { begins: 'partners' }), []);
    assert.deepEqual(await namesOf(t, { begins: partnerTwo }), ['Ängby IT']);
    assert.deepEqual(await namesOf(t, { begins: nameless.slice(0, 11).toUpperCase() }), [nameless]);
    assert.deepEqual(await namesOf(t, { begins: 'SERVICE@' }), ['Contoso Partners']);
    assert.deepEqual(await namesOf(t, { begins: '%' }), []);
    assert.deepEqual(await namesOf(t, { state: 'healthy' }), ['Contoso Partners']);
    assert.deepEqual(await namesOf(t, { state: 'none' }), [nameless, 'Ängby IT']);

    const first = await list(t, { limit: 2 });
    const rest = await list(t, { limit: 2, after: first.next });
    assert.deepEqual(
      [...first.items, ...rest.items].map(({ partner }) => partner),
      [nameless, partnerOne, partnerTwo],
    );
    assert.equal(rest.next, undefined);
    await t.operator.call('createInvitation', { body: { partner: partnerTwo, partnerName: 'Bergby' } });
    assert.deepEqual(await namesOf(t), [nameless, 'Bergby', 'Contoso Partners']);
  });
}

test('says of each partner its state, evidence of MFA, stop, and end, which is unknown before anybody looked', async () => {
  await using t = await aBroker();
  await withPartners(t);
  const find = async () => (await list(t, { begins: 'Contoso' })).items[0];
  const before = await list(t);
  assert.equal(before.lookedAt, undefined);
  assert.deepEqual((await find())?.nextEnd, undefined);
  await t.broker.app.expiryWatch.look();
  const line = await find();
  assert.deepEqual(
    [line?.state, line?.grants, line?.mfa, line?.kind, line?.accounts, line?.stop],
    ['healthy', { healthy: 1 }, 'confirmed', 'direct-bill', ['service@partner-one.example'], undefined],
  );
  assert.equal(line?.nextEnd?.cause, 'inactivity');
  assert.ok((await list(t)).lookedAt);

  const { items } = await t.operator.call('listGrants', {});
  await t.operator.call('setStop', { body: { partner: partnerOne, reason: 'a stolen laptop' } });
  assert.deepEqual(
    [(await find())?.stop?.scope, (await find())?.stop?.reason],
    [partnerOne, 'a stolen laptop'],
  );
  await t.operator.call('revokeGrant', { params: { id: items[0]?.id ?? '' } });
  const revoked = await find();
  assert.deepEqual([revoked?.state, revoked?.mfa, revoked?.accounts], ['revoked', undefined, []]);
});

test('says of one partner its grants with evidence, approvals, customers, stop and invitations', async () => {
  await using t = await aBroker();
  await withPartners(t);
  await t.invite({ partnerName: 'Contoso Partners' });
  const partner = await t.operator.call('getPartner', { params: { partner: partnerOne } });
  assert.deepEqual(
    [partner.name, partner.grants.length, partner.grants[0]?.mfa, partner.openInvitations, partner.customers],
    ['Contoso Partners', 1, 'confirmed', 1, { known: 0, lost: 0 }],
  );
  assert.deepEqual([partner.posture, partner.stop, partner.approvals], [undefined, undefined, []]);
  await t.operator.call('readCustomers', { params: { partner: partnerOne } });
  const said = await t.operator.call('getPartner', { params: { partner: partnerOne } });
  assert.equal(said.grants[0]?.mfaAtPartnerCenter?.isCompliant, true);
  assert.ok(said.customers.known > 0 && said.customers.readAt !== undefined);
  await assert.rejects(
    t.operator.call('getPartner', { params: { partner: 'ffffffff-9999-4999-8999-999999999999' } }),
    { code: 'partner_not_found' },
  );
});

test('the forecast by what was read last asks nobody', async () => {
  await using t = await aBroker();
  await withPartners(t);
  const asked = t.sandbox.ledger.requests().length;
  const params = { partner: partnerOne };
  const last = await t.operator.call('getForecast', { params, query: { by: 'last' } });
  assert.equal(last.grants[0]?.earliest?.cause, 'inactivity');
  assert.ok(last.unread.length > 0, 'nothing was read yet, and that is said');
  assert.equal(t.sandbox.ledger.requests().length, asked);
});

test('no caller lists partners', async () => {
  await using t = await aBroker();
  const caller = await t.aCaller();
  for (const work of [
    caller.call('listPartners', {}),
    caller.call('getOverview', {}),
    caller.call('listInvitations', {}),
  ])
    await assert.rejects(work, { code: 'policy_denied' });
});
