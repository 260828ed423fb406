import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fetch, readId } from '@consentry/core';
import { aFleet, type FleetOptions, sweep } from './a-fleet.ts';

const size = 60;
const concurrency = 4;
const sweeps = { concurrency, tokensPerSecond: 500, keepForMs: 1 };

/** Calls of Graph, counted; those after a number of them are held until they are let go. */
function graphCalls() {
  let calls = 0;
  let from = Number.POSITIVE_INFINITY;
  const held = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const watch =
    (fetch: Fetch): Fetch =>
    async (request) => {
      if (!/\/v1\.0\/users/.test(request.url)) return fetch(request);
      calls += 1;
      if (calls > from) {
        held.resolve();
        await gate.promise;
      }
      return fetch(request);
    };
  return {
    watch,
    count: () => calls,
    letGo: () => gate.resolve(),
    /** Resolves when the first one after so many is held. */
    holdAfter(number: number): Promise<void> {
      from = number;
      return held.promise;
    },
  };
}

async function aHalvedSweep(options: Partial<FleetOptions> = {}) {
  const calls = graphCalls();
  const fleet = await aFleet({ customers: size, watch: calls.watch, config: { sweeps }, ...options });
  const half = calls.holdAfter(size / 2);
  const { id } = await fleet.t.operator.call('createSweep', {
    body: { task: 'users', partners: [...fleet.partners] },
  });
  await half;
  return { t: fleet.t, fleet, calls, id, [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose]() };
}

test('goes on after a restart by itself, and does nothing again that was finished (F-92)', async () => {
  await using halved = await aHalvedSweep();
  const { t, calls, id } = halved;
  await t.restart();
  calls.letGo();
  const before = await t.operator.call('getSweep', { params: { id } });
  assert.equal(before.state, 'running');
  assert.ok(before.done >= size / 2 - concurrency && before.done < size, String(before.done));
  await t.broker.app.sweeps.look();
  await t.broker.app.sweeps.settled();
  const after = await t.operator.call('getSweep', { params: { id } });
  assert.deepEqual([after.state, after.done], ['ended', size]);
  // What was at work when it stopped, and no more, was asked for twice.
  assert.ok(calls.count() <= size + concurrency, String(calls.count()));
  const types = (await t.events()).map(({ type }) => type).filter((type) => type.startsWith('sweep.'));
  assert.deepEqual(types.toReversed(), ['sweep.started', 'sweep.resumed', 'sweep.ended']);
  assert.match(await t.broker.observer.metrics.read(), /consentry_sweeps_resumed_total 1/);
});

test('is stopped by an operator and resumed with the remainder', async () => {
  await using halved = await aHalvedSweep();
  const { t, calls, id } = halved;
  await t.operator.call('stopSweep', { params: { id } });
  calls.letGo();
  await t.broker.app.sweeps.settled();
  const stopped = await t.operator.call('getSweep', { params: { id } });
  assert.equal(stopped.state, 'stopped');
  assert.ok(stopped.open > 0 && stopped.done + stopped.open === size);
  assert.equal(calls.count(), stopped.done);
  await assert.rejects(t.operator.call('removeSweep', { params: { id: `swp_${'A'.repeat(22)}` } }), {
    code: 'sweep_not_found',
  });
  await t.operator.call('resumeSweep', { params: { id } });
  await assert.rejects(t.operator.call('removeSweep', { params: { id } }), { code: 'sweep_under_way' });
  await t.broker.app.sweeps.settled();
  const ended = await t.operator.call('getSweep', { params: { id } });
  assert.deepEqual([ended.state, ended.done, calls.count()], ['ended', size, size]);
  await assert.rejects(t.operator.call('resumeSweep', { params: { id } }), { code: 'sweep_over' });
});

test('stops when the kill switch stops everything, makes no call after it, and is resumed when it is lifted', async () => {
  await using halved = await aHalvedSweep();
  const { t, calls, id } = halved;
  await t.operator.call('setStop', { body: { everything: true, reason: 'a drill' } });
  const atStop = calls.count();
  calls.letGo();
  await t.broker.app.sweeps.settled();
  assert.equal(calls.count(), atStop);
  const stopped = await t.operator.call('getSweep', { params: { id } });
  assert.deepEqual([stopped.state, stopped.stoppedBy?.code, stopped.failed], ['stopped', 'stopped', {}]);
  await t.operator.call('liftStop', { params: { scope: 'everything' } });
  await t.operator.call('resumeSweep', { params: { id } });
  await t.broker.app.sweeps.settled();
  assert.equal((await t.operator.call('getSweep', { params: { id } })).done, size);
});

test('ends the customers of a partner whose grant is revoked meanwhile', async () => {
  await using halved = await aHalvedSweep();
  const { t, calls, id } = halved;
  await t.operator.call('revokeGrants', { body: { partner: halved.fleet.partners[0] ?? '' } });
  const atRevocation = calls.count();
  calls.letGo();
  await t.broker.app.sweeps.settled();
  assert.equal(calls.count(), atRevocation);
  const ended = await t.operator.call('getSweep', { params: { id } });
  assert.deepEqual([ended.state, ended.causes.map(({ code }) => code)], ['ended', ['grant_revoked']]);
});

test('three replicas share a sweep on Postgres, and each customer is asked for once', async () => {
  const calls = graphCalls();
  await using fleet = await aFleet({
    customers: size,
    kind: 'postgres',
    watch: calls.watch,
    config: { sweeps },
  });
  const { t, partners } = fleet;
  const others = [await t.addReplica(), await t.addReplica()];
  const third = calls.holdAfter(size / 3);
  const { id } = await t.operator.call('createSweep', { body: { task: 'users', partners: [...partners] } });
  await third;
  const runners = [t.broker, ...others].map(({ app }) => app.sweeps);
  await Promise.all(runners.map((runner) => runner.look()));
  calls.letGo();
  await Promise.all(runners.map((runner) => runner.settled()));
  const ended = await t.operator.call('getSweep', { params: { id } });
  assert.deepEqual([ended.state, ended.done, calls.count()], ['ended', size, size]);
  const events = (await t.events()).map(({ type }) => type);
  assert.equal(events.filter((type) => type === 'sweep.ended').length, 1);
  assert.equal(events.filter((type) => type === 'sweep.resumed').length, 2);
});

test('another replica finishes what one left', async () => {
  await using halved = await aHalvedSweep({ kind: 'postgres' });
  const { t, calls, id } = halved;
  const first = t.broker;
  const other = await t.addReplica();
  first.stop();
  await first.app.sweeps.close();
  calls.letGo();
  t.turnTo(other);
  await other.app.sweeps.look();
  await other.app.sweeps.settled();
  const ended = await t.operator.call('getSweep', { params: { id } });
  assert.deepEqual([ended.state, ended.done], ['ended', size]);
  assert.ok(calls.count() <= size + concurrency);
});

test('stops for a credential of ours that is refused, and no customer is said to have failed', async () => {
  await using halved = await aHalvedSweep();
  const { t, calls, id } = halved;
  t.sandbox.control.playFault({
    service: 'login',
    path: '/*/oauth2/*token',
    times: 'always',
    fault: { kind: 'aadsts', code: 7000222, error: 'invalid_client', status: 401 },
  });
  calls.letGo();
  await t.broker.app.sweeps.settled();
  const stopped = await t.operator.call('getSweep', { params: { id } });
  assert.deepEqual(
    [stopped.state, stopped.stoppedBy?.code, stopped.failed],
    ['stopped', 'client_credential', {}],
  );
});

test('an old sweep is removed by its age', async () => {
  await using fleet = await aFleet({ customers: 1 });
  const { t, partners } = fleet;
  const { id } = await sweep(t, { task: 'users', partners });
  await t.broker.store.sweeps.removeOld(t.sandbox.clock.now() + 1);
  await assert.rejects(t.operator.call('getSweep', { params: { id } }), { code: 'sweep_not_found' });
});

test('lists no further customers once another replica has stopped the sweep', async () => {
  const held = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  let pages = 0;
  const watch =
    (fetch: Fetch): Fetch =>
    async (request) => {
      if (!/\/v1\/customers\?/.test(request.url) || !/size=500/.test(request.url)) return fetch(request);
      pages += 1;
      held.resolve();
      await gate.promise;
      return fetch(request);
    };
  await using fleet = await aFleet({ customers: 1_100, watch, config: { sweeps } });
  const { t, partners } = fleet;
  const { id } = await t.operator.call('createSweep', { body: { task: 'users', partners: [...partners] } });
  await held.promise;
  const { store, app } = t.broker;
  const stopped = await store.sweeps.stop(readId('SweepId', id), t.sandbox.clock.now());
  assert.ok(stopped);
  await app.sweeps.look();
  gate.resolve();
  await app.sweeps.settled();
  assert.equal(pages, 1);
  assert.equal((await t.operator.call('getSweep', { params: { id } })).total, 0);
});
