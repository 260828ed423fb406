import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aFleet, sweep } from './a-fleet.ts';

const dayMs = 24 * 60 * 60_000;

test('a customer’s API works, is lost when consent is withdrawn, with date and cause, and is regained when it is given again', async () => {
  await using fleet = await aFleet({ customers: 2 });
  const { t, partners, customers } = fleet;
  const [partner = ''] = partners;
  const look = async (body: object = {}): Promise<string> => {
    t.sandbox.control.moveClock(dayMs);
    await sweep(t, { task: 'token-reach', partners, params: { resources: 'graph' }, ...body });
    return new Date(t.sandbox.clock.now()).toISOString().slice(0, 10);
  };
  const list = async (query = {}) =>
    (await t.operator.call('listReach', { params: { partner }, query })).items;
  const find = async () => (await list()).find(({ customer }) => customer === customers[0]);

  // A dry run looks at nothing, and knows nothing.
  await look({ dryRun: true });
  assert.deepEqual(await list(), []);
  const worksOn = await look();
  assert.deepEqual(
    (await list()).map(({ customer, state }) => [customer, state]),
    customers.toSorted().map((customer) => [customer, 'works']),
  );

  const { consents } = t.sandbox.world;
  const own = consents.filter(({ tenantId }) => tenantId === customers[0]);
  t.sandbox.world.consents = consents.filter((consent) => !own.includes(consent));
  const lostOn = await look();
  const lost = await list({ lost: 'true' });
  assert.deepEqual(lost, [await find()]);
  assert.deepEqual(
    [lost[0]?.state, lost[0]?.since.slice(0, 10), lost[0]?.before?.since.slice(0, 10)],
    ['lost', lostOn, worksOn],
  );
  assert.deepEqual([lost[0]?.because?.code, lost[0]?.because?.aadsts], ['tenant_setup', 65001]);
  assert.match(lost[0]?.because?.remedy ?? '', /consent/);

  t.sandbox.world.consents = [...t.sandbox.world.consents, ...own];
  const regainedOn = await look();
  const regained = await find();
  assert.deepEqual(
    [regained?.state, regained?.since.slice(0, 10), regained?.before?.since.slice(0, 10)],
    ['regained', regainedOn, lostOn],
  );
  assert.deepEqual(regained?.before?.because, { code: 'tenant_setup', aadsts: 65001 });
  assert.deepEqual(await list({ lost: 'true' }), []);
});

test('lists the reach of tokens page by page, and refuses a cursor that is not ours', async () => {
  await using fleet = await aFleet({ customers: 3 });
  const { t, partners } = fleet;
  const [partner = ''] = partners;
  await sweep(t, { task: 'token-reach', partners, params: { resources: 'graph' } });
  const params = { partner };
  const all = await t.operator.call('listReach', { params, query: {} });
  const first = await t.operator.call('listReach', { params, query: { limit: 2 } });
  const rest = await t.operator.call('listReach', { params, query: { limit: 2, after: first.next } });
  assert.deepEqual([...first.items, ...rest.items], all.items);
  assert.deepEqual([all.items.length, rest.next], [3, undefined]);
  await assert.rejects(t.operator.call('listReach', { params, query: { after: 'gra_x' } }), {
    code: 'invalid_request',
  });
});
