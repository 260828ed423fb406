import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aRandom, errorOf } from '../../test/builders.ts';
import { Secret } from '../secret.ts';
import { createEnvelope, type MasterKey } from './envelope.ts';

function aKey(id = 'key-1', filling = 7): MasterKey {
  return { id, key: Secret.of(new Uint8Array(32).fill(filling)) };
}

function anEnvelope(...[first, ...others]: readonly MasterKey[]) {
  return createEnvelope([first ?? aKey(), ...others], aRandom());
}

/** The sealed text with one bit turned over in one of its parts. */
function damage(sealed: string, part: number, at: number): string {
  const parts = sealed.split('.');
  const bytes = Buffer.from(parts[part] ?? '', 'base64url');
  const index = (at + bytes.length) % bytes.length;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return parts.with(part, bytes.toString('base64url')).join('.');
}

test('opens what it sealed, in the same context', () => {
  const envelope = anEnvelope();
  const sealed = envelope.seal(Secret.of('refresh-1'), 'grant A, version 1');
  assert.equal(envelope.open(sealed, 'grant A, version 1').reveal(), 'refresh-1');
});

test('opens an empty text and one that is not ASCII', () => {
  const envelope = anEnvelope();
  for (const text of ['', 'ключ 🔑']) {
    assert.equal(envelope.open(envelope.seal(Secret.of(text), 'c'), 'c').reveal(), text);
  }
});

test('shows nothing of the text or of the master key', () => {
  const sealed = anEnvelope().seal(Secret.of('canary-refresh-token'), 'c');
  const bytes = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  assert.ok(!bytes.some((part) => part.includes('canary') || part.includes('\u0007'.repeat(32))));
});

test('never seals the same text the same way twice', () => {
  const envelope = anEnvelope();
  const [a, b] = [envelope.seal(Secret.of('same'), 'c'), envelope.seal(Secret.of('same'), 'c')];
  const parts = [...a.split('.').slice(2), ...b.split('.').slice(2)];
  assert.equal(new Set(parts).size, 4);
});

test('refuses another context than the one that it was sealed in', () => {
  const envelope = anEnvelope();
  const sealed = envelope.seal(Secret.of('refresh-1'), 'grant A, version 1');
  assert.throws(() => envelope.open(sealed, 'grant A, version 2'), { code: 'secret_unreadable' });
});

for (const [what, part, at] of [
  ['initialisation vector of the data key', 2, 0],
  ['wrapped data key', 2, 20],
  ['tag of the data key', 2, -1],
  ['initialisation vector of the text', 3, 0],
  ['sealed text', 3, 14],
  ['tag of the text', 3, -1],
] as const) {
  test(`refuses one bit turned over in the ${what}`, () => {
    const envelope = anEnvelope();
    const sealed = envelope.seal(Secret.of('refresh-1'), 'c');
    assert.throws(() => envelope.open(damage(sealed, part, at), 'c'), { code: 'secret_unreadable' });
  });
}

test('refuses the sealed text of one record with the data key of another', () => {
  const envelope = anEnvelope();
  const mine = envelope.seal(Secret.of('mine'), 'c').split('.');
  const theirs = envelope.seal(Secret.of('theirs'), 'c').split('.');
  const mixed = mine.with(3, theirs[3] ?? '').join('.');
  assert.throws(() => envelope.open(mixed, 'c'), { code: 'secret_unreadable' });
});

for (const [what, sealed] of [
  ['an empty text', ''],
  ['a plain refresh token', 'refresh-1'],
  ['a part too few', '1.key-1.AAAA'],
  ['a part too many', '1.key-1.AAAA.AAAA.AAAA'],
  ['an empty part', '1.key-1..AAAA'],
  ['parts that are shorter than a tag', '1.key-1.AAAA.AAAA'],
  ['another format', '2.key-1.AAAA.AAAA'],
] as const) {
  test(`refuses ${what} as a sealed text`, () => {
    assert.throws(() => anEnvelope().open(sealed, 'c'), { code: 'secret_unreadable' });
  });
}

test('refuses a part too many behind a sealed text that would open', () => {
  const envelope = anEnvelope();
  const sealed = envelope.seal(Secret.of('refresh-1'), 'c');
  assert.throws(() => envelope.open(`${sealed}.AAAA`, 'c'), { code: 'secret_unreadable' });
});

test('refuses a format that was relabelled', () => {
  const envelope = anEnvelope();
  const sealed = envelope.seal(Secret.of('refresh-1'), 'c');
  assert.throws(() => envelope.open(sealed.replace(/^1/, '2'), 'c'), { code: 'secret_unreadable' });
});

test('opens with an older master key that is still there, and seals with the first', () => {
  const older = anEnvelope(aKey('old', 1)).seal(Secret.of('older'), 'c');
  const envelope = anEnvelope(aKey('new', 2), aKey('old', 1));
  assert.equal(envelope.open(older, 'c').reveal(), 'older');
  const newer = envelope.seal(Secret.of('newer'), 'c');
  assert.equal(anEnvelope(aKey('new', 2)).open(newer, 'c').reveal(), 'newer');
});

test('names the master key that is missing', async () => {
  const sealed = anEnvelope(aKey('old', 1)).seal(Secret.of('refresh-1'), 'c');
  const error = await errorOf(() => anEnvelope(aKey('new', 2)).open(sealed, 'c'));
  assert.equal(error.code, 'key_mismatch');
  assert.deepEqual(error.facts, { expectedKeyId: 'old' });
});

test('refuses a master key of the same id that is not the same key', () => {
  const sealed = anEnvelope(aKey('key-1', 1)).seal(Secret.of('refresh-1'), 'c');
  assert.throws(() => anEnvelope(aKey('key-1', 2)).open(sealed, 'c'), { code: 'secret_unreadable' });
});

test('takes no master key of another length than 32 bytes', () => {
  const short = { id: 'key-1', key: Secret.of(new Uint8Array(16)) };
  assert.throws(() => anEnvelope(aKey(), short), TypeError);
});

test('takes no master key id that would not survive the format', () => {
  for (const id of ['', 'a.b', 'a b', 'x'.repeat(65)]) {
    assert.throws(() => anEnvelope(aKey(id)), TypeError, id);
  }
});
