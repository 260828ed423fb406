import assert from 'node:assert/strict';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { nodeRotationFiles as files } from './rotation-files.ts';

async function aFile(t: TestContext): Promise<{ folder: string; path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'consentry-rotation-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return { folder, path: join(folder, 'app.key') };
}

test('a new file is its owner’s alone where that is asked for, and one that was there keeps its mode', async (t) => {
  const { folder, path } = await aFile(t);
  await files.write(path, 'one', 0o600);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  await chmod(path, 0o640);
  await files.write(path, 'two', 0o600);
  assert.deepEqual([await files.read(path), (await stat(path)).mode & 0o777], ['two', 0o640]);
  assert.deepEqual(await readdir(folder), ['app.key']);
});

test('what an interrupted run left half written is no obstacle, and is not taken over', async (t) => {
  const { folder, path } = await aFile(t);
  await writeFile(`${path}.writing`, 'half of a very long ke', { mode: 0o644 });
  await files.write(path, 'whole', 0o600);
  assert.deepEqual([await files.read(path), await readdir(folder)], ['whole', ['app.key']]);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('says of a file that is not there that it is not, and of a folder what to do', async (t) => {
  const { folder, path } = await aFile(t);
  assert.equal(await files.read(path), undefined);
  await assert.rejects(files.read(folder), { code: 'usage', message: /cannot be read \(EISDIR\)/ });
  await assert.rejects(files.write(join(folder, 'none', 'app.key'), '', 0o600), {
    code: 'usage',
    message: /cannot be written \(ENOENT\)/,
  });
});

test('what could not be put in its place leaves nothing behind', async (t) => {
  const { folder, path } = await aFile(t);
  // A folder cannot be replaced by a file.
  await mkdir(path);
  await assert.rejects(files.write(path, 'a key', 0o600), { code: 'usage' });
  assert.deepEqual(await readdir(folder), ['app.key']);
});

const isRoot = process.getuid?.() === 0;

test('a file keeps its group as well', {
  skip: isRoot ? false : 'only root gives a file to any group',
}, async (t) => {
  const { path } = await aFile(t);
  await files.write(path, 'one', 0o640);
  await chown(path, 0, 4242);
  await files.write(path, 'two', 0o600);
  const { uid, gid, mode } = await stat(path);
  assert.deepEqual([uid, gid, mode & 0o777], [0, 4242, 0o640]);
});

test('one at a time has the lock, and one that its process died with is taken over', async (t) => {
  const { folder, path } = await aFile(t);
  const held = await files.lock(path);
  assert.equal(await readFile(path, 'utf8'), String(process.pid));
  await assert.rejects(files.lock(path), { code: 'usage', message: /at work/ });
  await held[Symbol.asyncDispose]();
  assert.deepEqual(await readdir(folder), []);
  // No process has a number so high.
  for (const left of ['2147483646', '', 'what']) {
    await writeFile(path, left);
    const taken = await files.lock(path);
    assert.deepEqual(
      [await readFile(path, 'utf8'), await readdir(folder)],
      [String(process.pid), ['app.key']],
    );
    await taken[Symbol.asyncDispose]();
  }
});
