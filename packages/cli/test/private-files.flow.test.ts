import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { platform } from 'node:process';
import { type TestContext, test } from 'node:test';
import { addCaller } from '../src/commands/caller.ts';
import { addMasterKey, useMasterKey } from '../src/commands/master-key.ts';
import { aDataFolder, anOutput, type DataFolder } from './a-data-folder.ts';

const skip = platform === 'win32';

/** As a shell sets it for what is started from it. */
function setUmask(t: TestContext, umask: number): void {
  const before = process.umask(umask);
  t.after(() => process.umask(before));
}

/** Every file and folder below, but those that the test itself made. */
function modesBelow(folder: string): readonly (readonly [name: string, mode: string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name !== 'config.json' && name !== 'client-secret')
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), (statSync(path).mode & 0o7777).toString(8)] as const;
    })
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
}

async function makeEverything({ folder, options }: DataFolder): Promise<string> {
  const output = anOutput();
  const wanted = { name: 'a program', partner: ['all'], resource: ['graph'] };
  await addCaller({ ...options, ...wanted, keyOut: join(folder, 'caller.key') }, output);
  await addMasterKey(options, output);
  await addMasterKey({ ...options, last: true }, output);
  const [, , last] = output.results as readonly { readonly id: string }[];
  await useMasterKey({ ...options, id: last?.id ?? '' }, output);
  // Once more, with the new keys.
  await addCaller({ ...options, ...wanted, keyOut: join(folder, 'other.key') }, output);
  return last?.id ?? '';
}

for (const umask of [0o000, 0o022, 0o077, 0o777]) {
  test(`whatever the broker and the command make is its owner’s alone under umask ${umask.toString(8).padStart(3, '0')}`, {
    skip,
  }, async (t) => {
    setUmask(t, umask);
    const data = await aDataFolder(t);
    const id = await makeEverything(data);
    const modes = modesBelow(data.folder);
    assert.deepEqual(
      modes.map(([name]) => name),
      [
        'caller.key',
        'data',
        'data.key',
        'data.key.head',
        'data.key.revocations',
        'data/audit.db',
        'data/lock.db',
        'data/operator.key',
        'data/state.db',
        'other.key',
      ],
    );
    for (const [name, mode] of modes) assert.equal(mode, name === 'data' ? '700' : '600', name);
    const first = readFileSync(join(data.folder, 'data.key'), 'utf8')
      .split('\n')
      .find((line) => line.startsWith('mk_'));
    assert.ok(first?.startsWith(`${id} `));
  });
}

for (const name of ['data.key', 'data/operator.key', 'client-secret']) {
  for (const mode of [0o640, 0o604, 0o620, 0o666]) {
    test(`does not start with ${name} at ${mode.toString(8)}`, { skip }, async (t) => {
      const { folder, options } = await aDataFolder(t);
      chmodSync(join(folder, name), mode);
      const wanted = { name: 'a program', partner: ['all'], resource: ['graph'] };
      await assert.rejects(addCaller({ ...options, ...wanted }, anOutput()), {
        code: 'invalid_configuration',
      });
      chmodSync(join(folder, name), 0o600);
    });
  }
}
