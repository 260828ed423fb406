import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { aDataFolder, aFolderWithoutStore, anOutput, type DataFolder } from '../../test/a-data-folder.ts';
import { addMasterKey, masterKeyStatus } from './master-key.ts';

interface Use {
  readonly id: string;
  readonly seals: boolean;
  readonly isNeeded: boolean;
}

async function statusOf({ options }: DataFolder): Promise<readonly Use[]> {
  const output = anOutput();
  await masterKeyStatus(options, output);
  return (output.results[0] as { items: Use[] }).items;
}

test('a key that was added seals from the next start, and the one before is needed until a broker has sealed anew', async (t) => {
  const data = await aDataFolder(t);
  const [old] = await statusOf(data);
  const output = anOutput();
  await addMasterKey(data.options, output);
  const [{ id }] = output.results as readonly [{ readonly id: string }];
  assert.deepEqual(
    (await statusOf(data)).map(({ id: key, seals, isNeeded }) => [key, seals, isNeeded]),
    [
      [id, true, true],
      [old?.id, false, true],
    ],
  );
});

test('tells a key that waits for its turn from one whose line may be removed', async (t) => {
  const { options } = await aDataFolder(t);
  await addMasterKey({ ...options, last: true }, anOutput());
  const texts: string[] = [];
  await masterKeyStatus(options, {
    json: false,
    result: (text) => void texts.push(text()),
    note: () => undefined,
  });
  assert.match(texts.join(), /waits: nothing seals under it yet/);
  assert.doesNotMatch(texts.join(), /may be removed/);
});

test('says what to do next, and never the key', async (t) => {
  const { folder, options } = await aDataFolder(t);
  const texts: string[] = [];
  const output = {
    json: false,
    result: (text: () => string) => void texts.push(text()),
    note: () => undefined,
  };
  await addMasterKey(options, output);
  await addMasterKey({ ...options, last: true }, output);
  assert.match(texts[0] ?? '', /Restart the broker/);
  assert.match(texts[1] ?? '', /Copy the file to every other replica/);
  const keys = readFileSync(join(folder, 'data.key'), 'utf8').matchAll(/^mk_\S+ (\S+)$/gm);
  for (const [, key = ''] of keys) assert.ok(!texts.join().includes(key));
});

test('makes no key file where there is none', async (t) => {
  const { options } = await aFolderWithoutStore(t);
  await assert.rejects(addMasterKey(options, anOutput()), { code: 'usage' });
});
