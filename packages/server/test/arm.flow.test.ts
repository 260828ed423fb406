import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Arm, createApis, isConsentryError } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { createCredentialSource } from '@consentry/core/remote';
import { aBroker, customerA, fetchFrom, partnerOne, type TestBroker } from './a-broker.ts';

async function anArm(t: TestBroker): Promise<Arm> {
  await t.aConnectedPartner();
  const broker = await t.aCaller({ resources: ['arm'] });
  const timer = {
    elapsed: () => t.sandbox.clock.now(),
    wait: async (ms: number) => t.sandbox.control.moveClock(ms),
  };
  const ports = { fetch: fetchFrom(t.sandbox), timer, random: systemRandom };
  const apis = createApis(ports, (target) => createCredentialSource(broker, target));
  return apis.arm({ partner: partnerOne, customer: customerA });
}

test('lists a customer’s subscriptions over all pages, and shows one', async () => {
  await using t = await aBroker({
    approvedApis: 'all',
    world({ settings }) {
      settings.armPageSize = 1;
    },
  });
  const arm = await anArm(t);
  const found = await Array.fromAsync(arm.subscriptions());
  const ids = t.sandbox.world.azureSubscriptions.filter(({ tenantId }) => tenantId === customerA);
  assert.deepEqual(
    found.map(({ subscriptionId }) => subscriptionId).toSorted(),
    ids.map(({ id }) => id).toSorted(),
  );
  assert.equal(found.length, 2);
  const one = await arm.subscription(found[0]?.subscriptionId ?? '');
  assert.deepEqual([one.displayName, one.state], [found[0]?.displayName, 'Enabled']);
  assert.ok((await Array.fromAsync(arm.tenants())).some(({ tenantId }) => tenantId === customerA));
});

test('a claims challenge of ARM is a step-up that carries the claims', async () => {
  await using t = await aBroker({ approvedApis: 'all' });
  const arm = await anArm(t);
  const claims = { access_token: { acrs: { essential: true, value: 'p1' } } };
  t.sandbox.control.playFault({ service: 'arm', times: 1, fault: { kind: 'claims-challenge', claims } });
  await assert.rejects(Array.fromAsync(arm.subscriptions()), (error) => {
    assert.ok(isConsentryError(error, 'step_up_needed'), String(error));
    assert.deepEqual(JSON.parse(String(error.facts['claims'])), claims);
    return true;
  });
});

test('refuses an id that is none, and says what ARM says of an unknown one', async () => {
  await using t = await aBroker({ approvedApis: 'all' });
  const arm = await anArm(t);
  await assert.rejects(arm.subscription('../tenants'), { code: 'invalid_request' });
  await assert.rejects(arm.subscription('99999999-9999-4999-8999-999999999999'), (error) => {
    assert.ok(isConsentryError(error, 'api_not_found'), String(error));
    assert.equal(error.facts['apiCode'], 'SubscriptionNotFound');
    return true;
  });
});
