import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ConsentItem,
  type CustomerTokens,
  createApis,
  createConsentTasks,
  isConsentryError,
  readApplicationId,
} from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { createCredentialSource } from '@consentry/core/remote';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import { aBroker, customerA, customerB, fetchFrom, partnerOne, type TestBroker } from './a-broker.ts';

const params = { grants: [{ resource: 'graph', scopes: ['User.Read.All'] }] };

/** A program that keeps no records. */
const nothing = async (): Promise<void> => undefined;

/** The tasks, as a program beside a broker runs them: with tokens of a caller. */
async function someTasks(t: TestBroker) {
  const caller = await t.aCaller({ partnerTenant: true });
  const timer = {
    elapsed: () => t.sandbox.clock.now(),
    wait: async (ms: number) => t.sandbox.control.moveClock(ms),
  };
  const apis = createApis({ fetch: fetchFrom(t.sandbox), timer, random: systemRandom }, (target) =>
    createCredentialSource(caller, target),
  );
  const tokensOf = (partner: string, customer: string): CustomerTokens => ({
    acquire: (resource) => caller.call('acquireToken', { body: { partner, customer, resource } }),
    // What the broker keeps for its callers has ended by then.
    forget: async () => t.sandbox.control.moveClock(2 * 60 * 60_000),
  });
  const tasks = createConsentTasks({
    cloud: t.config.cloud,
    timer,
    applicationName: 'Example Integration',
    applicationOf: async () => readApplicationId(DEFAULT_APPLICATION.clientId),
    tokensOf,
    records: { grant: nothing, granted: nothing, withdraw: nothing, withdrawn: nothing },
  });
  return (name: string, change: Partial<ConsentItem> = {}) => {
    const task = tasks.find((one) => one.name === name);
    assert.ok(task?.isRepeatable);
    const requestId = (step: string) =>
      `00000000-0000-4000-8000-${Buffer.from(step).toString('hex').slice(0, 12)}`;
    return task.run({
      partner: partnerOne,
      customer: customerB,
      params,
      apis,
      isDryRun: false,
      requestId,
      ...change,
    });
  };
}

test('plans, grants and withdraws as tasks, a flat row for each API', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const run = await someTasks(t);
  const about = { resource: 'graph', appId: '00000003-0000-0000-c000-000000000000' };
  assert.deepEqual(await run('consent-plan'), [
    { ...about, state: 'missing', knownBy: 'nothing', present: '', missing: 'User.Read.All', extra: '' },
  ]);
  const granted = { ...about, scopes: 'User.Read.All', did: 'created', outcome: 'proved' };
  assert.deepEqual(await run('consent-grant'), [granted]);
  assert.deepEqual(await run('consent-grant'), [{ ...granted, did: 'nothing' }]);
  assert.deepEqual(await run('consent-withdraw', { customer: customerA }), [
    { did: 'withdrawn', outcome: 'proved', stood: 'graph: User.Read User.Read.All Directory.Read.All' },
  ]);
});

test('a dry run changes nothing', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const run = await someTasks(t);
  const before = structuredClone(t.sandbox.world.consents);
  const [plan] = await run('consent-grant', { isDryRun: true });
  assert.equal(plan?.['missing'], 'User.Read.All');
  const [listed] = await run('consent-withdraw', { isDryRun: true, customer: customerA });
  assert.equal(listed?.['scopes'], 'User.Read User.Read.All Directory.Read.All');
  assert.deepEqual(t.sandbox.world.consents, before);
});

test('fails where one API failed, and says why and what to do', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const run = await someTasks(t);
  const wanted = { grants: [{ resource: 'graph', scopes: ['Group.Read.All'] }] };
  await assert.rejects(run('consent-grant', { customer: customerA, params: wanted }), (error: unknown) => {
    assert.ok(isConsentryError(error, 'consent_not_extendable'));
    assert.deepEqual(error.facts, { outcomes: ['graph: failed'] });
    assert.match(error.remedy, /^Withdraw the consent/);
    return true;
  });
});
