import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsentryError, isConsentryError } from '@consentry/core';
import {
  aBroker,
  customerA,
  customerB,
  partnerOne,
  type TestBroker,
  type TestBrokerOptions,
} from './a-broker.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const partnerCenter = { partner: partnerOne, resource: 'partner-center' };
const dayMs = 24 * 60 * 60 * 1000;

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

const acts = {
  purge: async (t: TestBroker) => {
    for (const { id } of await t.broker.store.grants.list({ limit: 9 }))
      await t.operator.call('purgeGrant', { params: { id } });
  },
  stop: async (t: TestBroker) => void (await t.operator.call('setStop', { body: { partner: partnerOne } })),
} as const;

const refusals = { purge: 'grant_revoked', stop: 'stopped' } as const;
const each = ['purge', 'stop'] as const;

const singleUse: TestBrokerOptions = {
  world: ({ settings }) => {
    settings.refreshTokens = 'single-use';
  },
  config: { refreshTokens: 'single-use' },
};

for (const act of each) {
  test(`a call that its API refuses with 401 is not sent again after a ${act}, and nothing is redeemed for it`, async () => {
    let meanwhile: (() => Promise<void>) | undefined;
    let calls = 0;
    await using t = await aBroker({
      watchStream: (stream) => async (request) => {
        calls += 1;
        const answer = await stream(request);
        await meanwhile?.();
        return meanwhile === undefined ? answer : { ...answer, status: 401 };
      },
    });
    await t.aConnectedPartner();
    const caller = await t.aCaller({ calls: [{ resource: 'graph', paths: ['/v1.0/users'] }] });
    const ask = () =>
      caller.forward({ partner: partnerOne, customer: customerA, resource: 'graph', path: '/v1.0/users' });
    await ask();
    // The one that is at hand is no longer too new to be replaced.
    t.sandbox.control.moveClock(10 * 60 * 1000);
    let asked = 0;
    meanwhile = async () => {
      await acts[act](t);
      asked = t.tokenRequests();
    };
    calls = 0;
    const outcome = await codeOf(ask());
    assert.equal(t.tokenRequests(), asked, 'nothing was redeemed after it');
    assert.equal(calls, 1, outcome);
    assert.equal(outcome, refusals[act]);
  });

  test(`a refresh token that was on its way out of the vault during a ${act} is not used`, async () => {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const caller = await t.aCaller();
    const { vault } = t.broker.vault;
    const get = vault.get.bind(vault);
    let asked: number | undefined;
    (vault as { get: typeof get }).get = async (ref, record) => {
      const secret = await get(ref, record);
      if (asked === undefined) {
        asked = 0;
        await acts[act](t);
        asked = t.tokenRequests();
      }
      return secret;
    };
    assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), refusals[act]);
    assert.equal(t.tokenRequests(), asked);
  });

  test(`a redemption that has to be tried again is not, after a ${act}`, async () => {
    let meanwhile: (() => Promise<void>) | undefined;
    await using t = await aBroker({
      watch: (fetch) => async (request) => {
        if (meanwhile === undefined || !request.url.endsWith('/token')) return fetch(request);
        await meanwhile();
        meanwhile = undefined;
        return { status: 503, headers: {}, body: new Uint8Array() };
      },
    });
    await t.aConnectedPartner();
    const caller = await t.aCaller();
    let asked = 0;
    meanwhile = async () => {
      await acts[act](t);
      asked = t.tokenRequests();
    };
    assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), refusals[act]);
    assert.equal(t.tokenRequests(), asked);
  });

  test(`requests that wait for their turn redeem nothing after a ${act}`, async () => {
    await using t = await aBroker(singleUse);
    await t.aConnectedPartner();
    const caller = await t.aCaller({ partnerTenant: true });
    const held = t.sandbox.control.holdTokenEndpoint();
    const asking = [graph, partnerCenter, { ...graph, customer: customerB }].map((body) =>
      codeOf(caller.call('acquireToken', { body })),
    );
    while (held.waiting() < 1) await new Promise((resolve) => setImmediate(resolve));
    await acts[act](t);
    const asked = t.tokenRequests();
    held.release();
    assert.deepEqual(await Promise.all(asking), [refusals[act], refusals[act], refusals[act]]);
    assert.ok(t.tokenRequests() - asked <= 1, `${t.tokenRequests() - asked} arrived after it`);
  });

  test(`grants that are kept alive one after the other: none is redeemed after a ${act}`, async () => {
    let meanwhile: (() => Promise<void>) | undefined;
    await using t = await aBroker({
      watch: (fetch) => async (request) => {
        const answer = await fetch(request);
        if (request.url.endsWith('/token')) await meanwhile?.();
        return answer;
      },
    });
    await t.connect(await t.invite(), t.user('service'));
    await t.connect(await t.invite(), t.user('admin'));
    t.sandbox.control.moveClock(80 * dayMs);
    let asked: number | undefined;
    meanwhile = async () => {
      if (asked !== undefined) return;
      asked = 0;
      await acts[act](t);
      asked = t.tokenRequests();
    };
    await t.broker.app.tokens.keepAlive(100);
    assert.ok(asked !== undefined);
    assert.equal(t.tokenRequests(), asked);
  });

  test(`a token of a second account is neither fetched nor handed out after a ${act}`, async () => {
    let meanwhile: (() => Promise<void>) | undefined;
    await using t = await aBroker({
      watch: (fetch) => async (request) => {
        if (meanwhile === undefined || !request.url.endsWith('/token')) return fetch(request);
        await meanwhile();
        meanwhile = undefined;
        const refusal = { error: 'invalid_grant', error_description: 'AADSTS50173: x', error_codes: [50173] };
        return {
          status: 400,
          headers: { 'content-type': 'application/json' },
          body: Buffer.from(JSON.stringify(refusal)),
        };
      },
    });
    await t.connect(await t.invite(), t.user('service'));
    await t.connect(await t.invite(), t.user('admin'));
    const caller = await t.aCaller();
    let asked = 0;
    meanwhile = async () => {
      await acts[act](t);
      asked = t.tokenRequests();
    };
    assert.notEqual(await codeOf(caller.call('acquireToken', { body: graph })), 'nothing was refused');
    assert.equal(t.tokenRequests(), asked);
  });
}

test('a successor that waits in memory does not come back after a purge', async () => {
  await using t = await aBroker(singleUse);
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const { vault } = t.broker.vault;
  const put = vault.put.bind(vault);
  let isAway = true;
  (vault as { put: typeof put }).put = async (record, secret) => {
    if (!isAway) return put(record, secret);
    throw new ConsentryError('vault_unavailable');
  };
  await codeOf(caller.call('acquireToken', { body: graph }));
  await acts.purge(t);
  isAway = false;
  const asked = t.tokenRequests();
  assert.equal(await t.broker.app.tokens.storeFailedSuccessors(), 0);
  assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'grant_revoked');
  assert.equal(t.tokenRequests(), asked);
  assert.equal((await t.operator.call('listMasterKeys', {})).items[0]?.sealed.refreshTokens, 0);
});

test('a background renewal behind a served token redeems nothing after a stop or a purge', async () => {
  for (const act of each) {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const caller = await t.aCaller();
    const { expiresAt } = await caller.call('acquireToken', { body: graph });
    t.sandbox.control.moveClock(Date.parse(expiresAt) - t.sandbox.clock.now() - 11 * 60 * 1000);
    await acts[act](t);
    const asked = t.tokenRequests();
    assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), refusals[act]);
    await t.broker.app.settled();
    assert.equal(t.tokenRequests(), asked);
  }
});
