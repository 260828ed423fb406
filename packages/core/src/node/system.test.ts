import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from './system.ts';

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
