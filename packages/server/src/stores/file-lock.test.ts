import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { aFolder } from '../../test/a-store.ts';
import { withFileLock } from './file-lock.ts';

test('a lock is there while the work is done, and not afterwards, also when the work fails', (t) => {
  const path = join(aFolder(t), 'head');
  withFileLock(path, () => assert.ok(existsSync(`${path}.lock`)));
  assert.ok(!existsSync(`${path}.lock`));
  const fail = (): void => {
    throw new Error('no');
  };
  assert.throws(() => withFileLock(path, fail), { message: 'no' });
  assert.ok(!existsSync(`${path}.lock`));
});

test('a lock that a killed process left is taken over', (t) => {
  const path = join(aFolder(t), 'head');
  writeFileSync(`${path}.lock`, '');
  let isDone = false;
  withFileLock(path, () => {
    isDone = true;
  });
  assert.ok(isDone && !existsSync(`${path}.lock`));
});
