import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aBroker, customerA, partnerOne } from './a-broker.ts';

const hourMs = 60 * 60 * 1000;

test('says how everything stands, and that nothing is known where nobody looked', async () => {
  await using t = await aBroker();
  const empty = await t.operator.call('getOverview', {});
  assert.deepEqual(
    [empty.partners, empty.mfa, empty.ends, empty.stops, empty.openInvitations],
    [0, { confirmed: 0, overridden: 0 }, { items: [] }, [], 0],
  );
  await t.connect(await t.invite({ partnerName: 'Contoso' }));
  await t.invite();
  await t.broker.app.expiryWatch.look();
  const overview = await t.operator.call('getOverview', {});
  assert.deepEqual(
    [overview.partners, overview.grants.healthy, overview.mfa.confirmed, overview.openInvitations],
    [1, 1, 1, 1],
  );
  const [end] = overview.ends.items;
  assert.deepEqual([end?.cause, end?.partner, end?.partnerName], ['inactivity', partnerOne, 'Contoso']);
  assert.ok(overview.ends.lookedAt);
  await t.operator.call('setStop', { body: { everything: true, reason: 'a drill' } });
  assert.equal((await t.operator.call('getOverview', {})).stops[0]?.scope, 'everything');
});

test('counts the tokens of each hour, those from a cache, and refusals by class; what is a day old is gone', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const ask = () =>
    caller.call('acquireToken', { body: { partner: partnerOne, customer: customerA, resource: 'graph' } });
  await ask();
  await ask();
  t.sandbox.control.moveClock(hourMs);
  await ask();
  await assert.rejects(
    caller.call('acquireToken', { body: { partner: partnerOne, customer: customerA, resource: 'arm' } }),
  );
  const { tokens } = await t.operator.call('getOverview', {});
  assert.deepEqual(
    tokens.hours.map(({ issued, refused }) => [issued, refused]),
    [
      [2, 0],
      [1, 1],
    ],
  );
  assert.equal(tokens.hours[0]?.fromCache, 1);
  assert.deepEqual(tokens.failures, [{ class: 'caller', count: 1 }]);
  t.sandbox.control.moveClock(25 * hourMs);
  const later = (await t.operator.call('getOverview', {})).tokens;
  assert.deepEqual([later.hours.length, later.failures], [24, []]);
  assert.ok(later.hours.every(({ issued }) => issued === 0));
});
