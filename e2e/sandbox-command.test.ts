import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { aFolder } from './support/a-folder.ts';
import { consentry, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';

interface Ready {
  readonly login: string;
  readonly partnerCenter: string;
  readonly graph: string;
  readonly vault: string;
  readonly arm: string;
  readonly defender: string;
  readonly control: { readonly origin: string; readonly token: string };
  readonly ca: string | null;
  readonly world: {
    readonly tenants: unknown[];
    readonly accounts: { readonly userPrincipalName: string; readonly oneTimeCode: string | null }[];
    readonly leftOut: { readonly tenants: number; readonly accounts: number };
  };
}

const run = promisify(execFile);

test('the sandbox says in one line where everything is, and its control wants the token', async () => {
  const sandbox = await startConsentry<Ready>(['sandbox', '--json']);
  try {
    const { login, control, world, ca, arm, defender } = sandbox.ready;
    assert.equal(ca, null);
    assert.deepEqual(Object.keys(sandbox.ready), [
      'login',
      'partnerCenter',
      'graph',
      'arm',
      'defender',
      'vault',
      'control',
      'ca',
      'world',
    ]);
    for (const origin of [
      login,
      sandbox.ready.partnerCenter,
      sandbox.ready.graph,
      arm,
      defender,
      control.origin,
    ])
      assert.match(origin, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.match(sandbox.ready.vault, /^http:\/\/example\.vault\.localhost:\d+$/);
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

test('without a CA file, https puts one into the folder for temporary files, and takes it away in the end', async () => {
  const sandbox = await startConsentry<Ready>(['sandbox', '--json', '--https', '--names']);
  const caFile = sandbox.ready.ca ?? '';
  try {
    assert.match(sandbox.ready.login, /^https:\/\/login\.localhost:\d+$/);
    assert.match(sandbox.ready.partnerCenter, /^https:\/\/partnercenter\.localhost:/);
    assert.match(sandbox.ready.graph, /^https:\/\/graph\.localhost:/);
    assert.match(sandbox.ready.vault, /^https:\/\/example\.vault\.localhost:/);
    assert.match(sandbox.ready.control.origin, /^https:\/\/127\.0\.0\.1:/);
    assert.match(await readFile(caFile, 'utf8'), /^-----BEGIN CERTIFICATE-----/);
  } finally {
    assert.equal(await sandbox.stop('SIGTERM'), 0);
  }
  await assert.rejects(readFile(caFile), { code: 'ENOENT' });
});

test('the sandbox takes a port for each service, and says which one is taken and what to do', async () => {
  const ports = await Promise.all(Array.from({ length: 5 }, freePort));
  const options = ['--login-port', '--partner-center-port', '--graph-port', '--vault-port', '--control-port'];
  const args = ['sandbox', '--json', ...options.flatMap((option, index) => [option, String(ports[index])])];
  const sandbox = await startConsentry<Ready>(args);
  try {
    const { login, partnerCenter, graph, vault, control } = sandbox.ready;
    const origins = [login, partnerCenter, graph, vault, control.origin];
    assert.deepEqual(
      origins.map((origin) => Number(new URL(origin).port)),
      ports,
    );
    const { exitCode, stdout, stderr } = await consentry(['sandbox', '--graph-port', String(ports[2])]);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(
      stderr,
      new RegExp(`graph cannot listen on port ${ports[2]}.*\\n.*--graph-port.*\\n.*port-taken`),
    );
  } finally {
    await sandbox.stop('SIGTERM');
  }
});

test('the sandbox listens for other machines only when it is told twice', async () => {
  const { exitCode, stdout, stderr } = await consentry(['sandbox', '--host', '0.0.0.0', '--json']);
  assert.deepEqual([exitCode, stdout], [2, '']);
  assert.match(stderr, /passwords and TOTP secrets are public.*--expose-to-network/);
  const sandbox = await startConsentry<Ready>([
    'sandbox',
    '--json',
    '--host',
    '0.0.0.0',
    '--expose-to-network',
  ]);
  try {
    assert.match(sandbox.ready.control.origin, /^http:\/\/127\.0\.0\.1:/);
    assert.match(sandbox.stderr(), /Whoever reaches this machine can use the sandbox/);
  } finally {
    await sandbox.stop('SIGTERM');
  }
});

test('the line of a large world names those who can do something, and counts the rest', async () => {
  const sandbox = await startConsentry<Ready>(['sandbox', '--json', '--customers', '1000']);
  try {
    const { tenants, accounts, leftOut } = sandbox.ready.world;
    assert.deepEqual([tenants.length, accounts.length, leftOut.tenants], [200, 200, 802]);
    assert.ok(leftOut.accounts > 800);
    assert.equal(accounts[0]?.userPrincipalName, 'service@partner-1.example');
  } finally {
    await sandbox.stop('SIGTERM');
  }
});
