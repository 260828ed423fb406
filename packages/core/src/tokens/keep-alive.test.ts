import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId, dayMs } from '../../test/a-grant.ts';
import { noon, partner } from '../../test/builders.ts';
import { aProvingTarget, provingScopes, someTokens } from '../../test/some-tokens.ts';
import { ConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import type { SealedGrant } from '../vault/grant-store.ts';

/** A grant that was stored a month ago and is due now. */
async function due(change: Partial<SealedGrant> = {}) {
  const place = await someTokens({ sealedAt: noon - 30 * dayMs, exerciseAt: noon, ...change });
  const asked: unknown[] = [];
  const answer = () => place.issue({ refreshToken: Secret.of('refresh-2') });
  place.answer = ({ tenant, scopes }) => {
    asked.push([tenant, scopes]);
    return answer();
  };
  return Object.assign(place, { asked, row: () => place.grants.find(aGrantId()) });
}

const refuse = (code: 'consent_needed' | 'admin_needed' | 'idp_timeout', aadsts: number) => () =>
  Promise.reject(new ConsentryError(code, { facts: { aadsts } }));

test('redeems what is due at the partner’s own tenant, stores the successor, and rests for half a day at least', async () => {
  const place = await due();
  assert.deepEqual(await place.tokens.keepAlive(10), { exercised: 1, failed: 0 });
  assert.deepEqual(place.asked, [[partner, provingScopes]]);
  const { version, exerciseAt = 0 } = (await place.row()) ?? {};
  assert.equal(version, 2);
  assert.ok(exerciseAt >= noon + dayMs / 2 && exerciseAt <= noon + dayMs, String(exerciseAt - noon));
  assert.deepEqual(await place.tokens.keepAlive(10), { exercised: 0, failed: 0 });
});

test('leaves alone what is not due, and stops at its budget', async () => {
  const place = await due({ exerciseAt: noon + 1 });
  assert.deepEqual(await place.tokens.keepAlive(10), { exercised: 0, failed: 0 });
  place.clock.at = noon + 1;
  assert.deepEqual(await place.tokens.keepAlive(0), { exercised: 0, failed: 0 });
  assert.deepEqual(place.asked, []);
});

test('tries again an hour after trouble, and not sooner', async () => {
  const place = await due();
  const works = place.answer;
  place.answer = refuse('idp_timeout', 0);
  assert.deepEqual(await place.tokens.keepAlive(10), { exercised: 0, failed: 1 });
  place.answer = works;
  place.clock.at += dayMs / 24 - 1;
  assert.deepEqual(await place.tokens.keepAlive(10), { exercised: 0, failed: 0 });
  place.clock.at += 1;
  assert.deepEqual(await place.tokens.keepAlive(10), { exercised: 1, failed: 0 });
});

test('lifts no hold that was set while a stopped account was looked at again', async () => {
  const place = await due({ state: 'admin_needed', stateReason: 'admin_needed:50057' });
  const { find } = place.grants;
  let reads = 0;
  place.grants.find = async (id) => {
    const row = await find(id);
    reads += 1;
    // The second look is the one from which the state is written.
    if (reads === 2 && row !== undefined) {
      const hold = { state: 'held', reason: 'operator', since: noon, evidence: {} } as const;
      await place.grants.changeState(row, hold);
    }
    return row;
  };
  await place.tokens.keepAlive(10);
  assert.equal((await find(aGrantId()))?.state, 'held');
});

test('stops between two grants when it is told to', async () => {
  const place = await due();
  assert.deepEqual(await place.tokens.keepAlive(10, () => true), { exercised: 0, failed: 0 });
  assert.deepEqual(await place.tokens.keepAlive(10, () => false), { exercised: 1, failed: 0 });
});

test('waits for a redemption of the same target that is under way', async () => {
  const place = await due();
  const works = place.answer;
  const held = Promise.withResolvers<void>();
  let most = 0;
  let now = 0;
  place.answer = async (request) => {
    now += 1;
    most = Math.max(most, now);
    await held.promise;
    now -= 1;
    return works(request);
  };
  const both = Promise.all([place.acquire(aProvingTarget()), place.tokens.keepAlive(10)]);
  held.resolve();
  await both;
  assert.deepEqual([most, place.asked.length], [1, 2]);
});

test('goes on with the other grants when the store does not answer for one', async () => {
  const place = await due();
  const { find } = place.grants;
  place.grants.find = () => Promise.reject(new ConsentryError('store_unavailable'));
  assert.deepEqual(await place.tokens.keepAlive(10), { exercised: 0, failed: 1 });
  place.grants.find = find;
  place.clock.at += dayMs / 24;
  assert.deepEqual(await place.tokens.keepAlive(10), { exercised: 1, failed: 0 });
});

test('finds a grant dead that nobody used, and leaves it alone from then on', async () => {
  const place = await due();
  place.answer = refuse('consent_needed', 700082);
  assert.deepEqual(await place.tokens.keepAlive(10), { exercised: 0, failed: 1 });
  assert.equal((await place.row())?.state, 'consent_needed');
  place.clock.at += 365 * dayMs;
  assert.deepEqual(await place.tokens.keepAlive(10), { exercised: 0, failed: 0 });
});

test('looks each day whether a stopped account goes on, and makes its grant healthy then', async () => {
  const place = await due();
  const works = place.answer;
  place.answer = refuse('admin_needed', 50057);
  await place.tokens.keepAlive(10);
  assert.equal((await place.row())?.state, 'admin_needed');
  place.clock.at += dayMs / 24;
  await place.tokens.keepAlive(10);
  place.answer = works;
  place.clock.at += dayMs;
  assert.deepEqual(await place.tokens.keepAlive(10), { exercised: 1, failed: 0 });
  const { state, stateReason } = (await place.row()) ?? {};
  assert.deepEqual([state, stateReason], ['healthy', 'recovered']);
  assert.deepEqual(place.told, [
    'admin_needed (admin_needed:50057)',
    'not exercised',
    'renewed 2',
    'healthy (recovered)',
  ]);
});
