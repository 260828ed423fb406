import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aClock } from '../../test/builders.ts';
import { isConsentryError } from '../errors.ts';
import type { Timer } from '../ports.ts';
import { createLimiter, type Traffic } from './limiter.ts';

/** Waits move the clock. The queue of promises is drained before time goes on, as it is between two timers. */
function aTimer(clock: { at: number }): Timer {
  return {
    elapsed: () => clock.at,
    wait: async (ms) => {
      await new Promise((resolve) => setImmediate(resolve));
      clock.at += ms;
    },
  };
}

/** A limiter whose waits move the clock, and what went through it, with the time since it began. */
function aPlace(limits = { read: 4, write: 2 }) {
  const clock = aClock();
  const start = clock.at;
  const went: [string, number][] = [];
  const refused: string[] = [];
  const limiter = createLimiter({ timer: aTimer(clock), limits });
  const send = (traffic: Traffic, name: string = traffic): Promise<void> =>
    limiter.enter(traffic).then(
      () => void went.push([name, clock.at - start]),
      (error: unknown) => void refused.push(isConsentryError(error) ? error.code : String(error)),
    );
  return { clock, limiter, went, refused, send };
}

test('lets calls through at once until the window is full, and then one for each that is ten seconds old', async () => {
  const { went, send } = aPlace();
  await Promise.all([send('write'), send('write'), send('write')]);
  assert.deepEqual(
    went.map(([, at]) => at),
    [0, 0, 10_000],
  );
});

test('holds no more than 250 writes and 3,500 reads in any ten seconds', async () => {
  const clock = aClock();
  const at: Record<Traffic, number[]> = { read: [], write: [] };
  const limiter = createLimiter({ timer: aTimer(clock) });
  for (let burst = 0; burst < 6; burst++) {
    for (const [traffic, count] of [
      ['write', 200],
      ['read', 3_000],
    ] as const) {
      const calls = Array.from({ length: count }, () =>
        limiter.enter(traffic).then(
          () => at[traffic].push(clock.at),
          () => undefined,
        ),
      );
      await Promise.all(calls);
      clock.at += 1_700;
    }
  }
  for (const [traffic, limit] of [
    ['write', 250],
    ['read', 3_500],
  ] as const) {
    const instants = at[traffic];
    assert.ok(instants.length > limit);
    for (const [index, instant] of instants.entries()) {
      const earlier = instants[index - limit];
      assert.ok(earlier === undefined || instant - earlier >= 10_000, `${traffic} ${index}`);
    }
  }
});

test('lets those that wait go in the order in which they came', async () => {
  const { went, send } = aPlace({ read: 1, write: 2 });
  await Promise.all([send('write', 'first'), send('write', 'beside')]);
  await Promise.all([send('write', 'second'), send('write', 'third')]);
  assert.deepEqual(
    went.map(([name]) => name),
    ['first', 'beside', 'second', 'third'],
  );
});

test('does not make reads wait for writes that wait', async () => {
  const { went, send } = aPlace({ read: 4, write: 1 });
  await send('write', 'first write');
  const second = send('write', 'second write');
  await send('read');
  await second;
  assert.deepEqual(
    went.map(([name]) => name),
    ['first write', 'read', 'second write'],
  );
});

test('lets nothing through while the vault rests, and reads before writes afterwards', async () => {
  const { went, limiter, send } = aPlace();
  limiter.rest(2_000);
  await Promise.all([send('write'), send('read')]);
  assert.deepEqual(
    went.map(([name]) => name),
    ['read', 'write'],
  );
  assert.ok(went.every(([, at]) => at >= 2_000));
});

test('refuses at once what would wait for longer than it is worth', async () => {
  const { refused, went, limiter, send } = aPlace();
  limiter.rest(4_000);
  await send('read');
  assert.deepEqual([refused, went], [['vault_throttled'], []]);
});

test('gives a reader up when its time is over, and lets a writer wait on', async () => {
  const { refused, went, send } = aPlace({ read: 1, write: 1 });
  await Promise.all([send('read'), send('write')]);
  await Promise.all([send('read'), send('write')]);
  assert.deepEqual(refused, ['vault_throttled']);
  assert.deepEqual(
    went.map(([name]) => name),
    ['read', 'write', 'write'],
  );
});

test('lets no more wait than go in a window', async () => {
  const { refused, send } = aPlace({ read: 1, write: 2 });
  await Promise.all(Array.from({ length: 6 }, () => send('write')));
  assert.equal(refused.length, 2);
});
