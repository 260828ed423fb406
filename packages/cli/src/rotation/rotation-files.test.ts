import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
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
