import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import type { World } from '@consentry/sandbox';
import { aFleet, type Fleet, rowsOf, sweep, sweepRows } from './a-fleet.ts';

const unknownTenant = '99999999-0000-4000-8000-000000000001';

const customersOf = (world: World): readonly string[] =>
  world.tenants.filter(({ kind }) => kind === 'customer').map(({ id }) => id);

function leaveOut(
  world: World,
  { consent, gdap }: { consent: readonly string[]; gdap: readonly string[] },
): void {
  world.consents = world.consents.filter(({ tenantId }) => !consent.includes(tenantId));
  for (const relationship of world.relationships) {
    if (gdap.includes(relationship.customerTenantId)) relationship.userObjectIds = [];
  }
}

function block(world: World, tenantId: string): void {
  world.conditionalAccess.push({
    id: tenantId.replace(/^./, 'f'),
    tenantId,
    displayName: 'Nobody from outside',
    state: 'enabled',
    users: { include: 'all' },
    resources: 'all',
    grant: 'block',
  });
}

/** So many customers of 200 fail, each two in one of five ways. */
async function aTroubledFleet(): Promise<Fleet> {
  const fleet = await aFleet({
    customers: 200,
    world(world) {
      const all = customersOf(world);
      leaveOut(world, { consent: all.slice(10, 12), gdap: all.slice(20, 22) });
      for (const tenantId of all.slice(30, 32)) block(world, tenantId);
    },
  });
  const { control } = fleet.t.sandbox;
  const answer = { kind: 'answer', status: 429, headers: { 'retry-after': '60' } } as const;
  for (const tenant of fleet.customers.slice(40, 42))
    control.playFault({ service: 'graph', tenant, times: 'always', fault: answer });
  for (const tenant of fleet.customers.slice(50, 52))
    control.playFault({ service: 'graph', tenant, times: 'always', fault: { kind: 'answer', status: 500 } });
  return fleet;
}

test('does 190 of 200 customers, and says of each of the others which class it is and what to do (F-91)', async () => {
  await using fleet = await aTroubledFleet();
  const { t, partners, customers } = fleet;
  const ended = await sweep(t, { task: 'users', partners });
  assert.deepEqual([ended.state, ended.total, ended.done, ended.open], ['ended', 200, 190, 0]);
  assert.deepEqual(ended.failed, { retry: 4, tenant: 4, admin: 2 });
  assert.deepEqual(
    ended.causes
      .map(({ code, class: reach, count, message }) =>
        [code, /AADSTS\d+/.exec(message)?.[0] ?? '', reach, count].join(' '),
      )
      .toSorted((one, other) => one.localeCompare(other)),
    [
      'api_throttled  retry 2',
      'api_unavailable  retry 2',
      'ca_blocked AADSTS53003 admin 2',
      'tenant_setup AADSTS50020 tenant 2',
      'tenant_setup AADSTS65001 tenant 2',
    ],
  );
  const consent = ended.causes.find(({ message }) => message.includes('65001'));
  assert.match(consent?.remedy ?? '', /consentUrl/);
  const { items } = await t.operator.call('listSweepItems', {
    params: { id: ended.id },
    query: { state: 'failed' },
  });
  const failed = new Set([10, 20, 30, 40, 50].flatMap((from) => customers.slice(from, from + 2)));
  assert.deepEqual(new Set(items.map(({ customer }) => customer)), failed);
  const unconsented = items.find(({ customer }) => customer === customers[10]);
  assert.match(String(unconsented?.failure?.facts['consentUrl']), new RegExp(`/${customers[10]}/`));
  assert.equal(new Set((await rowsOf(t, ended.id)).map(({ customer }) => customer)).size, 190);
  const metrics = await t.broker.observer.metrics.read();
  assert.match(metrics, /consentry_sweep_results_total\{class="done"\} 190/);
  assert.match(metrics, /consentry_sweep_results_total\{class="admin"\} 2/);
});

test('sweeps the remainder alone, once what was in the way is mended', async () => {
  await using fleet = await aFleet({
    customers: 20,
    world(world) {
      const all = customersOf(world);
      leaveOut(world, { consent: all.slice(0, 3), gdap: [] });
    },
  });
  const { t, partners, customers } = fleet;
  const first = await sweep(t, { task: 'users', partners });
  assert.deepEqual([first.done, first.failed], [17, { tenant: 3 }]);
  const { consents } = t.sandbox.world;
  const [model] = consents.filter(
    ({ tenantId, resource }) => tenantId === customers[5] && /graph/.test(resource),
  );
  assert.ok(model);
  for (const tenantId of customers.slice(0, 2)) consents.push({ ...model, tenantId });
  t.sandbox.control.moveClock(10 * 60_000);
  const second = await sweep(t, { remainderOf: first.id });
  assert.deepEqual(
    [second.total, second.done, second.failed, second.remainderOf],
    [3, 2, { tenant: 1 }, first.id],
  );
});

test('keeps to the filter of the first sweep, however often a partner could not be listed', async () => {
  await using fleet = await aFleet({ customers: 12 });
  const { t, partners } = fleet;
  const unlisted = { kind: 'answer', status: 403 } as const;
  t.sandbox.control.playFault({ service: 'partnerCenter', times: 2, fault: unlisted });
  const first = await sweep(t, { task: 'users', partners, filter: { domain: 'customer-1' } });
  const second = await sweep(t, { remainderOf: first.id });
  assert.deepEqual([first.total, second.total, second.failed], [1, 1, { tenant: 1 }]);
  const third = await sweep(t, { remainderOf: second.id });
  assert.deepEqual([third.total, third.done], [4, 4]);
});

test('takes a partner’s tenant that was named for itself, and not for all of its customers', async () => {
  await using fleet = await aFleet({ customers: 3 });
  const { t, partners } = fleet;
  const [partner] = partners;
  assert.ok(partner);
  const refused = { kind: 'answer', status: 500 } as const;
  t.sandbox.control.playFault({ service: 'graph', tenant: partner, times: 'always', fault: refused });
  const first = await sweep(t, { task: 'users', partners, customers: [partner] });
  assert.deepEqual(first.failed, { retry: 1 });
  assert.equal((await sweep(t, { remainderOf: first.id })).total, 1);
});

test('the remainder of a dry run is a dry run', async () => {
  await using fleet = await aFleet({ customers: 1 });
  const { t, partners } = fleet;
  const first = await sweep(t, { task: 'users', partners, dryRun: true });
  assert.equal((await sweep(t, { remainderOf: first.id })).isDryRun, true);
});

test('takes the customers that are named, and those that fit a filter', async () => {
  await using fleet = await aFleet({ customers: 12 });
  const { t, partners, customers } = fleet;
  const named = await sweep(t, {
    task: 'users',
    partners,
    customers: [customers[3], customers[3], unknownTenant],
  });
  assert.deepEqual([named.total, named.done, named.failed], [2, 1, { tenant: 1 }]);
  assert.match(named.causes[0]?.message ?? '', /AADSTS90002/);
  const filtered = await sweep(t, { task: 'users', partners, filter: { domain: 'customer-1' } });
  // customer-1, -10, -11 and -12.
  assert.equal(filtered.total, 4);
  const nobody = await sweep(t, { task: 'users', partners, filter: { name: 'no such name' } });
  assert.deepEqual([nobody.state, nobody.total], ['ended', 0]);
});

test('sees for which APIs of which customers a token can be had, and calls none', async () => {
  await using fleet = await aFleet({
    customers: 4,
    world: (world) => leaveOut(world, { consent: customersOf(world).slice(0, 1), gdap: [] }),
  });
  const { t, partners, customers } = fleet;
  const ended = await sweep(t, { task: 'token-reach', partners, params: { resources: 'graph' } });
  assert.deepEqual([ended.done, ended.failed], [4, {}]);
  const rows = await rowsOf(t, ended.id);
  assert.deepEqual(
    rows
      .filter(({ works }) => works === false)
      .map(({ customer, code, class: reach }) => [customer, code, reach]),
    [[customers[0], 'tenant_setup', 'tenant']],
  );
  assert.equal(t.sandbox.ledger.requests().filter(({ service }) => service === 'graph').length, 0);
});

test('says in a dry run what would be done, and asks no customer’s tenant', async () => {
  await using fleet = await aFleet({ customers: 5 });
  const { t, partners } = fleet;
  const before = t.tokenRequests();
  const ended = await sweep(t, { task: 'users', partners, dryRun: true });
  assert.deepEqual([ended.done, ended.isDryRun], [5, true]);
  assert.deepEqual(
    (await rowsOf(t, ended.id)).map(({ would }) => would),
    Array(5).fill('reads the users'),
  );
  // Partner Center alone, for the list of customers.
  assert.equal(t.tokenRequests() - before, 1);
});

test('asks for no customer of a partner whose grant is dead, and the other partner’s are all done', async () => {
  await using fleet = await aFleet({ customers: 60, partners: 2 });
  const { t, partners, customers } = fleet;
  const [dead] = partners;
  assert.ok(dead);
  t.sandbox.control.revokeSessions(t.user('service', dead).objectId);
  const before = t.tokenRequests();
  const named = customers.filter((_, index) => index % 2 === 0);
  const listed = await sweep(t, { task: 'users', partners });
  // Its customers could not even be listed: it stands for them.
  assert.deepEqual([listed.done, listed.failed], [30, { consent: 1 }]);
  assert.ok(t.tokenRequests() - before < 40);
  const ended = await sweep(t, { task: 'users', partners: [dead], customers: named });
  assert.deepEqual([ended.done, ended.failed, ended.causes.length], [0, { consent: 30 }, 1]);
  assert.match(ended.causes[0]?.remedy ?? '', /consentry invite --for-grant/);
});

test('makes cells inert that a spreadsheet would take for formulas', async () => {
  await using fleet = await aFleet({
    customers: 1,
    world(world) {
      const [customer] = customersOf(world);
      for (const user of world.users)
        if (user.tenantId === customer) user.displayName = '=HYPERLINK("x","y")';
    },
  });
  const { id } = await sweep(fleet.t, { task: 'users', partners: fleet.partners });
  const csv = await sweepRows(fleet.t, id, 'csv');
  assert.match(csv, /^partner,customer,customerName,id,userPrincipalName,displayName/);
  assert.match(csv, /,"'=HYPERLINK\(""x"",""y""\)",/);
  assert.doesNotMatch(csv, /[,"]=/);
});

test('records a sweep before the first call, and its end; what was found is sealed', async () => {
  await using fleet = await aFleet({ customers: 3 });
  const { t, partners } = fleet;
  const { id } = await sweep(t, { task: 'users', partners });
  await sweepRows(t, id, 'ndjson');
  const events = (await t.events()).filter(({ type }) => type.startsWith('sweep.')).toReversed();
  assert.deepEqual(
    events.map(({ type }) => type),
    ['sweep.started', 'sweep.ended', 'sweep.read'],
  );
  const [started, ended] = events;
  assert.ok(started?.type === 'sweep.started' && ended?.type === 'sweep.ended');
  assert.deepEqual([started.task, started.partners, started.dryRun], ['users', partners, false]);
  assert.deepEqual([ended.sweep, ended.done, ended.failed], [id, 3, {}]);
  const about = await t.broker.store.audit.read({ limit: 9, tenant: partners[0] as never });
  assert.ok(about.events.some(({ type }) => type === 'sweep.started'));
});

test('is removed with everything that was found', async () => {
  await using fleet = await aFleet({ customers: 2 });
  const { t, partners } = fleet;
  const { id } = await sweep(t, { task: 'users', partners });
  await t.operator.call('removeSweep', { params: { id } });
  await assert.rejects(t.operator.call('getSweep', { params: { id } }), { code: 'sweep_not_found' });
  await assert.rejects(sweepRows(t, id, 'csv'), { code: 'sweep_not_found' });
  assert.deepEqual((await t.operator.call('listSweeps', {})).items, []);
});

for (const [what, body, code] of [
  ['a task that there is not', { task: 'unknown' }, 'unknown_task'],
  ['parameters that the task does not take', { task: 'users', params: { a: 1 } }, 'invalid_request'],
  [
    'a filter beside names',
    { task: 'users', customers: [unknownTenant], filter: { name: 'a' } },
    'invalid_request',
  ],
  ['the remainder of a sweep that there is not', { remainderOf: `swp_${'A'.repeat(22)}` }, 'sweep_not_found'],
] as const) {
  test(`refuses ${what}, and begins nothing`, async () => {
    await using fleet = await aFleet({ customers: 1 });
    const { t, partners } = fleet;
    const whole = 'remainderOf' in body ? body : { ...body, partners };
    await assert.rejects(sweep(t, whole), (error) => isConsentryError(error, code));
    assert.deepEqual((await t.operator.call('listSweeps', {})).items, []);
  });
}
