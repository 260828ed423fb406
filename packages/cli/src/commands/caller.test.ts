import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { aDataFolder, anOutput, type DataFolder } from '../../test/a-data-folder.ts';
import { connect } from '../connect.ts';
import { pageLimit } from '../list-all.ts';
import { addCaller, changePolicy, listCallers, listKeys, removeKey, rotateKey } from './caller.ts';

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

test('changes a key: the new one goes into a file, both are listed by their ids, and the old one is removed', async (t) => {
  const data = await aDataFolder(t);
  const output = anOutput();
  await addCaller({ ...data.options, ...wanted, keyOut: join(data.folder, 'old.key') }, output);
  const [{ id }] = output.results as [{ id: string }];
  const keyOut = join(data.folder, 'new.key');
  await rotateKey({ ...data.options, id, keyOut, lifetime: '90d' }, output);
  const key = await readFile(keyOut, 'utf8');
  assert.match(key, /^cty_\S+\n$/);
  await assert.rejects(rotateKey({ ...data.options, id }, output), { code: 'too_many_keys' });

  const listed = anOutput();
  await listKeys({ ...data.options, id }, listed);
  const [{ items }] = listed.results as [{ items: { id: string; expiresAt?: string }[] }];
  const [old, fresh] = items;
  assert.ok(items.length === 2 && old && old.expiresAt === undefined && fresh?.expiresAt !== undefined);
  await removeKey({ ...data.options, id, key: old.id }, output);
  const left = anOutput();
  await listKeys({ ...data.options, id }, left);
  assert.deepEqual(left.results, [{ items: [fresh] }]);
  assert.ok(!JSON.stringify([output.results, listed.results]).includes(key.trim()));
});

test('puts a whole policy in the place of the old one', async (t) => {
  const data = await aDataFolder(t);
  const output = anOutput();
  await addCaller(
    { ...data.options, ...wanted, customer: ['all'], keyOut: join(data.folder, 'a.key') },
    output,
  );
  const [{ id }] = output.results as [{ id: string }];
  const changed = anOutput();
  await changePolicy(
    { ...data.options, id, partner: ['all'], resource: ['arm'], scope: ['User.Read.All'], perMinute: '7' },
    changed,
  );
  const [{ policy }] = changed.results as [{ policy: unknown }];
  assert.deepEqual(policy, {
    partners: 'all',
    customers: [],
    partnerTenant: false,
    resources: ['arm'],
    calls: [],
    scopes: ['User.Read.All'],
    access: ['delegated'],
    rate: { perMinute: 7 },
  });
  for (const wrong of [{ perMinute: 'many' }, { access: ['everything'] }]) {
    await assert.rejects(
      changePolicy({ ...data.options, ...wrong, id, partner: ['all'], resource: ['arm'] }, output),
      {
        code: 'invalid_request',
      },
    );
  }
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
