import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { aDataFolder, anOutput, type DataFolder } from '../../test/a-data-folder.ts';
import { connect } from '../connect.ts';
import { pageLimit } from '../list-all.ts';
import { addCaller, listCallers } from './caller.ts';

const wanted = { name: 'a program', partner: ['all'], resource: ['graph'] };

async function callersOf({ options }: DataFolder): Promise<readonly { readonly id: string }[]> {
  const output = anOutput();
  await listCallers(options, output);
  return (output.results[0] as { items: { id: string }[] }).items;
}

test('writes the key of a new caller to a new file of its owner’s alone, and does not print it', async (t) => {
  const data = await aDataFolder(t);
  const keyOut = join(data.folder, 'caller.key');
  const output = anOutput();
  await addCaller({ ...data.options, ...wanted, keyOut }, output);
  const key = await readFile(keyOut, 'utf8');
  assert.match(key, /^cty_\S+\n$/);
  assert.ok(!JSON.stringify(output.results).includes(key.trim()));
  if (process.platform !== 'win32') assert.equal((await stat(keyOut)).mode & 0o777, 0o600);
});

test('adds no caller whose key could not be written down', async (t) => {
  const data = await aDataFolder(t);
  const taken = join(data.folder, 'taken.key');
  await writeFile(taken, 'mine');
  for (const keyOut of [taken, join(data.folder, 'none', 'caller.key')]) {
    await assert.rejects(addCaller({ ...data.options, ...wanted, keyOut }, anOutput()), { code: 'usage' });
  }
  assert.deepEqual(await callersOf(data), []);
  assert.equal(await readFile(taken, 'utf8'), 'mine');
});

test('leaves no empty key file when the caller is refused', async (t) => {
  const data = await aDataFolder(t);
  const keyOut = join(data.folder, 'caller.key');
  await assert.rejects(addCaller({ ...data.options, ...wanted, name: ' ', keyOut }, anOutput()), {
    code: 'invalid_request',
  });
  await assert.rejects(stat(keyOut), { code: 'ENOENT' });
});

test('lists callers beyond one page', async (t) => {
  const data = await aDataFolder(t);
  const { remote, close } = await connect(data.options);
  const body = { name: 'one of many', policy: { partners: 'all', resources: ['graph'] } } as const;
  await Promise.all(
    Array.from({ length: pageLimit + 1 }, () =>
      remote.call('addCaller', { body: { ...body, policy: { ...body.policy, resources: ['graph'] } } }),
    ),
  );
  await close();
  const ids = (await callersOf(data)).map(({ id }) => id);
  assert.equal(new Set(ids).size, pageLimit + 1);
});

test('adds a caller that may call and has no tokens, and none that could do nothing', async (t) => {
  const data = await aDataFolder(t);
  const output = anOutput();
  const { resource: _, ...nothing } = wanted;
  await assert.rejects(addCaller({ ...data.options, ...nothing }, output), { code: 'usage' });
  await addCaller(
    { ...data.options, ...nothing, call: ['GET,PUT graph:/v1.0/users', 'arm:/subscriptions'] },
    output,
  );
  const { policy } = output.results[0] as { policy: { resources: unknown; calls: unknown } };
  assert.deepEqual(policy.resources, []);
  assert.deepEqual(policy.calls, [
    { resource: 'graph', methods: ['GET', 'PUT'], paths: ['/v1.0/users'] },
    { resource: 'arm', methods: ['GET'], paths: ['/subscriptions'] },
  ]);
});
