import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lifetimeMs } from '../../test/a-token-endpoint.ts';
import { noon } from '../../test/builders.ts';
import { aTarget, someTokens } from '../../test/some-tokens.ts';
import { ConsentryError } from '../errors.ts';

const minuteMs = 60_000;
/** Within the last fifth of a token's life, and not yet in its last two minutes. */
const lateMs = lifetimeMs - 3 * minuteMs;
const timeout = () => Promise.reject(new ConsentryError('idp_timeout'));

/** Tokens of which one, `access-1`, was acquired so long ago that it should be renewed. */
async function aged() {
  const place = await someTokens();
  await place.acquire();
  place.clock.at = noon + lateMs;
  return place;
}

/** Waits for the renewal that is under way: no token in the second half of its life lives as long as this asks for. */
const join = ({ acquire }: Awaited<ReturnType<typeof aged>>) => acquire(aTarget(), 30 * minuteMs);

test('gives one and the same new token to all who ask while it is redeemed', async () => {
  const place = await someTokens();
  const held = place.hold();
  const asking = [place.acquire(), place.acquire(), place.acquire()];
  await held.asked;
  held.release();
  assert.deepEqual(await Promise.all(asking), ['access-1', 'access-1', 'access-1']);
  assert.equal(await place.acquire(), 'access-1 from the cache');
});

test('redeems for other targets while one waits', async () => {
  const place = await someTokens();
  const held = place.hold();
  const waiting = place.acquire();
  await held.asked;
  place.answer = () => place.issue();
  assert.equal(await place.acquire(aTarget({ resource: 'arm' })), 'access-1');
  held.release();
  assert.equal(await waiting, 'access-2');
});

test('tells all who wait of the same failure, and asks anew for the next', async () => {
  const place = await someTokens();
  const works = place.answer;
  place.answer = timeout;
  const held = place.hold();
  const asking = [place.acquire(), place.acquire()];
  await held.asked;
  held.release();
  const outcomes = await Promise.allSettled(asking);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  place.answer = works;
  assert.equal(await place.acquire(), 'access-1');
});

test('serves a token that should be renewed while its renewal is under way', async () => {
  const place = await aged();
  const held = place.hold();
  assert.equal(await place.acquire(), 'access-1 from the cache');
  assert.equal(await place.acquire(), 'access-1 from the cache');
  const joined = join(place);
  await held.asked;
  held.release();
  assert.equal(await joined, 'access-2');
  assert.equal(await place.acquire(), 'access-2 from the cache');
});

test('leaves a token alone before the last fifth of its life', async () => {
  const place = await someTokens();
  await place.acquire();
  assert.equal(await isRenewedBehind(place, noon + lifetimeMs * 0.8 - 1), false);
});

test('renews a token from the instant that Entra names', async () => {
  const place = await someTokens();
  place.answer = () => place.issue({ refreshAt: place.clock.at + 35 * minuteMs });
  await place.acquire();
  place.clock.at += 35 * minuteMs;
  assert.equal(await place.acquire(), 'access-1 from the cache');
  assert.equal(await join(place), 'access-2');
  assert.equal(await place.acquire(), 'access-2 from the cache');
});

test('goes on serving a token whose renewal failed', async () => {
  const place = await aged();
  place.answer = timeout;
  const held = place.hold();
  assert.equal(await place.acquire(), 'access-1 from the cache');
  const joined = join(place);
  await held.asked;
  held.release();
  await assert.rejects(joined, { code: 'idp_timeout' });
  assert.equal(await place.acquire(), 'access-1 from the cache');
});

test('lets a failed renewal rest for a minute, and tries again then', async () => {
  const place = await someTokens();
  place.answer = () => place.issue({ refreshAt: noon + 35 * minuteMs });
  await place.acquire();
  await failARenewal(place, noon + 35 * minuteMs);
  assert.equal(await isRenewedBehind(place, noon + 36 * minuteMs - 1), false);
  assert.equal(await isRenewedBehind(place, noon + 36 * minuteMs), true);
});

test('lets a failed renewal rest as long as the provider says', async () => {
  const place = await someTokens();
  place.answer = () => place.issue({ refreshAt: noon + 35 * minuteMs });
  await place.acquire();
  await failARenewal(place, noon + 35 * minuteMs, 5 * minuteMs);
  assert.equal(await isRenewedBehind(place, noon + 40 * minuteMs - 1), false);
  assert.equal(await isRenewedBehind(place, noon + 40 * minuteMs), true);
});

test('keeps no token that was on its way when its grant was forgotten', async () => {
  const place = await someTokens();
  const held = place.hold();
  const waiting = place.acquire();
  await held.asked;
  place.tokens.forget(place.grant.id);
  held.release();
  assert.equal(await waiting, 'access-1');
  assert.equal(await place.acquire(), 'access-2');
});

test('makes a caller wait for the renewal once the token may not be served any more', async () => {
  const place = await aged();
  const held = place.hold();
  assert.equal(await place.acquire(), 'access-1 from the cache');
  await held.asked;
  place.clock.at = noon + lifetimeMs;
  const waiting = place.acquire();
  held.release();
  assert.equal(await waiting, 'access-2');
});

test('says what is wrong when a failed renewal left a token that may not be served any more', async () => {
  const place = await aged();
  place.answer = timeout;
  await place.acquire();
  place.clock.at = noon + lifetimeMs;
  await assert.rejects(place.acquire(), { code: 'idp_timeout' });
});

type Place = Awaited<ReturnType<typeof someTokens>>;

/** Lets a renewal behind a served token fail, and waits until it has. */
async function failARenewal(place: Place, at: number, retryAfterMs?: number): Promise<void> {
  const works = place.answer;
  const facts = retryAfterMs === undefined ? {} : { retryAfterMs };
  place.answer = () => Promise.reject(new ConsentryError('idp_throttled', facts));
  const held = place.hold();
  place.clock.at = at;
  assert.equal(await place.acquire(), 'access-1 from the cache');
  const joined = place.acquire(aTarget(), lifetimeMs);
  await held.asked;
  held.release();
  await assert.rejects(joined, { code: 'idp_throttled' });
  place.answer = works;
}

/** Whether the token is renewed behind the back of whom it is served to at this instant. */
async function isRenewedBehind(place: Place, at: number): Promise<boolean> {
  const works = place.answer;
  let isAsked = false;
  place.answer = (request) => {
    isAsked ||= request.scopes.join() === aTarget().scopes.join();
    return works(request);
  };
  place.clock.at = at;
  assert.equal(await place.acquire(), 'access-1 from the cache');
  // Another target's way to the token endpoint is as long: what was under way before it has got there.
  await place.acquire(aTarget({ scopes: [`Scope${at}`] }));
  place.answer = works;
  return isAsked;
}
