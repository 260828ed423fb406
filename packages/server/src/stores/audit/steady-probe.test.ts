import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aClock } from '../../../test/a-store.ts';
import { createSteadyProbe } from './steady-probe.ts';

function aProbe() {
  const clock = aClock();
  let made = 0;
  let fails = false;
  const ask = createSteadyProbe(async () => {
    made += 1;
    if (fails) throw new Error('no room');
  }, clock);
  return {
    clock,
    ask,
    made: () => made,
    fail(does: boolean) {
      fails = does;
    },
  };
}

test('probes once for all who ask within a second', async () => {
  const { clock, ask, made } = aProbe();
  await Promise.all([ask(), ask()]);
  clock.advance(999);
  await ask();
  assert.equal(made(), 1);
  clock.advance(1);
  await ask();
  assert.equal(made(), 2);
});

test('a failure ends with the next probe that succeeds', async () => {
  const { clock, ask, fail } = aProbe();
  fail(true);
  await assert.rejects(ask(), { message: 'no room' });
  fail(false);
  await assert.rejects(ask(), { message: 'no room' });
  clock.advance(1000);
  await ask();
});

test('a clock that was set back keeps no old outcome alive', async () => {
  const { clock, ask, made } = aProbe();
  await ask();
  clock.advance(-60_000);
  await ask();
  assert.equal(made(), 2);
});
