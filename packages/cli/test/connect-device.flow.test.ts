import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError, readApplicationId } from '@consentry/core';
import { signIn } from '@consentry/sandbox/person';
import { aBroker, partnerOne, type TestBroker } from '../../server/test/a-broker.ts';
import { awaitDeviceSignIn } from '../src/await-device-sign-in.ts';
import { connectDevice } from '../src/commands/connect-device.ts';
import { aDataFolder, anOutput } from './a-data-folder.ts';

const clientId = readApplicationId('44444444-3333-4222-8111-000000000000');

const aTerminal = (): Promise<TestBroker> =>
  aBroker({
    config: { deviceCode: { clientId } },
    world: ({ applications, servicePrincipals, consents }) => {
      const [own] = applications;
      if (own === undefined) throw new TypeError('the world has an application');
      const { requiredScopes } = own;
      const more = { secrets: [], redirectUris: [], allowPublicClientFlows: true };
      applications.push({ ...own, ...more, clientId, displayName: 'Example Terminal' });
      servicePrincipals.push({ tenantId: partnerOne, clientId, state: 'enabled', roles: [] });
      for (const { resource, scopes } of requiredScopes) {
        consents.push({ tenantId: partnerOne, clientId, resource, scopes: [...scopes], kind: 'admin' });
      }
    },
  });

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

async function enter(
  t: TestBroker,
  page: string,
  userCode: string,
  decision: 'accept' | 'cancel' = 'accept',
) {
  const person = t.person();
  const { userPrincipalName, password, totpSecret = '' } = t.user('service');
  const account = { userPrincipalName, password, totpSecret };
  const asked = await person.submit(await person.open(page), { user_code: userCode });
  await signIn(person, asked, account, { now: () => t.sandbox.clock.now(), decision });
}

const start = (t: TestBroker) => t.operator.call('startDeviceCode', { body: { partner: partnerOne } });

test('asks in the rhythm that the broker names until the person has signed in', async () => {
  await using t = await aTerminal();
  const started = await start(t);
  const nothing = () => undefined;
  const { wait, waits } = waiting(t, [
    nothing,
    nothing,
    () => enter(t, started.verificationUrl, started.userCode),
  ]);
  const grant = await awaitDeviceSignIn(t.operator, started, wait);
  assert.equal(grant.isPublicClient, true);
  assert.equal(waits.length, 3);
  assert.equal(waits[0], started.intervalMs);
});

test('goes on through passing trouble, and ends with what ends the sign-in', async () => {
  await using t = await aTerminal();
  const declined = await start(t);
  const { wait } = waiting(t, [
    () =>
      t.sandbox.control.playFault({
        service: 'login',
        times: 1,
        fault: { kind: 'answer', status: 503, body: '' },
      }),
    () => enter(t, declined.verificationUrl, declined.userCode, 'cancel'),
  ]);
  await assert.rejects(awaitDeviceSignIn(t.operator, declined, wait), { code: 'consent_declined' });
});

test('gives up when the code is over', async () => {
  await using t = await aTerminal();
  const { wait } = waiting(t, []);
  await assert.rejects(awaitDeviceSignIn(t.operator, await start(t), wait), { code: 'device_code_expired' });
});

test('is refused where it is off, and without the word --device-code', async (c) => {
  const { options } = await aDataFolder(c);
  const wanted = { ...options, partner: partnerOne };
  await assert.rejects(connectDevice(wanted, anOutput()), { code: 'usage' });
  await assert.rejects(connectDevice({ ...wanted, deviceCode: true }, anOutput()), (error) => {
    assert.ok(isConsentryError(error, 'device_code_off'));
    assert.match(error.remedy, /consentry invite/);
    return true;
  });
});
