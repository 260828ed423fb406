import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aFleet, sweep } from './a-fleet.ts';

const restMs = 600_000;

test('a sweep leaves an API alone as long as it has asked another call of the broker to (F-54)', async () => {
  await using fleet = await aFleet({ customers: 2 });
  const { t, partners } = fleet;
  const [partner = '', customer = ''] = [partners[0], fleet.customers[0]];
  const fault = { kind: 'answer', status: 429, headers: { 'retry-after': String(restMs / 1000) } } as const;
  t.sandbox.control.playFault({ service: 'graph', tenant: customer, times: 1, fault });
  const askedAt = t.sandbox.clock.now();
  const listed = t.operator.call('listCustomerConsents', { params: { partner, customer } });
  await assert.rejects(listed, { code: 'api_throttled' });

  await sweep(t, { task: 'users', partners });
  const calls = t.sandbox.ledger.apiCalls({ service: 'graph' });
  assert.ok(calls.some(({ tenant }) => tenant !== customer));
  const early = calls.filter(({ tenant, at }) => tenant === customer && at < askedAt + restMs);
  assert.deepEqual(early, []);
});
