import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestOf } from '@consentry/core/contract';
import { aBroker, customerD, partnerOne } from './a-broker.ts';
import { consent, forCustomers, graphUri, inviteCustomer } from './a-customer.ts';
import { aFleet, type Fleet, sweep } from './a-fleet.ts';

type Query = RequestOf<'listCustomers'>['query'];

const dayMs = 24 * 60 * 60_000;
const partnerOf = ({ partners: [partner = ''] }: Fleet) => ({ partner });
const list = (fleet: Fleet, query: Query = {}) =>
  fleet.t.operator.call('listCustomers', { params: partnerOf(fleet), query });

for (const kind of ['sqlite', 'postgres'] as const) {
  test(`reads the customers of Partner Center, and finds them by the beginning of a name, a domain or an id (${kind})`, async () => {
    await using fleet = await aFleet({ customers: 5, kind });
    const { t, customers } = fleet;
    assert.deepEqual([(await list(fleet)).items, (await list(fleet)).readAt], [[], undefined]);
    const read = await t.operator.call('readCustomers', { params: partnerOf(fleet) });
    assert.equal(read.customers, 5);
    const all = await list(fleet);
    assert.deepEqual(all.items.map(({ customer }) => customer).toSorted(), customers.toSorted());
    assert.equal(all.readAt, read.readAt);
    const names = all.items.map(({ name }) => name ?? '');
    assert.deepEqual(
      names,
      names.toSorted((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1)),
    );

    const [one] = all.items;
    assert.ok(one?.name !== undefined && one.domain !== undefined && one.isListed === true);
    for (const begins of [one.name.toUpperCase(), one.domain, one.customer.slice(0, 13)]) {
      const found = await list(fleet, { begins });
      assert.deepEqual([found.items[0]?.customer, begins], [one.customer, begins]);
    }
    assert.deepEqual((await list(fleet, { begins: 'nobody' })).items, []);
    const first = await list(fleet, { limit: 3 });
    const rest = await list(fleet, { limit: 3, after: first.next });
    assert.deepEqual([...first.items, ...rest.items], all.items);

    // Who is a customer no more stays known, and that is said.
    t.sandbox.world.relationships = t.sandbox.world.relationships.filter(
      ({ customerTenantId }) => customerTenantId !== one.customer,
    );
    t.sandbox.control.moveClock(dayMs);
    await t.operator.call('readCustomers', { params: partnerOf(fleet) });
    const gone = (await list(fleet)).items.filter(({ isListed }) => isListed === false);
    assert.deepEqual(
      gone.map(({ customer }) => customer),
      [one.customer],
    );
  });
}

test('shows which API works at which customer, what was lost, and each turn of it', async () => {
  await using fleet = await aFleet({ customers: 3 });
  const { t, partners, customers } = fleet;
  const look = async () => {
    t.sandbox.control.moveClock(dayMs);
    await sweep(t, { task: 'token-reach', partners, params: { resources: 'graph' } });
    return new Date(t.sandbox.clock.now()).toISOString();
  };
  const first = await look();
  assert.ok((await list(fleet)).readAt, 'a sweep over all customers reads them too');
  const { consents } = t.sandbox.world;
  t.sandbox.world.consents = consents.filter(({ tenantId }) => tenantId !== customers[0]);
  await look();
  t.sandbox.world.consents = consents;
  await look();
  t.sandbox.world.consents = consents.filter(({ tenantId }) => tenantId !== customers[0]);
  await look();

  const lost = await list(fleet, { lost: 'true' });
  assert.deepEqual(
    lost.items.map(({ customer, reach }) => [
      customer,
      reach.map(({ resource, state }) => [resource, state]),
    ]),
    [[customers[0], [['graph', 'lost']]]],
  );
  assert.equal(lost.items[0]?.lastSweep?.state, 'done');
  const params = { ...partnerOf(fleet), customer: customers[0] ?? '' };
  const customer = await t.operator.call('getCustomer', { params });
  assert.deepEqual(
    customer.turns.map(({ works, because }) => [works, because?.aadsts]),
    [
      [false, 65001],
      [true, undefined],
      [false, 65001],
      [true, undefined],
    ],
  );
  assert.equal(customer.turns.at(-1)?.since.slice(0, 10), first.slice(0, 10));
  assert.equal(customer.sweeps.length, 4);
  await assert.rejects(t.operator.call('getCustomer', { params: { ...params, customer: params.partner } }), {
    code: 'customer_not_found',
  });
});

test('shows who failed in the last sweep, why, and what to do', async () => {
  await using fleet = await aFleet({ customers: 3 });
  const { t, partners, customers } = fleet;
  assert.deepEqual((await list(fleet, { failed: 'true' })).items, []);
  t.sandbox.world.consents = t.sandbox.world.consents.filter(({ tenantId }) => tenantId !== customers[1]);
  await sweep(t, { task: 'users', partners });
  const failed = await list(fleet, { failed: 'true' });
  assert.equal(failed.lastSweep?.task, 'users');
  assert.deepEqual(
    failed.items.map(({ customer, lastSweep }) => [customer, lastSweep?.state, lastSweep?.code]),
    [[customers[1], 'failed', 'tenant_setup']],
  );
  assert.match(failed.items[0]?.lastSweep?.remedy ?? '', /./);
});

test('shows whose consent lags behind what is wanted', async () => {
  await using t = await aBroker(forCustomers());
  await consent(t, await inviteCustomer(t, { customerName: 'Fabrikam' }));
  const ask = async (query: Query = {}) =>
    (await t.operator.call('listCustomers', { params: { partner: partnerOne }, query })).items;
  const [known] = await ask();
  assert.deepEqual(
    [known?.customer, known?.name, known?.consent, known?.isListed],
    [customerD, 'Fabrikam', 'proved', undefined],
  );
  assert.deepEqual(await ask({ lagging: 'true' }), []);
  for (const application of t.sandbox.world.applications)
    application.requiredRoles = [{ resource: graphUri, roles: ['Device.Read.All', 'Directory.Read.All'] }];
  const permissions = [
    { resource: 'graph', application: ['Device.Read.All', 'Directory.Read.All'], delegated: [] },
  ];
  await t.restart({ adminConsent: { endpoints: 'v2', permissions, excluded: [] } });
  assert.deepEqual(
    (await ask({ lagging: 'true' })).map(({ customer, consent: state }) => [customer, state]),
    [[customerD, 'lagging']],
  );
});

test('a list that breaks off in between keeps who was read, and does not count as read', async () => {
  await using fleet = await aFleet({ customers: 2 });
  const { t } = fleet;
  t.sandbox.control.playFault({
    service: 'partnerCenter',
    path: '/v1/customers',
    times: 'always',
    fault: { kind: 'answer', status: 403, body: '{}' },
  });
  await assert.rejects(t.operator.call('readCustomers', { params: partnerOf(fleet) }), {
    code: 'api_forbidden',
  });
  assert.equal((await list(fleet)).readAt, undefined);
  await assert.rejects(
    t.operator.call('readCustomers', { params: { partner: 'ffffffff-9999-4999-8999-999999999999' } }),
    { code: 'partner_not_found' },
  );
});
