import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { aFolder } from './support/a-folder.ts';
import { consentry, startConsentry } from './support/consentry.ts';

interface Ready {
  readonly login: string;
  readonly management: null;
  readonly control: { readonly origin: string; readonly token: string };
  readonly ca: string | null;
  readonly world: { readonly tenants: unknown[]; readonly accounts: { oneTimeCode: string | null }[] };
}

const run = promisify(execFile);

test('the sandbox says in one line where everything is, and its control wants the token', async () => {
  const sandbox = await startConsentry<Ready>(['sandbox', '--json']);
  try {
    const { login, control, world, ca, management } = sandbox.ready;
    assert.deepEqual([ca, management], [null, null]);
    assert.match(
      world.accounts.find(({ oneTimeCode }) => oneTimeCode !== null)?.oneTimeCode ?? '',
      /^\d{6}$/,
    );
    const keys = await fetch(`${login}/organizations/discovery/v2.0/keys`);
    assert.equal(keys.status, 200);
    assert.equal((await fetch(`${control.origin}/ledger`)).status, 401);
    const headers = { authorization: `Bearer ${control.token}` };
    assert.equal((await fetch(`${control.origin}/ledger`, { headers })).status, 200);
  } finally {
    assert.equal(await sandbox.stop('SIGTERM'), 0);
  }
});

test('the sandbox serves https under a certificate authority of its own, with a world of any size', async () => {
  await using folder = await aFolder();
  const caFile = join(folder.path, 'ca.pem');
  const sandbox = await startConsentry<Ready>([
    'sandbox',
    '--json',
    '--ca-file',
    caFile,
    '--customers',
    '100',
  ]);
  try {
    assert.equal(sandbox.ready.ca, caFile);
    assert.ok(sandbox.ready.world.tenants.length > 100);
    const url = `${sandbox.ready.login}/organizations/v2.0/.well-known/openid-configuration`;
    assert.match(url, /^https:/);
    const ask = `fetch(${JSON.stringify(url)}).then((answer) => process.stdout.write(String(answer.status)))`;
    const { stdout } = await run(process.execPath, ['-e', ask], { env: { NODE_EXTRA_CA_CERTS: caFile } });
    assert.equal(stdout, '200');
  } finally {
    await sandbox.stop('SIGTERM');
  }
});

test('a world file that is none is refused with every problem', async () => {
  await using folder = await aFolder();
  const world = join(folder.path, 'world.yaml');
  await writeFile(world, 'tenants:\n  - { id: x, name: 1 }\nuzers: []\n');
  const { exitCode, stderr } = await consentry(['sandbox', '--world', world]);
  assert.equal(exitCode, 2);
  for (const part of ['tenants', 'uzers', 'defaultDomain'])
    assert.ok(stderr.includes(part), `${part} in ${stderr}`);
});
