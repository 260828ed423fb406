import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRemote, Secret } from '@consentry/core/remote';
import { createSandbox, DEFAULT_TENANTS, defaultWorld, type Sandbox } from '@consentry/sandbox';
import { aFolder } from './support/a-folder.ts';
import { connectPartner, type Ready } from './support/connect-partner.ts';
import { consentry, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { writeConfig } from './support/write-config.ts';

/** A configuration file for a broker in a folder, and the cloud that it names. */
async function configure(folder: string): Promise<{ configFile: string; sandbox: Sandbox; dataDir: string }> {
  const publicPort = await freePort();
  const redirectUris = [`http://localhost:${publicPort}/consent/callback`];
  const sandbox = await createSandbox({ world: defaultWorld({ redirectUris }) });
  await sandbox.listen();
  return { sandbox, ...(await writeConfig(folder, publicPort, sandbox.origins)) };
}

test('a kill right after the result page loses nothing', async () => {
  await using folder = await aFolder();
  const { configFile, sandbox, dataDir } = await configure(folder.path);
  try {
    const first = await startConsentry<Ready>(['serve', '--json', '--config', configFile]);
    await connectPartner(sandbox, first.ready);
    await first.stop('SIGKILL');

    const second = await startConsentry<Ready>(['serve', '--json', '--config', configFile]);
    const keyFile = join(folder.path, 'caller.key');
    const added = await consentry([
      'caller',
      'add',
      '--json',
      '--name',
      'test',
      '--partner',
      DEFAULT_TENANTS.partnerOne,
      '--customer',
      'all',
      '--resource',
      'graph',
      'partner-center',
      '--url',
      second.ready.apiUrl,
      '--key-file',
      second.ready.operatorKeyFile,
    ]);
    assert.equal(added.exitCode, 0, added.stderr);
    await writeFile(keyFile, (JSON.parse(added.stdout) as { key: string }).key, { mode: 0o600 });

    const called = await consentry([
      'call',
      '--json',
      '--all',
      '--partner',
      DEFAULT_TENANTS.partnerOne,
      '--resource',
      'partner-center',
      '--path',
      `/v1/customers/${DEFAULT_TENANTS.customerA}/users?size=10`,
      '--url',
      second.ready.apiUrl,
      '--key-file',
      keyFile,
    ]);
    assert.equal(called.exitCode, 0, called.stderr);
    assert.equal((JSON.parse(called.stdout) as unknown[]).length, 27);

    const remote = createRemote({
      baseUrl: second.ready.apiUrl,
      key: Secret.of((await readFile(keyFile, 'utf8')).trim()),
      send: (request) => fetch(request),
    });
    const token = await remote.call('acquireToken', {
      body: { partner: DEFAULT_TENANTS.partnerOne, customer: DEFAULT_TENANTS.customerA, resource: 'graph' },
    });
    assert.equal(token.tenant, DEFAULT_TENANTS.customerA);
    assert.equal(await second.stop('SIGTERM'), 0);

    // Without a running broker the command works on the folder itself.
    const offline = await consentry(['grants', '--json', '--data', dataDir, '--config', configFile]);
    assert.equal(offline.exitCode, 0, offline.stderr);
    assert.equal((JSON.parse(offline.stdout) as { items: unknown[] }).items.length, 1);
  } finally {
    await sandbox.close();
  }
});

test('a second broker on the same data folder refuses to start and says who holds it', async () => {
  await using folder = await aFolder();
  const { configFile, sandbox, dataDir } = await configure(folder.path);
  const broker = await startConsentry<Ready>(['serve', '--json', '--config', configFile]);
  try {
    const second = await consentry(['serve', '--config', configFile], {
      env: { CONSENTRY_API_LISTENER_PORT: String(await freePort()) },
    });
    assert.equal(second.exitCode, 1);
    assert.match(second.stderr, /store_locked/);
    assert.match(second.stderr, new RegExp(`\\b${broker.pid}\\b`));

    const offline = await consentry(['grants', '--data', dataDir, '--config', configFile]);
    assert.equal(offline.exitCode, 1);
    assert.match(offline.stderr, /store_locked/);
  } finally {
    await broker.stop('SIGTERM');
    await sandbox.close();
  }
});

test('a bad configuration is refused with every problem by name, exit code 2, and nothing started', async () => {
  await using folder = await aFolder();
  const secretFile = join(folder.path, 'client-secret');
  await writeFile(secretFile, 'a-secret-value');
  await chmod(secretFile, 0o644);
  const configFile = join(folder.path, 'config.json');
  await writeFile(
    configFile,
    JSON.stringify({
      application: { id: 'not-a-guid', secretFile, nmae: 'x' },
      apiListener: { port: 70_000 },
      publicUrl: 'http://consent.example.com',
      dataDir: './data',
    }),
  );
  const { exitCode, stdout, stderr } = await consentry(['serve', '--config', configFile], {
    cwd: folder.path,
    env: { CONSENTRY_LOG_LEVLE: 'info' },
  });
  assert.equal(exitCode, 2);
  assert.equal(stdout, '');
  for (const name of [
    'application.id',
    'application.secretFile',
    'application.nmae',
    'apiListener.port',
    'publicUrl',
    'CONSENTRY_LOG_LEVLE',
  ]) {
    assert.ok(stderr.includes(name), `${name} is named in:\n${stderr}`);
  }
  assert.ok(!stderr.includes('a-secret-value'));
  await assert.rejects(readFile(join(folder.path, 'data', 'state.db')), { code: 'ENOENT' });
});

test('a wrong command exits with 2 and points at the help', async () => {
  const { exitCode, stderr } = await consentry(['invite']);
  assert.equal(exitCode, 2);
  assert.match(stderr, /--partner/);
});

test('a key that others may read is refused', async () => {
  await using folder = await aFolder();
  const keyFile = join(folder.path, 'operator.key');
  await writeFile(keyFile, 'x');
  await chmod(keyFile, 0o644);
  const { exitCode, stderr } = await consentry(['grants', '--key-file', keyFile]);
  assert.equal(exitCode, 2);
  assert.match(stderr, /chmod 600/);
});
