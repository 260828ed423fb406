import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aBroker, type TestBroker } from './a-broker.ts';
import { aReport, allIsWell } from './a-posture.ts';

/** The lines of the metrics on reports. */
async function read(t: TestBroker): Promise<readonly string[]> {
  const text = await t.broker.observer.metrics.read();
  return text.split('\n').filter((line) => line.startsWith('consentry_posture_'));
}

test('the metrics tell how old the newest report is, its shares, and its findings by severity', async () => {
  await using t = await aBroker({ world: allIsWell });
  await t.aConnectedPartner();
  const none = ['high', 'medium', 'low', 'info'].map(
    (severity) => `consentry_posture_findings{severity="${severity}"} 0`,
  );
  assert.deepEqual(await read(t), none);
  await aReport(t);
  const [policy] = t.sandbox.world.conditionalAccess;
  assert.ok(policy);
  policy.users = { include: [t.user('service').objectId] };
  const { figures, findings } = await aReport(t);
  t.sandbox.control.moveClock(90_000);
  const [accounts] = figures;
  assert.ok(accounts?.kind === 'estimate');
  const count = (severity: string): number => findings.filter((one) => one.severity === severity).length;
  assert.ok(count('high') > 0);
  const lines = await read(t);
  const age = 'consentry_posture_report_age_seconds ';
  const [seconds = '', ...more] = lines.filter((line) => line.startsWith(age));
  assert.ok(Number(seconds.slice(age.length)) >= 90 && more.length === 0, seconds);
  const others = lines.filter((line) => !line.startsWith(age));
  assert.deepEqual(others.toSorted(), [
    ...['high', 'info', 'low', 'medium'].map(
      (severity) => `consentry_posture_findings{severity="${severity}"} ${count(severity)}`,
    ),
    `consentry_posture_share_ratio{figure="accounts-with-mfa"} ${(accounts.percent ?? 0) / 100}`,
    'consentry_posture_share_ratio{figure="api-requests-with-mfa"} 1',
  ]);
});
