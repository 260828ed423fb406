import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { systemClock, systemRandom } from './system.ts';

test('gives no byte twice, however much is asked for at once', () => {
  const given = [1, 16, 64, 65, 5000].flatMap((length) =>
    Array.from({ length: 300 }, () => {
      const bytes = systemRandom.bytes(length);
      assert.equal(bytes.length, length);
      return bytes;
    }),
  );
  const long = given.filter(({ length }) => length >= 16).map((bytes) => Buffer.from(bytes).toString('hex'));
  assert.equal(new Set(long.map((hex) => hex.slice(0, 32))).size, long.length);
  for (const bytes of given) if (bytes.length >= 16) assert.ok(bytes.some((byte) => byte !== 0));
});

test('what was given belongs to who asked: no later byte shows in it, and it shows in no later one', () => {
  const first = systemRandom.bytes(16);
  const kept = Uint8Array.from(first);
  first.fill(7);
  const second = systemRandom.bytes(16);
  assert.notDeepEqual(second, first);
  assert.notDeepEqual(second, kept);
  assert.equal(first.buffer.byteLength, 16, 'nothing of the pool can be reached from it');
});

test('the instant of a turn stands while the turn lasts, and no later turn finds it', async () => {
  const thisTurn = systemClock.thisTurn ?? assert.fail('it has turns');
  const first = thisTurn();
  while (systemClock.now() < first + 5);
  await Promise.resolve();
  assert.equal(thisTurn(), first, 'of the same turn');
  await nextTurn();
  assert.ok(thisTurn() >= first + 5, 'of the next one');

  const asked = thisTurn();
  await pause(20);
  assert.ok(thisTurn() > asked, 'after the loop has waited for something');
});
