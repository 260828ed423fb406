import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aReport, ofPartner } from './a-posture.ts';
import { aBroker } from './a-broker.ts';

test('makes a report of what Microsoft shows of a partner, and gives it', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const report = await aReport(t);
  assert.deepEqual(await t.operator.call('getPosture', ofPartner), report);
});
