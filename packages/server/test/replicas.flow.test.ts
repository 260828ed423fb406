import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Fetch, isConsentryError, type RefreshTokenUse, Secret } from '@consentry/core';
import { systemTimer } from '@consentry/core/node';
import { createRemote } from '@consentry/core/remote';
import { startPostgres, type TestPostgres } from '../../../scripts/test/postgres/test-postgres.ts';
import { asFetch, type OpenBroker } from '../src/index.ts';
import { aBroker, customerA, partnerOne, type TestBroker } from './a-broker.ts';
import { aBareDatabase, aDatabase, readRows } from './a-database.ts';

const partnerCenter = { partner: partnerOne, resource: 'partner-center' };
const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const ownGraph = { partner: partnerOne, resource: 'graph' };
type Wanted = typeof partnerCenter & { readonly customer?: string };

const twoHoursMs = 2 * 60 * 60 * 1000;

/** Three replicas on one database, a partner that has connected, and a caller that is known to all. */
interface Three {
  readonly t: TestBroker;
  readonly replicas: readonly OpenBroker[];
  /** A replica's answer: the fingerprint of a token, or the code of a refusal. */
  ask(replica: number, wanted: Wanted): Promise<string>;
  /** The most redemptions that were under way at once since the last call, and how many there were. */
  count(): { readonly most: number; readonly all: number };
  /** Holds the next redemption before it is sent. */
  holdNext(): { readonly held: Promise<void>; release(): void };
  row(): Promise<{ state: string; version: number; stateReason: string; stored: string; newest: string }>;
  /** The time of every lease passes. */
  endLeases(takenBefore?: number): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

async function threeReplicas(refreshTokens: RefreshTokenUse, server?: string): Promise<Three> {
  const { address, drop } = server === undefined ? await aDatabase() : await aBareDatabase(server);
  let [underWay, most, all] = [0, 0, 0];
  let hold: { arrive(): void; readonly gate: Promise<void> } | undefined;
  const watch =
    (fetch: Fetch): Fetch =>
    async (request) => {
      if (request.body?.includes('grant_type=refresh_token') !== true) return fetch(request);
      const held = hold;
      hold = undefined;
      held?.arrive();
      await held?.gate;
      underWay += 1;
      all += 1;
      most = Math.max(most, underWay);
      // Longer than anything between two redemptions takes, so that what may overlap does.
      await pause(15);
      return fetch(request).finally(() => {
        underWay -= 1;
      });
    };
  const t = await aBroker({
    config: { database: address, refreshTokens },
    timer: systemTimer,
    watch,
    world: (world) => {
      world.settings.refreshTokens = refreshTokens;
    },
  });
  await t.aConnectedPartner();
  const replicas = [t.broker, await t.addReplica(), await t.addReplica()];
  const { key } = await t.operator.call('addCaller', {
    body: {
      name: 'load',
      policy: {
        partners: [partnerOne],
        customers: 'all',
        partnerTenant: true,
        resources: ['partner-center', 'graph'],
      },
    },
  });
  const remotes = replicas.map(({ app }) =>
    createRemote({
      baseUrl: 'http://127.0.0.1:44396',
      key: Secret.of(key),
      send: asFetch(app.api, '192.0.2.8'),
    }),
  );
  return {
    t,
    replicas,
    async ask(replica, wanted) {
      try {
        const answer = await remotes[replica % replicas.length]?.call('acquireToken', { body: wanted });
        return fingerprint(answer?.accessToken ?? '');
      } catch (error) {
        return isConsentryError(error) ? error.code : String(error);
      }
    },
    count() {
      const counted = { most, all };
      [most, all] = [0, 0];
      return counted;
    },
    holdNext() {
      const [arrived, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      hold = { arrive: arrived.resolve, gate: gate.promise };
      return { held: arrived.promise, release: gate.resolve };
    },
    async row() {
      const [grant] = await t.broker.store.grants.list({ limit: 1 });
      assert.ok(grant);
      const { id, version, state, stateReason } = grant;
      const secret = await t.broker.vault.vault.get(grant.secret, { grant: id, version });
      const newest =
        t.sandbox.ledger.refreshTokens({ userObjectId: grant.subject }).at(-1)?.fingerprint ?? '';
      return { state, version, stateReason, stored: fingerprint(secret.reveal()), newest };
    },
    async endLeases(takenBefore = Date.now()) {
      const sql = `UPDATE leases SET expires_at = expires_at - 60000 WHERE expires_at <= ${takenBefore + 30_000}`;
      await readRows({ dataDir: '', database: address }, sql);
    },
    async [Symbol.asyncDispose]() {
      await t[Symbol.asyncDispose]();
      if (server === undefined) await drop();
    },
  };
}

function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A hundred callers of each replica ask at once. @returns what they were answered, each answer once */
async function everybodyAsks({ ask }: Three, ...wanted: readonly Wanted[]): Promise<readonly string[]> {
  const asking = Array.from({ length: 300 }, (_, caller) =>
    ask(caller, wanted[Math.floor(caller / 3) % wanted.length] ?? partnerCenter),
  );
  return [...new Set(await Promise.all(asking))];
}

test('three replicas with 100 callers each and one target: one redemption, cold and when it has expired', async () => {
  await using three = await threeReplicas('reusable');
  const cold = await everybodyAsks(three, graph);
  assert.equal(cold.length, 1, cold.join(' '));
  assert.equal(three.count().all, 1);
  three.t.sandbox.control.moveClock(twoHoursMs);
  const warm = await everybodyAsks(three, graph);
  assert.equal(warm.length, 1, warm.join(' '));
  assert.notEqual(warm[0], cold[0]);
  assert.equal(three.count().all, 1);
});

test('where refresh tokens stay valid, different targets are redeemed at the same time', async () => {
  await using three = await threeReplicas('reusable');
  const held = three.t.sandbox.control.holdTokenEndpoint();
  const asking = everybodyAsks(three, graph, ownGraph, partnerCenter);
  // All three are under way before any of them is answered.
  while (held.waiting() < 3) await pause(5);
  held.release();
  const tokens = await asking;
  assert.equal(tokens.length, 3, tokens.join(' '));
  assert.equal(three.count().all, 3);
});

test('where refresh tokens work once, all replicas redeem one after the other, each from the one before', async () => {
  await using three = await threeReplicas('single-use');
  for (let round = 0; round < 3; round++) {
    const tokens = await everybodyAsks(three, graph, ownGraph, partnerCenter);
    assert.equal(tokens.length, 3, tokens.join(' '));
    assert.deepEqual(three.count(), { most: 1, all: 3 });
    three.t.sandbox.control.moveClock(twoHoursMs);
  }
  const issued = three.t.sandbox.ledger.refreshTokens();
  assert.deepEqual(
    issued.slice(1).map(({ predecessor }) => predecessor),
    issued.slice(0, -1).map((record) => record.fingerprint),
  );
  const { state, version, stored, newest } = await three.row();
  assert.deepEqual([state, version, stored], ['healthy', 10, newest]);
});

test('what a dead replica held ends with its lease, and another one goes on', async () => {
  await using three = await threeReplicas('single-use');
  const [dying] = three.replicas;
  const [grant] = await three.t.broker.store.grants.list({ limit: 1 });
  assert.ok(await dying?.store.replicas?.leases.take(grant?.id ?? ''));
  const asking = three.ask(1, partnerCenter);
  assert.equal(await Promise.race([asking, pause(300, 'it waits')]), 'it waits');
  await three.endLeases();
  assert.match(await asking, /^[0-9a-f]{64}$/);
  assert.equal(three.count().all, 1);
});

test('a grant that is taken back on one replica while another redeems stays so, on all of them', async () => {
  await using three = await threeReplicas('single-use');
  const warm = await three.ask(2, graph);
  assert.match(warm, /^[0-9a-f]{64}$/);
  const { held, release } = three.holdNext();
  const asking = three.ask(0, partnerCenter);
  await held;
  const [grant] = await three.t.broker.store.grants.list({ limit: 1 });
  assert.ok(grant);
  assert.ok(await three.replicas[1]?.store.grants.revoke(grant.id, { reason: 'operator', since: 1 }));
  release();
  assert.equal(await asking, 'grant_revoked');
  await Promise.all(three.replicas.map(({ app }) => app.access.confirm()));
  // Also where a token is at hand, in the memory of a replica or shared by them.
  const answers = await Promise.all(
    [0, 1, 2].flatMap((one) => [three.ask(one, graph), three.ask(one, ownGraph)]),
  );
  assert.deepEqual([...new Set(answers)], ['grant_revoked']);
  assert.equal((await three.row()).state, 'revoked');
});

test('a refusal of what was replaced meanwhile marks nothing, and its caller gets the token of the new one', async () => {
  await using three = await threeReplicas('reusable');
  const { held, release } = three.holdNext();
  const asking = three.ask(0, partnerCenter);
  await held;
  const { objectId } = three.t.user('service');
  three.t.sandbox.control.moveClock(1000);
  three.t.sandbox.control.revokeSessions(objectId);
  three.t.sandbox.control.moveClock(60_000);
  const [, second] = three.replicas;
  assert.ok(second);
  three.t.turnTo(second);
  await three.t.aConnectedPartner();
  release();
  assert.match(await asking, /^[0-9a-f]{64}$/);
  const { state, version } = await three.row();
  assert.deepEqual([state, version], ['healthy', 2]);
});

test('a replica that was overtaken while it redeemed overwrites nothing, and keeps nothing from the others', async () => {
  await using three = await threeReplicas('reusable');
  // Each successor is due.
  three.t.sandbox.control.moveClock(25 * 60 * 60 * 1000);
  const { held, release } = three.holdNext();
  const slow = three.ask(0, partnerCenter);
  await held;
  await three.endLeases();
  assert.match(await three.ask(1, partnerCenter), /^[0-9a-f]{64}$/);
  const before = await three.row();
  assert.equal(before.version, 2);
  release();
  await slow;
  const { version, stored } = await three.row();
  assert.deepEqual([version, stored], [2, before.stored]);
  assert.ok(three.t.logged.some((line) => line.includes('a successor was dropped')));
});

let server: Promise<TestPostgres> | undefined;
after(async () => (await server)?.close());

for (const refreshTokens of ['reusable', 'single-use'] as const) {
  test(`a restart of Postgres under load heals by itself, and leaves no half redemption (${refreshTokens})`, async () => {
    server ??= startPostgres();
    const running = await server;
    await using three = await threeReplicas(refreshTokens, running.url);
    const { control } = three.t.sandbox;
    const ending = new AbortController();
    const refused = new Set<string>();
    const counts = { handedOut: 0 };
    const load = [0, 1, 2].flatMap((replica) =>
      [graph, ownGraph, partnerCenter].map(async (wanted) => {
        while (!ending.signal.aborted) {
          const answer = await three.ask(replica, wanted);
          if (/^[0-9a-f]{64}$/.test(answer)) counts.handedOut += 1;
          else refused.add(answer);
          await pause(5);
        }
      }),
    );
    const jobs = (async () => {
      while (!ending.signal.aborted) {
        control.moveClock(10 * 60_000);
        await Promise.allSettled(three.replicas.map(({ app }) => app.tokens.storeFailedSuccessors()));
        await pause(20);
      }
    })();
    const until = async (count: number): Promise<void> => {
      const goal = counts.handedOut + count;
      while (counts.handedOut < goal) await pause(10);
    };
    await until(30);
    const stoppedAt = Date.now();
    await running.stop();
    await pause(100);
    await running.start();
    await pause(200);
    // A lease that could not be given back ends by its time, half a minute; what waits is stored long before. One that was
    // taken since is held by somebody who is at work.
    const countWaiting = async (): Promise<number> => {
      const stored = await Promise.allSettled(
        three.replicas.map(({ app }) => app.tokens.storeFailedSuccessors()),
      );
      return stored.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 1), 0);
    };
    while ((await countWaiting()) > 0) await pause(20);
    await three.endLeases(stoppedAt);
    await until(60);
    ending.abort();
    await Promise.all([...load, jobs]);
    // Renewals behind a served token may still be at work.
    await Promise.all(three.replicas.map(({ app }) => app.settled()));
    while ((await countWaiting()) > 0) await pause(20);
    const odd = [...refused].filter((code) => !/^(store|audit|vault)_unavailable$/.test(code));
    assert.deepEqual(odd, []);
    const { state, stored, newest } = await three.row();
    assert.equal(state, 'healthy');
    if (refreshTokens === 'single-use') assert.equal(stored, newest);
    control.moveClock(twoHoursMs);
    assert.match(await three.ask(0, partnerCenter), /^[0-9a-f]{64}$/);
    assert.ok((await three.t.broker.store.audit.verify()).ok);
  });
}
