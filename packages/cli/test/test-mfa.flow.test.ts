import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { aBroker, partnerOne, type TestBroker } from '../../server/test/a-broker.ts';
import { awaitAccountTest } from '../src/await-account-test.ts';
import { describeTest, testMfa } from '../src/commands/test-mfa.ts';
import { aDataFolder, anOutput } from './a-data-folder.ts';

/** Waits by the cloud's clock. Each time the test may do something meanwhile. */
function waiting(t: TestBroker, meanwhile: readonly (() => unknown)[]) {
  const left = [...meanwhile];
  const waits: number[] = [];
  return {
    waits,
    async wait(ms: number): Promise<void> {
      waits.push(ms);
      t.sandbox.control.moveClock(ms);
      await left.shift()?.();
    },
  };
}

const start = (t: TestBroker, accountId?: string) =>
  t.operator.call('startAccountTest', { body: { tenant: partnerOne, accountId } });

const nothing = () => undefined;

type Tested = AnswerOf<'finishAccountTest'>['test'];

test('asks in the rhythm that the broker names until the account has signed in', async () => {
  await using t = await aBroker();
  const started = await start(t);
  const { wait, waits } = waiting(t, [
    nothing,
    nothing,
    () => t.connect(started.url ?? '', t.user('no-mfa')),
  ]);
  const tested = await awaitAccountTest(t.operator, started, wait);
  assert.deepEqual([tested.result, tested.subject], ['fail', t.user('no-mfa').objectId]);
  assert.deepEqual(waits, [started.intervalMs, started.intervalMs, started.intervalMs]);
});

test('ends with what ended the sign-in, in words for whoever waits', async () => {
  await using t = await aBroker();
  const started = await start(t, t.user('admin').objectId);
  const { wait } = waiting(t, [() => t.connect(started.url ?? '')]);
  await assert.rejects(awaitAccountTest(t.operator, started, wait), (error) => {
    assert.ok(isConsentryError(error, 'wrong_account'));
    assert.match(error.message, /Somebody signed in with another account/);
    assert.match(error.remedy, /consentry test-mfa/);
    return true;
  });
});

test('trouble that ended the sign-in ends it, also where the trouble itself passes', async () => {
  await using t = await aBroker();
  const started = await start(t);
  t.sandbox.control.playFault({
    service: 'login',
    grantType: 'authorization_code',
    times: 'always',
    fault: { kind: 'answer', status: 503, body: '' },
  });
  const { wait } = waiting(t, [() => t.connect(started.url ?? '')]);
  await assert.rejects(awaitAccountTest(t.operator, started, wait), { code: 'idp_unavailable' });
});

test('says the verdict first, and shows nothing of a name that a terminal would obey', () => {
  const tested: NonNullable<Tested> = {
    tenant: partnerOne,
    subject: '50000000-0000-4000-8000-000000000001',
    application: '11111111-2222-4333-8444-555555555555',
    way: 'browser',
    testedAt: '2026-11-26T12:00:00.000Z',
    result: 'probably',
    reason: 'hello_provisioning_only',
    explanation: 'The sign-in carried ngcmfa alone.',
    remedy: 'Sign in once more.',
    amr: ['pwd', 'ngcmfa\u001b[2J'],
    cmdlet: 'pass',
  };
  const text = describeTest(tested);
  assert.match(text, /^NOT CERTAIN {2}The sign-in carried ngcmfa alone\.\nTo do: Sign in once more\./);
  assert.match(text, /amr {6}pwd, ngcmfa\\u001b\[2J\n/);
  assert.match(text, /Test-PartnerSecurityRequirement says pass/);
  assert.match(describeTest({ ...tested, result: 'pass' }), /^PASS {2}.*\n\naccount/);
});

test('is refused for a browser without a running broker, and for a user name that no page fills in', async (c) => {
  const { options } = await aDataFolder(c);
  const wanted = { ...options, partner: partnerOne };
  await assert.rejects(testMfa(wanted, anOutput()), { code: 'usage' });
  const byCode = { ...wanted, deviceCode: true };
  await assert.rejects(testMfa({ ...byCode, account: 'anna@contoso.com' }, anOutput()), { code: 'usage' });
  await assert.rejects(testMfa(byCode, anOutput()), {
    code: 'device_code_off',
    remedy: /works in a browser/,
  });
});
