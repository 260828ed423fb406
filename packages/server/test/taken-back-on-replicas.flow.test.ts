import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import type { OpenBroker } from '../src/index.ts';
import { aBroker, customerA, partnerOne, type TestBroker } from './a-broker.ts';
import { aDatabase } from './a-database.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const partnerCenter = { partner: partnerOne, resource: 'partner-center' };
const refusals = { purge: 'grant_revoked', stop: 'stopped' } as const;

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

/** Done at one replica, while the other is in the middle of something. */
async function actAt(t: TestBroker, where: OpenBroker, act: keyof typeof refusals): Promise<number> {
  const { broker: back } = t;
  t.turnTo(where);
  if (act === 'stop') await t.operator.call('setStop', { body: { partner: partnerOne } });
  else
    for (const { id } of await t.broker.store.grants.list({ limit: 9 }))
      await t.operator.call('purgeGrant', { params: { id } });
  t.turnTo(back);
  return t.tokenRequests();
}

for (const act of ['purge', 'stop'] as const)
  for (const refreshTokens of ['reusable', 'single-use'] as const) {
    test(`a ${act} at one replica: another, with the refresh token in hand, uses it no more (${refreshTokens})`, async () => {
      const { address, drop } = await aDatabase();
      try {
        await using t = await aBroker({
          config: { database: address, refreshTokens },
          world: ({ settings }) => {
            settings.refreshTokens = refreshTokens;
          },
        });
        await t.aConnectedPartner();
        const caller = await t.aCaller();
        const { broker: first } = t;
        const second = await t.addReplica();
        t.turnTo(second);
        await caller.call('acquireToken', { body: graph });
        const { vault } = second.vault;
        const get = vault.get.bind(vault);
        let asked: number | undefined;
        (vault as { get: typeof get }).get = async (ref, record) => {
          const secret = await get(ref, record);
          asked ??= await actAt(t, first, act);
          return secret;
        };
        assert.equal(await codeOf(caller.call('acquireToken', { body: partnerCenter })), refusals[act]);
        assert.ok(asked !== undefined);
        assert.equal(t.tokenRequests(), asked);
        assert.equal(
          await codeOf(caller.call('acquireToken', { body: graph })),
          refusals[act],
          'from memory',
        );
        assert.equal(
          await codeOf(caller.call('acquireToken', { body: { ...graph, force: true } })),
          refusals[act],
        );
        assert.equal(t.tokenRequests(), asked);
        if (act === 'stop') {
          t.turnTo(first);
          await t.operator.call('liftStop', { params: { scope: partnerOne } });
          t.turnTo(second);
          await second.app.access.confirm();
          assert.equal(
            await codeOf(caller.call('acquireToken', { body: partnerCenter })),
            'nothing was refused',
          );
          const [grant] = await t.broker.store.grants.list({ limit: 1 });
          assert.deepEqual([grant?.state, grant?.redeemingSince], ['healthy', undefined]);
        }
      } finally {
        await drop();
      }
    });
  }

for (const act of ['purge', 'stop'] as const)
  test(`a ${act} at one replica: another sends no call again that was refused with 401`, async () => {
    const { address, drop } = await aDatabase();
    try {
      let meanwhile: (() => Promise<void>) | undefined;
      let calls = 0;
      await using t = await aBroker({
        config: { database: address },
        watchStream: (stream) => async (request) => {
          calls += 1;
          const answer = await stream(request);
          await meanwhile?.();
          return meanwhile === undefined ? answer : { ...answer, status: 401 };
        },
      });
      await t.aConnectedPartner();
      const caller = await t.aCaller({ calls: [{ resource: 'graph', paths: ['/v1.0/users'] }] });
      const { broker: first } = t;
      t.turnTo(await t.addReplica());
      const ask = () =>
        caller.forward({ partner: partnerOne, customer: customerA, resource: 'graph', path: '/v1.0/users' });
      await ask();
      t.sandbox.control.moveClock(10 * 60 * 1000);
      let asked = 0;
      meanwhile = async () => {
        asked = await actAt(t, first, act);
      };
      calls = 0;
      assert.equal(await codeOf(ask()), refusals[act]);
      assert.deepEqual([t.tokenRequests(), calls], [asked, 1]);
    } finally {
      await drop();
    }
  });
