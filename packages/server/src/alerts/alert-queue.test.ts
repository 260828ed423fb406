import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from '../observe/metrics.ts';
import { createAlert } from './alert.ts';
import { alertLimits, createAlertQueue } from './alert-queue.ts';
import type { Delivery } from './post-alert.ts';

const taken: Delivery = { kind: 'taken' };
const failed: Delivery = { kind: 'failed', why: 'status 503' };
const refused: Delivery = { kind: 'refused', why: 'status 404' };

const anAlert = (number: number) =>
  createAlert('https://consent.example', {
    type: 'audit.cut',
    at: 0,
    about: [number],
    detail: '',
    remedy: '',
  });

/** A queue before a webhook that answers as the test says. Time passes where the test moves it, and in waits. */
function aQueue() {
  const metrics = createMetrics();
  const place = {
    at: 0,
    answer: (async () => taken) as () => Promise<Delivery>,
    /** What a wait does beside moving the time. */
    during: async (): Promise<void> => undefined,
    /** The ids of what was sent, in turn. */
    sent: [] as string[],
    logged: [] as string[],
    atOnce: 0,
    mostAtOnce: 0,
  };
  const note = (_: object, message: string): void => void place.logged.push(message);
  const queue = createAlertQueue({
    host: 'hooks.example',
    async send({ id }, signal) {
      place.sent.push(id);
      place.atOnce += 1;
      place.mostAtOnce = Math.max(place.mostAtOnce, place.atOnce);
      const ended = Promise.withResolvers<Delivery>();
      signal.addEventListener('abort', () => ended.resolve(failed));
      const delivery = await Promise.race([place.answer(), ended.promise]);
      place.atOnce -= 1;
      return delivery;
    },
    timer: {
      elapsed: () => place.at,
      async wait(ms) {
        place.at += ms;
        await place.during();
      },
    },
    metrics,
    log: { info: note, warn: note, error: note },
  });
  return Object.assign(place, {
    queue,
    add: (...numbers: number[]) => numbers.forEach((number) => queue.add(anAlert(number))),
    async pass(ms: number) {
      place.at += ms;
      await queue.deliver();
    },
    async count(series: string) {
      const line = (await metrics.read()).split('\n').find((one) => one.startsWith(`${series} `));
      return line === undefined ? 0 : Number(line.slice(series.length));
    },
  });
}

const ids = (...numbers: number[]): string[] => numbers.map((number) => anAlert(number).id);
const droppedFor = (reason: string): string => `consentry_alerts_dropped_total{reason="${reason}"}`;

test('sends one at a time, in the order in which they came', async () => {
  const place = aQueue();
  place.add(1, 2, 3);
  await place.queue.deliver();
  assert.deepEqual(place.sent, ids(1, 2, 3));
  assert.equal(place.mostAtOnce, 1);
  assert.equal(await place.count('consentry_alerts_sent_total'), 3);
  assert.deepEqual(place.logged, []);
});

test('tries again with growing distance, and sends the others after it works', async () => {
  const place = aQueue();
  place.answer = async () => failed;
  place.add(1, 2);
  await place.queue.deliver();
  for (const [index, ms] of alertLimits.backOffMs.slice(0, 3).entries()) {
    await place.pass(ms - 1);
    assert.equal(place.sent.length, index + 1, `nothing before ${ms} ms are over`);
    await place.pass(1);
    assert.equal(place.sent.length, index + 2);
  }
  place.answer = async () => taken;
  await place.pass(alertLimits.backOffMs[3]);
  assert.deepEqual(place.sent, ids(1, 1, 1, 1, 1, 2));
  assert.equal(await place.count(droppedFor('failed')), 0);
  assert.deepEqual(place.logged, ['an alert was not taken']);
});

test('an alert that comes while the webhook is left alone does not wake it', async () => {
  const place = aQueue();
  place.answer = async () => failed;
  place.add(1);
  await place.queue.deliver();
  place.add(2);
  await place.queue.deliver();
  assert.deepEqual(place.sent, ids(1));
});

test('waits as long as the webhook says where that is longer', async () => {
  const place = aQueue();
  place.answer = async () => ({ ...failed, waitMs: 90_000 });
  place.add(1);
  await place.queue.deliver();
  await place.pass(89_999);
  assert.equal(place.sent.length, 1);
  await place.pass(1);
  assert.equal(place.sent.length, 2);
});

test('gives an alert up after its tries, and begins anew with the next', async () => {
  const place = aQueue();
  place.answer = async () => failed;
  place.add(1, 2);
  await place.queue.deliver();
  for (const ms of alertLimits.backOffMs) await place.pass(ms);
  assert.deepEqual(place.sent, ids(1, 1, 1, 1, 1, 1, 2));
  assert.equal(await place.count(droppedFor('failed')), 1);
  place.answer = async () => taken;
  await place.pass(alertLimits.backOffMs[0]);
  assert.equal(await place.count('consentry_alerts_sent_total'), 1);
});

test('drops what is refused without another try, and goes on', async () => {
  const place = aQueue();
  place.answer = async () => (place.sent.length === 1 ? refused : taken);
  place.add(1, 2);
  await place.queue.deliver();
  assert.deepEqual(place.sent, ids(1, 2));
  assert.equal(await place.count(droppedFor('refused')), 1);
});

test('holds so many and drops the new ones; a row of drops is one line, and another when it is over', async () => {
  const place = aQueue();
  const held = Promise.withResolvers<Delivery>();
  place.answer = () => held.promise;
  const numbers = Array.from({ length: alertLimits.waiting + 20 }, (_, index) => index);
  place.add(...numbers);
  assert.equal(await place.count(droppedFor('full')), 20);
  assert.deepEqual(place.logged, ['an alert was dropped; others after it are counted']);
  place.answer = async () => taken;
  held.resolve(taken);
  await place.queue.deliver();
  assert.deepEqual(place.sent, ids(...numbers.slice(0, alertLimits.waiting)));
  assert.deepEqual(place.logged.slice(1), ['alerts are taken again']);
});

test('at the end what waits is tried once more, also while the webhook is left alone', async () => {
  const place = aQueue();
  place.answer = async () => failed;
  place.add(1, 2);
  await place.queue.deliver();
  place.answer = async () => taken;
  place.during = () => new Promise(() => undefined);
  await place.queue.close();
  assert.deepEqual(place.sent, ids(1, 1, 2));
  assert.equal(await place.count(droppedFor('stopped')), 0);
});

test('at the end the first that fails is the last that is tried, and one that is refused is not', async () => {
  const place = aQueue();
  const held = Promise.withResolvers<Delivery>();
  place.answer = () => held.promise;
  place.during = () => new Promise(() => undefined);
  place.add(1, 2, 3, 4);
  const closed = place.queue.close();
  place.answer = async () => (place.sent.length === 2 ? taken : failed);
  held.resolve(refused);
  await closed;
  assert.deepEqual(place.sent, ids(1, 2, 3));
  assert.equal(await place.count('consentry_alerts_sent_total'), 1);
  assert.equal(await place.count(droppedFor('refused')), 1);
  assert.equal(await place.count(droppedFor('failed')), 0);
  assert.equal(await place.count(droppedFor('stopped')), 2);
  place.add(5);
  await place.queue.deliver();
  assert.deepEqual(place.sent, ids(1, 2, 3));
});

test('a webhook that hangs holds the end up for no longer than it may', async () => {
  const place = aQueue();
  place.answer = () => new Promise(() => undefined);
  place.add(1, 2);
  await place.queue.close();
  assert.equal(place.at, alertLimits.closeMs);
  assert.equal(await place.count(droppedFor('stopped')), 2);
  place.add(3);
  await place.queue.deliver();
  assert.deepEqual(place.sent, ids(1));
  assert.equal(await place.count(droppedFor('stopped')), 3);
});
