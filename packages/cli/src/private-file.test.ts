import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import { type TestContext, test } from 'node:test';
import { createPrivateFile } from './private-file.ts';

function aPlace(t: TestContext): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'consentry-private-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, path: join(folder, 'out') };
}

async function* pieces(fails: boolean) {
  yield 'the beginning ';
  yield Buffer.from('and');
  if (fails) throw new Error('it broke off');
  yield ' the end';
}

test('holds its name from the beginning, and is gone when nothing was written', async (t) => {
  const { folder, path } = aPlace(t);
  {
    await using file = await createPrivateFile(path);
    assert.ok(file);
    await assert.rejects(createPrivateFile(path), { code: 'usage', message: /is there already/ });
  }
  assert.deepEqual(readdirSync(folder), []);
});

test('a text ends with a line break, pieces are as they come, and each write takes the place of the one before', async (t) => {
  const { folder, path } = aPlace(t);
  await using file = await createPrivateFile(path);
  assert.equal(await file.write('one'), 4);
  assert.equal(readFileSync(path, 'utf8'), 'one\n');
  assert.equal(await file.write(pieces(false)), 25);
  assert.equal(readFileSync(path, 'utf8'), 'the beginning and the end');
  if (platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(folder), ['out']);
});

test('what breaks off leaves what was there before, whole', async (t) => {
  const { folder, path } = aPlace(t);
  {
    await using file = await createPrivateFile(path);
    await file.write('one');
    await assert.rejects(file.write(pieces(true)), /it broke off/);
  }
  assert.equal(readFileSync(path, 'utf8'), 'one\n');
  assert.deepEqual(readdirSync(folder), ['out']);
});

test('what breaks off at the first write leaves nothing', async (t) => {
  const { folder, path } = aPlace(t);
  {
    await using file = await createPrivateFile(path);
    await assert.rejects(file.write(pieces(true)), /it broke off/);
  }
  assert.deepEqual(readdirSync(folder), []);
});

test('is not kept from its place by what a run that was killed left beside it', async (t) => {
  const { folder, path } = aPlace(t);
  writeFileSync(`${path}.writing`, 'half');
  await using file = await createPrivateFile(path);
  await file.write('whole');
  assert.equal(readFileSync(path, 'utf8'), 'whole\n');
  assert.deepEqual(readdirSync(folder), ['out']);
});

test('refuses a place that cannot be written to, and says so', async (t) => {
  const { folder } = aPlace(t);
  await assert.rejects(createPrivateFile(join(folder, 'no-such-folder', 'out')), {
    code: 'usage',
    message: /cannot be written/,
  });
});
