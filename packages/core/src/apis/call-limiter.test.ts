import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aTimer } from '../../test/an-api.ts';
import { customer, errorOf, partner } from '../../test/builders.ts';
import { readTenantId } from '../ids.ts';
import { createCallLimiter, type LimitedCall } from './call-limiter.ts';

const other = readTenantId('44444444-4444-4444-8444-444444444444');
const defender = (of = customer): LimitedCall => ({ resource: 'defender', partner, customer: of });
const patient = 3_600_000;

/** Says whether a call would have to wait. */
async function rests(limiter: ReturnType<typeof createCallLimiter>, call: LimitedCall): Promise<boolean> {
  return limiter.enter(call, 0).then(
    () => false,
    () => true,
  );
}

/** Lets calls through one after the other. @returns how long they waited in all */
async function pass(call: LimitedCall, count: number, limiter: ReturnType<typeof createCallLimiter>) {
  for (let index = 0; index < count; index++) await limiter.enter(call, patient);
}

test('holds Defender’s 50 a minute, for each customer apart', async () => {
  const timer = aTimer();
  const limiter = createCallLimiter(timer);
  await pass(defender(), 50, limiter);
  await pass(defender(other), 50, limiter);
  assert.equal(timer.at, 0);
  await limiter.enter(defender(), patient);
  assert.ok(timer.at >= 60_000 && timer.at <= 65_000, String(timer.at));
});

test('holds Defender’s 1500 an hour beside it', async () => {
  const timer = aTimer();
  const limiter = createCallLimiter(timer);
  await pass(defender(), 1500, limiter);
  assert.ok(timer.at < 3_600_000, String(timer.at));
  await pass(defender(), 1, limiter);
  assert.ok(timer.at >= 3_600_000, String(timer.at));
});

test('counts application consents of all partners and customers together, fifty a second', async () => {
  const timer = aTimer();
  const limiter = createCallLimiter(timer);
  for (let index = 0; index < 51; index++) {
    const id = readTenantId(`22222222-2222-4222-8222-${String(index).padStart(12, '0')}`);
    const call = {
      resource: 'partner-center',
      partner: id,
      customer: id,
      limit: 'application-consents',
    } as const;
    await limiter.enter(call, patient);
  }
  assert.ok(timer.at >= 1000, String(timer.at));
});

test('says at once that it takes longer than the call may wait, and counts nothing', async () => {
  const timer = aTimer();
  const limiter = createCallLimiter(timer);
  await pass(defender(), 50, limiter);
  const { code, retryAfterMs = 0 } = await errorOf(() => limiter.enter(defender(), 1_000));
  assert.equal(code, 'api_throttled');
  assert.ok(retryAfterMs > 1_000 && retryAfterMs <= 65_000);
  assert.equal(timer.at, 0);
});

test('lets nobody of that partner and customer through while the API rests, and everybody else', async () => {
  const timer = aTimer();
  const limiter = createCallLimiter(timer);
  limiter.rest(defender(), 90_000);
  limiter.rest(defender(), 10_000);
  await limiter.enter(defender(other), 0);
  await limiter.enter({ resource: 'graph', partner, customer }, 0);
  await limiter.enter({ ...defender(), partner: other }, 0);
  await limiter.enter(defender(), patient);
  assert.equal(timer.at, 90_000);
});

test('rests for all of the partner where a second customer meets the same before any call has passed', async () => {
  const timer = aTimer();
  const limiter = createCallLimiter(timer);
  limiter.rest(defender(), 30_000);
  limiter.rest(defender(other), 30_000);
  const third = defender(readTenantId('55555555-5555-4555-8555-555555555555'));
  assert.ok(await rests(limiter, third));
  assert.ok(!(await rests(limiter, { ...third, partner: other })));
  await limiter.enter(third, patient);
  assert.equal(timer.at, 30_000);
});

for (const held of ['a limit', 'a rest'] as const) {
  test(`says of a call that was not let go for ${held} that nobody was asked, on a timer that never stands still`, async () => {
    let at = 0;
    const limiter = createCallLimiter({ elapsed: () => (at += 0.001), wait: async () => undefined });
    if (held === 'a limit') await pass(defender(), 50, limiter);
    else limiter.rest(defender(), 30_000);
    const { code, facts } = await errorOf(() => limiter.enter(defender(), 0));
    assert.deepEqual([code, facts['heldBack']], ['api_throttled', true]);
  });
}

test('a customer that was throttled before is no second witness, so that those who always are hold up nobody', async () => {
  const timer = aTimer();
  const limiter = createCallLimiter(timer);
  const third = defender(readTenantId('55555555-5555-4555-8555-555555555555'));
  for (const one of [defender(), defender(other)]) {
    limiter.rest(one, 30_000);
    limiter.passed(third);
  }
  timer.at += 60_000;
  limiter.rest(defender(), 30_000);
  limiter.rest(defender(other), 30_000);
  assert.ok(!(await rests(limiter, third)));
  assert.ok(await rests(limiter, defender(other)));
});

test('rests for one customer alone where others pass meanwhile, however often it is throttled', async () => {
  const limiter = createCallLimiter(aTimer());
  limiter.rest(defender(), 30_000);
  limiter.passed(defender(other));
  limiter.rest(defender(), 30_000);
  limiter.rest(defender(), 30_000);
  assert.ok(!(await rests(limiter, defender(other))));
});

test('rests for every partner and customer where the API says that it is the application', async () => {
  const limiter = createCallLimiter(aTimer());
  limiter.rest(defender(), 30_000, 'application');
  assert.ok(await rests(limiter, { ...defender(other), partner: other }));
  assert.ok(!(await rests(limiter, { ...defender(), resource: 'graph' })));
});

test('many who wait for the same window stay within it', async () => {
  const timer = aTimer();
  const limiter = createCallLimiter(timer);
  const left: number[] = [];
  const one = async (): Promise<void> => {
    await limiter.enter(defender(), patient);
    left.push(timer.at);
  };
  await Promise.all(Array.from({ length: 200 }, one));
  for (const [index, at] of left.entries()) assert.ok(at - (left[index - 50] ?? -60_001) > 60_000);
});
