import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemTimer } from '@consentry/core/node';
import { aBrokerOn } from './a-broker-on.ts';
import { tamper } from './a-database.ts';
import { aGate } from './a-gate.ts';
import { aReport, allIsWell, ofPartner } from './a-posture.ts';

test('replicas make one report of a partner at a time, and give what another has made', async () => {
  const gate = aGate();
  await using opened = await aBrokerOn('postgres', {
    world: allIsWell,
    watch: gate.watch,
    timer: systemTimer,
  });
  const { t } = opened;
  await t.aConnectedPartner();
  const here = t.broker;
  const there = await t.addReplica();
  using held = gate.hold('/v1.0/users');
  const begun = await t.operator.call('createPostureReport', ofPartner);
  await held.arrived;
  t.turnTo(there);
  assert.deepEqual(await t.operator.call('createPostureReport', ofPartner), begun);
  await assert.rejects(t.operator.call('getPosture', ofPartner), { code: 'posture_under_way' });
  held.release();
  await here.app.posture.settled();
  assert.equal((await t.operator.call('getPosture', ofPartner)).id, begun.id);
  assert.equal((await aReport(t)).since?.id, begun.id);
});

test('of two replicas that make a report at once one keeps it: the history has one row, and each finding its first day', async () => {
  const gate = aGate();
  await using opened = await aBrokerOn('postgres', {
    world: allIsWell,
    watch: gate.watch,
    timer: systemTimer,
  });
  const { t } = opened;
  await t.aConnectedPartner();
  const slow = t.broker;
  const other = await t.addReplica();
  const [policy] = t.sandbox.world.conditionalAccess;
  assert.ok(policy);
  policy.clientAppTypes = ['browser'];
  const first = await aReport(t);

  using held = gate.hold('/v1.0/users');
  const lost = await t.operator.call('createPostureReport', ofPartner);
  await held.arrived;
  // It said nothing for so long that it is taken for gone.
  await tamper(opened.place, 'UPDATE posture_runs SET expires_at = 0');
  t.turnTo(other);
  const params = { ...ofPartner.params, id: lost.id };
  await assert.rejects(t.operator.call('getPostureReport', { params }), { code: 'posture_unfinished' });
  const second = await t.operator.call('createPostureReport', ofPartner);
  assert.notEqual(second.id, lost.id);
  held.release();
  await Promise.all([slow, other].map(({ app }) => app.posture.settled()));

  const { items } = await t.operator.call('listPostureReports', ofPartner);
  assert.deepEqual(
    items.map(({ id }) => id),
    [second.id, first.id],
  );
  await assert.rejects(t.operator.call('getPostureReport', { params }), { code: 'posture_report_not_found' });
  const third = await aReport(t);
  assert.equal(third.since?.id, second.id);
  const found = third.findings.find(({ id }) => id === 'policy_limited_clients');
  assert.deepEqual([found?.firstSeenAt, found?.change], [first.at, 'same']);
  const ends = (await t.events())
    .map(({ type }) => type)
    .filter((type) => type === 'posture.made' || type === 'posture.failed');
  assert.deepEqual(ends.toSorted(), ['posture.failed', 'posture.made', 'posture.made', 'posture.made']);
});
