import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateWorld } from '@consentry/sandbox';
import { aBroker, partnerOne } from './a-broker.ts';

test('sweeps all customers of a partner', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const { id, state } = await t.operator.call('createSweep', { body: { task: 'users', partners: [partnerOne] } });
  assert.equal(state, 'preparing');
  await t.broker.app.sweeps.settled();
  const sweep = await t.operator.call('getSweep', { params: { id } });
  console.log(JSON.stringify(sweep, null, 1));
  const rows = await new Response(await t.operator.lines('readSweepRows', { params: { id }, query: { format: 'csv' } })).text();
  console.log(rows);
  console.log((await t.events()).slice(0, 5));
});
