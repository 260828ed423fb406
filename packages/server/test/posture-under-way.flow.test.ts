import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import { aBroker, partnerOne } from './a-broker.ts';
import { aGate } from './a-gate.ts';
import { aReport, allIsWell, ofPartner } from './a-posture.ts';

test('a second request is told the report that is under way, and who asks for it is told to wait', async () => {
  const gate = aGate();
  await using t = await aBroker({ world: allIsWell, watch: gate.watch });
  await t.aConnectedPartner();
  const { call } = t.operator;
  using held = gate.hold('/v1.0/users');
  const [one, other] = await Promise.all([
    call('createPostureReport', ofPartner),
    call('createPostureReport', ofPartner),
  ]);
  await held.arrived;
  assert.deepEqual(await call('createPostureReport', ofPartner), one);
  assert.deepEqual(other, one);
  const params = { partner: partnerOne, id: one.id };
  const wait = { code: 'posture_under_way', retryAfterMs: 2000 };
  await assert.rejects(call('getPostureReport', { params }), wait);
  await assert.rejects(call('getPosture', ofPartner), wait);
  held.release();
  await t.broker.app.posture.settled();
  assert.equal((await call('getPosture', ofPartner)).id, one.id);
  assert.equal((await call('listPostureReports', ofPartner)).items.length, 1);
});

test('a report that the broker could not finish is said to be unfinished, and the next one is made at once', async () => {
  const gate = aGate();
  await using t = await aBroker({ world: allIsWell, watch: gate.watch });
  await t.aConnectedPartner();
  const { call } = t.operator;
  using held = gate.hold('/v1.0/users');
  const { id } = await call('createPostureReport', ofPartner);
  await held.arrived;
  t.broker.stop();
  held.release();
  await t.restart();
  const unfinished = call('getPostureReport', { params: { partner: partnerOne, id } });
  await assert.rejects(unfinished, (error) => {
    assert.ok(isConsentryError(error, 'posture_unfinished'), String(error));
    return error.facts['cause'] === 'shutting_down';
  });
  await assert.rejects(call('getPosture', ofPartner), { code: 'posture_report_not_found' });
  const failed = (await t.events()).find(({ type }) => type === 'posture.failed');
  assert.partialDeepStrictEqual(failed, { actor: 'broker', report: id, code: 'shutting_down' });
  assert.equal((await aReport(t)).since, undefined);
});
