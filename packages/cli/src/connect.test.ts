import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { aDataFolder, aFolderWithoutStore } from '../test/a-data-folder.ts';
import { connect } from './connect.ts';

test('works on a data folder without a running broker, and gives it free', async (t) => {
  const { options } = await aDataFolder(t);
  const first = await connect(options);
  assert.deepEqual((await first.remote.call('listGrants', {})).items, []);
  await first.close();
  const second = await connect(options);
  await second.close();
});

test('gives the data folder free when the key file cannot be read', async (t) => {
  const { folder, options } = await aDataFolder(t);
  await assert.rejects(connect({ ...options, keyFile: join(folder, 'none') }), { code: 'usage' });
  const { close } = await connect(options);
  await close();
});

test('makes no store in a folder that has none, and neither folder nor keys', async (t) => {
  const { folder, options } = await aFolderWithoutStore(t);
  const before = await readdir(folder);
  await assert.rejects(connect(options), {
    code: 'usage',
    message: `There is no store in ${options.data}.`,
  });
  assert.deepEqual(await readdir(folder), before);
});
