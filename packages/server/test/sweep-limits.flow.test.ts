import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Fetch, Timer } from '@consentry/core';
import type { Sandbox } from '@consentry/sandbox';
import { aFleet, type Fleet, sweep } from './a-fleet.ts';

/** Published by Microsoft: so many calls a minute of a partner, and of each customer for itself. */
const perMinute = 500;
const many = 700;
const sweeps = { concurrency: 16, tokensPerSecond: 500, keepForMs: 60 * 60_000 };

/**
 * Time that stands still while anything is on its way, and passes as far as the first who waits when nothing is: however slow the
 * machine is, a call too many meets the minute that it is too many in.
 */
function aStillTimer() {
  const waiting: { readonly dueAt: number; resolve(): void }[] = [];
  let sandbox: Sandbox | undefined;
  let now = Date.now();
  const hold = (): void => sandbox?.control.setClock(now);
  const pass = async (): Promise<void> => {
    while (waiting.length > 0) {
      for (let turns = 0; turns < 20; turns++) await setImmediate();
      waiting.sort((one, other) => one.dueAt - other.dueAt);
      const [first] = waiting.splice(0, 1);
      if (first === undefined) return;
      now = Math.max(now, first.dueAt);
      hold();
      first.resolve();
    }
  };
  const timer: Timer = {
    elapsed: () => now,
    wait(ms) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ dueAt: now + ms, resolve });
      if (waiting.length === 1) void pass();
      return promise;
    },
  };
  const watch =
    (fetch: Fetch): Fetch =>
    (request) => {
      hold();
      return fetch(request);
    };
  return { timer, watch, follow: (followed: Sandbox) => void (sandbox = followed) };
}

/** What Partner Center saw: by its own books, and by its clock. */
function callsOf({ t }: Fleet, path: RegExp) {
  const all = t.sandbox.ledger.requests({ service: 'partnerCenter' });
  const calls = all.filter((call) => path.test(call.path));
  const minutes = new Map<number, number>();
  for (const { at } of calls) {
    const minute = Math.floor(at / 60_000);
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
  }
  return {
    count: calls.length,
    refused: all.filter(({ status }) => status === 429).length,
    most: Math.max(...minutes.values()),
  };
}

test('700 lists of customers and 700 calls for one of them keep to Partner Center’s 500 a minute: it never has to refuse one', async () => {
  const { timer, watch, follow } = aStillTimer();
  await using fleet = await aFleet({ customers: 1, config: { sweeps }, timer, watch });
  const { t, partners, customers } = fleet;
  follow(t.sandbox);
  const body = { task: 'subscriptions', partners: [...partners] };
  const ids: string[] = [];
  for (let begun = 0; begun < many; begun++) ids.push((await t.operator.call('createSweep', { body })).id);
  for (let open = 1; open > 0; open = (await t.broker.store.sweeps.listUnderWay()).length) {
    await t.broker.app.sweeps.look();
    await t.broker.app.sweeps.settled();
  }
  for (const id of ids) {
    const { state, done } = await t.operator.call('getSweep', { params: { id } });
    assert.deepEqual([state, done], ['ended', 1]);
  }
  for (const path of [/^\/v1\/customers$/, new RegExp(`^/v1/customers/${customers[0]}/subscriptions`)]) {
    const { count, refused, most } = callsOf(fleet, path);
    assert.deepEqual([count, refused], [many, 0]);
    assert.ok(most <= perMinute, `${most} in a minute`);
  }
});

test('700 calls for as many customers of a partner wait for nothing: each customer has 500 a minute of its own', async () => {
  const { timer, watch, follow } = aStillTimer();
  await using fleet = await aFleet({ customers: many, config: { sweeps }, timer, watch });
  follow(fleet.t.sandbox);
  const ended = await sweep(fleet.t, { task: 'subscriptions', partners: fleet.partners });
  assert.deepEqual([ended.state, ended.done], ['ended', many]);
  const { count, refused, most } = callsOf(fleet, /\/subscriptions$/);
  assert.deepEqual([count, refused], [many, 0]);
  assert.ok(most > perMinute, `${most} in a minute`);
});
