import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { aDataFolder, anOutput, type DataFolder } from '../../test/a-data-folder.ts';
import { main } from '../main.ts';
import { addCaller, listCallers } from './caller.ts';
import { addIdentity, listIdentities, removeIdentity } from './caller-identity.ts';
import { readClaims } from './read-claims.ts';

const issuer = 'https://token.actions.githubusercontent.com';
const wanted = { name: 'a program', partner: ['all'], resource: ['graph'] };

/** A store of a broker that trusts one issuer. */
async function aTrustingFolder(t: TestContext): Promise<DataFolder> {
  const data = await aDataFolder(t);
  const config = data.options.config ?? '';
  const settings = JSON.parse(await readFile(config, 'utf8')) as object;
  const callers = { issuers: [{ issuer, audience: 'https://broker.contoso.example' }] };
  await writeFile(config, JSON.stringify({ ...settings, callers }));
  return data;
}

async function identitiesOf(
  { options }: DataFolder,
  id: string,
): Promise<readonly { readonly id: string }[]> {
  const output = anOutput();
  await listIdentities({ ...options, id }, output);
  return (output.results[0] as { items: { id: string }[] }).items;
}

test('adds a caller without a key, and shows none', async (t) => {
  const data = await aTrustingFolder(t);
  const output = anOutput();
  const claim = ['sub=repo:contoso/reports:environment:production', 'repository_id=1'];
  await addCaller({ ...data.options, ...wanted, issuer, claim }, output);
  const [caller] = output.results as [{ id: string; keys: unknown[]; identities: { claims: unknown }[] }];
  assert.deepEqual(caller.keys, []);
  assert.ok(!('key' in caller));
  assert.deepEqual(caller.identities[0]?.claims, {
    sub: 'repo:contoso/reports:environment:production',
    repository_id: '1',
  });
  const listed = anOutput();
  await listCallers(data.options, listed);
  assert.equal((listed.results[0] as { items: unknown[] }).items.length, 1);
});

test('refuses half an identity, and one beside a key, before anything is added', async (t) => {
  const data = await aTrustingFolder(t);
  for (const half of [
    { issuer },
    { claim: ['sub=a'] },
    { issuer, claim: ['sub=a'], lifetime: '90d' },
    { issuer, claim: ['sub=a'], keyOut: join(data.folder, 'a.key') },
    { issuer, claim: ['sub'] },
  ]) {
    await assert.rejects(addCaller({ ...data.options, ...wanted, ...half }, anOutput()), { code: 'usage' });
  }
  const listed = anOutput();
  await listCallers(data.options, listed);
  assert.deepEqual(listed.results, [{ items: [] }]);
});

test('adds, lists and removes identities of a caller that has a key', async (t) => {
  const data = await aTrustingFolder(t);
  const output = anOutput();
  await addCaller({ ...data.options, ...wanted, keyOut: join(data.folder, 'a.key') }, output);
  const [{ id }] = output.results as [{ id: string }];
  await addIdentity({ ...data.options, id, issuer, claim: ['sub=a'] }, output);
  await assert.rejects(addIdentity({ ...data.options, id, issuer, claim: ['sub=a'] }, output), {
    code: 'identity_taken',
  });
  await assert.rejects(
    addIdentity({ ...data.options, id, issuer: 'https://a.example', claim: ['sub=a'] }, output),
    {
      code: 'invalid_request',
    },
  );
  const [identity] = await identitiesOf(data, id);
  assert.ok(identity);
  assert.match(identity.id, /^idt_/);
  await removeIdentity({ ...data.options, id, identity: identity.id }, output);
  assert.deepEqual(await identitiesOf(data, id), []);
});

for (const place of ['before', 'after']) {
  test(`takes claims that stand ${place} the id of the caller`, async (t) => {
    const data = await aTrustingFolder(t);
    const output = anOutput();
    await addCaller({ ...data.options, ...wanted }, output);
    const [{ id }] = output.results as [{ id: string }];
    const { data: folder, config = '' } = data.options;
    const claims = ['--claim', 'sub=a', '--claim', 'repository_id=1'];
    const exitCodeBefore = process.exitCode;
    const add = ['caller', 'identity', 'add', '--data', folder, '--config', config, '--issuer', issuer];
    await main([...add, ...(place === 'before' ? [...claims, id] : [id, ...claims])]);
    const { exitCode } = process;
    process.exitCode = exitCodeBefore;
    assert.equal(exitCode, exitCodeBefore);
    const [added] = (await identitiesOf(data, id)) as readonly unknown[] as [{ claims: unknown }];
    assert.deepEqual(added.claims, { sub: 'a', repository_id: '1' });
  });
}

test('reads claims, with all after the first = as their value', () => {
  assert.deepEqual(readClaims(['sub=a=b', 'x=1']), { sub: 'a=b', x: '1' });
  for (const claims of [['sub'], ['=a'], ['sub='], ['sub=a', 'sub=b']]) {
    assert.throws(() => readClaims(claims), { code: 'usage' }, claims.join(' '));
  }
});
