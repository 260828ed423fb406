import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aRecoveryKey } from '../../test/a-backup.ts';
import { createRecoveryKey, readRecoveryPublicKey } from './recovery-key.ts';
import { openFile, sealFile } from './sealed-file.ts';

const { publicKey, key } = aRecoveryKey();
const chunk = 64 * 1024;

async function* pieces<T>(...all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}

async function seal(...texts: readonly string[]): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(sealFile(pieces(...texts), publicKey)));
}

async function open(file: Uint8Array, pieceBytes = 10_000, withKey = key): Promise<string> {
  const all = Array.from({ length: Math.ceil(file.length / pieceBytes) }, (_, index) =>
    file.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  return (await Array.fromAsync(openFile(pieces(...all), withKey))).join('');
}

for (const length of [0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk]) {
  test(`gives ${length} bytes back, whatever the pieces`, async () => {
    const text = 'ä'.repeat(Math.floor(length / 2)) + 'x'.repeat(length % 2);
    const sealed = await seal(text.slice(0, 100), text.slice(100));
    for (const size of [7919, 100_000]) assert.equal(await open(sealed, size), text);
    assert.ok(!sealed.includes('x'.repeat(8)) && !sealed.includes('ä'.repeat(8)));
  });
}

test('seals the same text anew each time', async () => {
  const [one, other] = [await seal('text'), await seal('text')];
  assert.notDeepEqual(one.subarray(-20), other.subarray(-20));
});

test('refuses another key, and names the one that is wanted', async () => {
  await assert.rejects(open(await seal('text'), 100, aRecoveryKey().key), {
    code: 'backup_unreadable',
    facts: { expectedKeyId: publicKey.id },
  });
});

test('takes an exported refresh token for no backup, also when its head is changed', async () => {
  const exported = Buffer.concat(await Array.fromAsync(sealFile(pieces('text'), publicKey, 'export')));
  await assert.rejects(open(exported), { code: 'backup_unreadable' });
  const renamed = Buffer.from(exported.toString('latin1').replace('export', 'backup'), 'latin1');
  await assert.rejects(open(renamed), { code: 'backup_unreadable' });
  assert.equal((await Array.fromAsync(openFile(pieces(exported), key, 'export'))).join(''), 'text');
});

test('refuses a file that was cut off anywhere', async () => {
  const sealed = await seal('x'.repeat(2 * chunk + 100));
  const headLength = sealed.indexOf('\n') + 1;
  const cuts = [
    0,
    5,
    headLength - 1,
    headLength,
    headLength + 10,
    headLength + chunk + 16,
    headLength + 2 * (chunk + 16),
    sealed.length - 1,
  ];
  for (const end of cuts) {
    await assert.rejects(open(sealed.subarray(0, end)), { code: 'backup_unreadable' }, `cut at ${end}`);
  }
});

test('refuses a file with any part of it changed, moved, left out or added', async () => {
  const sealed = await seal('x'.repeat(3 * chunk + 100));
  const head = sealed.indexOf('\n') + 1;
  const part = (number: number): Buffer =>
    sealed.subarray(head + number * (chunk + 16), head + (number + 1) * (chunk + 16));
  const start = sealed.subarray(0, head);
  const wrong: Buffer[] = [
    Buffer.concat([start, part(1), part(0), part(2), part(3)]),
    Buffer.concat([start, part(0), part(2), part(3)]),
    Buffer.concat([start, part(0), part(0), part(1), part(2), part(3)]),
    Buffer.concat([sealed, Buffer.from('x')]),
    Buffer.concat([sealed, part(3)]),
  ];
  for (let at = 0; at < sealed.length; at += 4099) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    wrong.push(changed);
  }
  for (const file of wrong) await assert.rejects(open(file), { code: 'backup_unreadable' });
});

test('takes only the half of a recovery key that seals, on X25519', () => {
  const made = createRecoveryKey();
  assert.equal(readRecoveryPublicKey(made.seals)?.id, made.id);
  for (const text of [made.opens.reveal(), '', 'x', made.seals.slice(0, 60)]) {
    assert.equal(readRecoveryPublicKey(text), undefined);
  }
});
