import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsentryError } from '@consentry/core';
import type { Trouble } from '../observe/find-trouble.ts';
import type { AlertNews } from './alert.ts';
import { createTroubleWatch, steadyMs } from './trouble-watch.ts';

const audit: Trouble = { part: 'audit', error: new ConsentryError('audit_unavailable') };
const store: Trouble = { part: 'store', error: new ConsentryError('store_unavailable') };

function aWatch() {
  const place = { at: 0, troubles: [] as readonly Trouble[], told: [] as AlertNews[] };
  const watch = createTroubleWatch({
    find: async () => place.troubles,
    tell: (news) => place.told.push(news),
    clock: { now: () => place.at },
    timer: { elapsed: () => place.at },
  });
  return Object.assign(place, {
    /** Looks every ten seconds for so long. */
    async pass(ms: number) {
      for (const end = place.at + ms; place.at < end; place.at += 10_000) await watch.look();
      await watch.look();
    },
    types: () => place.told.map(({ type }) => type),
  });
}

test('tells once of trouble that stays, and once when it is over', async () => {
  const place = aWatch();
  await place.pass(60_000);
  place.troubles = [audit, store];
  await place.pass(10 * 60_000);
  assert.deepEqual(place.types(), ['broker.not_ready']);
  const [begun] = place.told;
  assert.equal(begun?.code, 'audit_unavailable');
  assert.match(begun.detail, /audit, store/);
  assert.equal(begun.remedy, audit.error.remedy);
  place.troubles = [];
  await place.pass(10 * 60_000);
  assert.deepEqual(place.types(), ['broker.not_ready', 'broker.ready']);
});

test('a blink tells nobody, and neither do many', async () => {
  const place = aWatch();
  for (let time = 0; time < 20; time++) {
    place.troubles = [store];
    await place.pass(steadyMs - 10_000);
    place.troubles = [];
    await place.pass(10_000);
  }
  assert.deepEqual(place.types(), []);
});

test('trouble that comes and goes after it was told is one trouble', async () => {
  const place = aWatch();
  place.troubles = [store];
  await place.pass(steadyMs);
  for (let time = 0; time < 20; time++) {
    place.troubles = [];
    await place.pass(10_000);
    place.troubles = [store];
    await place.pass(10_000);
  }
  assert.deepEqual(place.types(), ['broker.not_ready']);
});

test('trouble of another part is told too, whether it joins the one that was told or follows it without a break', async () => {
  const place = aWatch();
  place.troubles = [audit];
  await place.pass(2 * steadyMs);
  place.troubles = [audit, store];
  await place.pass(2 * steadyMs);
  assert.deepEqual(
    place.told.map(({ code }) => code),
    ['audit_unavailable', 'store_unavailable'],
  );
  place.troubles = [audit];
  await place.pass(2 * steadyMs);
  place.troubles = [store];
  await place.pass(2 * steadyMs);
  assert.deepEqual(
    place.told.map(({ code }) => code),
    ['audit_unavailable', 'store_unavailable', 'store_unavailable'],
  );
  place.troubles = [];
  await place.pass(2 * steadyMs);
  assert.deepEqual(place.types().slice(3), ['broker.ready']);
});

test('trouble that passes from part to part is trouble', async () => {
  const place = aWatch();
  for (let time = 0; time < 10; time++) {
    place.troubles = [time % 2 === 0 ? audit : store];
    await place.pass(steadyMs - 20_000);
  }
  assert.equal(place.types()[0], 'broker.not_ready');
});
