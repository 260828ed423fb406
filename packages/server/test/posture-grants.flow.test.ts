import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aBroker, customerA, customerB, partnerOne, type TestBroker } from './a-broker.ts';
import { aReport, allIsWell, idsOf, type PostureReport } from './a-posture.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

const find = ({ findings }: PostureReport, id: string) => findings.find((finding) => finding.id === id);

/** What Partner Center answers from now on, whatever it is asked. */
const partnerCenterSays = (
  t: TestBroker,
  answer: { status: number; headers?: Record<string, string>; body: string },
) =>
  t.sandbox.control.playFault({
    service: 'partnerCenter',
    times: 'always',
    fault: { kind: 'answer', ...answer },
  });

test('a grant that Partner Center refuses for want of MFA is a finding of the very report that met it', async () => {
  await using t = await aBroker({ world: allIsWell });
  await t.aConnectedPartner();
  const [grant] = (await t.operator.call('listGrants', {})).items;
  const refusing = partnerCenterSays(t, { status: 401, body: '{"code":"900421","description":"no"}' });
  const refused = await aReport(t);
  assert.partialDeepStrictEqual(find(refused, 'grant_refused_without_mfa'), {
    subject: grant?.id,
    severity: 'high',
    evidence: { examples: ['service@partner-one.example'], facts: { amr: 'pwd mfa' } },
  });
  assert.equal(refused.grants[0]?.isMfaCompliant, false);

  // It refuses on, and another process knows as well as this one.
  refusing.remove();
  await t.restart();
  const warning = partnerCenterSays(t, { status: 503, body: '{}' });
  assert.ok(find(await aReport(t), 'grant_refused_without_mfa'));

  // It takes calls of which it says that they carry none: they will be refused.
  warning.remove();
  const headers = { isMfaCompliant: 'false', 'content-type': 'application/json' };
  const without = partnerCenterSays(t, { status: 200, headers, body: '{"items":[]}' });
  t.sandbox.control.moveClock(dayMs);
  const warned = await aReport(t);
  assert.ok(find(warned, 'grant_refused_without_mfa'), 'a refusal counts until Partner Center says better');
  without.remove();
  const better = await aReport(t);
  assert.deepEqual([idsOf(better), better.grants[0]?.isMfaCompliant], [[], true]);
  assert.deepEqual(
    better.since?.fixed.map(({ id }) => id),
    ['grant_refused_without_mfa'],
  );
  partnerCenterSays(t, { status: 200, headers, body: '{"items":[]}' });
  assert.deepEqual(idsOf(await aReport(t)), ['grant_not_mfa_compliant']);
});

test('who signs in anew with MFA is no more reproached with what was said before', async () => {
  await using t = await aBroker({ world: allIsWell });
  await t.aConnectedPartner();
  const refusing = partnerCenterSays(t, { status: 401, body: '{"code":"900421","description":"no"}' });
  assert.ok(find(await aReport(t), 'grant_refused_without_mfa'));
  refusing.remove();
  t.sandbox.control.moveClock(minuteMs);
  await t.aConnectedPartner();
  partnerCenterSays(t, { status: 503, body: '{}' });
  const { findings, grants } = await aReport(t);
  assert.deepEqual([findings, grants.length, grants[0]?.isMfaCompliant], [[], 1, undefined]);
});

test('customers whose tenant refuses the account for want of MFA are counted, until they give a token again', async () => {
  await using t = await aBroker({ world: allIsWell });
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const ask = (customer: string) =>
    caller.call('acquireToken', { body: { partner: partnerOne, customer, resource: 'graph' } });
  const refuse = async (customer: string, code: number): Promise<void> => {
    t.sandbox.control.playFault({ service: 'login', tenant: customer, fault: { kind: 'aadsts', code } });
    await assert.rejects(ask(customer), { code: 'step_up_needed' });
  };
  const blocked = async () => {
    const report = await aReport(t);
    assert.ok(idsOf(report).every((id) => id === 'delegated_admin_blocked_managed'));
    const { evidence } = report.findings[0] ?? {};
    return [evidence?.count, evidence?.facts['lastAt']];
  };
  const at = (): string => new Date(t.sandbox.clock.now()).toISOString();

  assert.deepEqual(await blocked(), [undefined, undefined]);
  t.sandbox.control.moveClock(10 * minuteMs);
  await refuse(customerA, 50079);
  const first = await blocked();
  assert.equal(first[0], 1);
  // Once an hour is often enough to write it down.
  t.sandbox.control.moveClock(10 * minuteMs);
  await refuse(customerA, 50079);
  assert.deepEqual(await blocked(), first);
  t.sandbox.control.moveClock(60 * minuteMs);
  await refuse(customerB, 50158);
  const [count, lastAt] = await blocked();
  assert.deepEqual([count, String(lastAt) > String(first[1]), String(lastAt) <= at()], [2, true, true]);

  await t.restart();
  await ask(customerA);
  assert.deepEqual(await blocked(), [1, lastAt]);
  // The sign-in frequency of a customer is another matter.
  t.sandbox.control.moveClock(120 * minuteMs);
  await refuse(customerA, 70043);
  assert.deepEqual(await blocked(), [1, lastAt]);
});
