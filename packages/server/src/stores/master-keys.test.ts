import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { platform } from 'node:process';
import { test } from 'node:test';
import { aFolder, random } from '../../test/a-store.ts';
import { addMasterKey, createMasterKeys, readMasterKeys, sealWithMasterKey } from './master-keys.ts';

const idsIn = (file: string) => readMasterKeys(file)?.map(({ id }) => id);

test('a new key becomes the first line or the last, and every other line stays', (t) => {
  const file = join(aFolder(t), 'a.key');
  const [{ id: first }] = createMasterKeys(file, random);
  const newer = addMasterKey(file, 'first', random);
  const last = addMasterKey(file, 'last', random);
  assert.deepEqual(idsIn(file), [newer, first, last]);
  assert.match(readFileSync(file, 'utf8'), /^# Consentry's master key/);
  sealWithMasterKey(file, last);
  assert.deepEqual(idsIn(file), [last, newer, first]);
  if (platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(!existsSync(`${file}.new`));
});

test('adds no key to a file that is not there, is damaged, or that others may read', (t) => {
  const file = join(aFolder(t), 'a.key');
  assert.throws(() => addMasterKey(file, 'first', random), { code: 'usage' });
  assert.ok(!existsSync(file));
  createMasterKeys(file, random);
  assert.throws(() => sealWithMasterKey(file, 'mk_AAAAAAAAAAAAAAAA'), { code: 'usage' });
  const text = readFileSync(file, 'utf8');
  if (platform !== 'win32') {
    chmodSync(file, 0o644);
    assert.throws(() => addMasterKey(file, 'first', random), { code: 'invalid_configuration' });
    chmodSync(file, 0o600);
  }
  const damaged = text.replace(/(?<=\nmk_)./, (first) => (first === '-' ? '_' : '-'));
  writeFileSync(file, damaged);
  assert.throws(() => addMasterKey(file, 'first', random), { code: 'key_mismatch' });
});
