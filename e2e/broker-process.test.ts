import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRemote, Secret } from '@consentry/core/remote';
import { createSandbox, DEFAULT_TENANTS, defaultWorld, type Sandbox } from '@consentry/sandbox';
import { aFolder } from './support/a-folder.ts';
import { connectPartner, type Ready } from './support/connect-partner.ts';
import { consentry, type Running, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { writeConfig } from './support/write-config.ts';

/** A configuration file for a broker in a folder, and the cloud that it names. */
async function configure(
  folder: string,
  refreshTokens: 'reusable' | 'single-use' = 'reusable',
): Promise<{ configFile: string; sandbox: Sandbox; dataDir: string }> {
  const publicPort = await freePort();
  const redirectUris = [`http://localhost:${publicPort}/consent/callback`];
  const world = defaultWorld({ redirectUris });
  world.settings.refreshTokens = refreshTokens;
  const sandbox = await createSandbox({ world });
  await sandbox.listen();
  return { sandbox, ...(await writeConfig(folder, publicPort, sandbox.origins)) };
}

/** Adds a caller that may have everything of the first partner. @returns its key */
async function addCaller({ ready }: Running<Ready>): Promise<Secret<string>> {
  const what = ['--partner', DEFAULT_TENANTS.partnerOne, '--customer', 'all'];
  const where = ['--url', ready.apiUrl, '--key-file', ready.operatorKeyFile];
  const resources = ['--resource', 'graph', 'partner-center'];
  const added = await consentry([
    'caller',
    'add',
    '--json',
    '--name',
    'test',
    ...what,
    ...resources,
    ...where,
  ]);
  assert.equal(added.exitCode, 0, added.stderr);
  return Secret.of((JSON.parse(added.stdout) as { key: string }).key);
}

function askForToken({ ready }: Running<Ready>, key: Secret<string>) {
  const remote = createRemote({ baseUrl: ready.apiUrl, key, send: (request) => fetch(request) });
  const { partnerOne: partner, customerA: customer } = DEFAULT_TENANTS;
  return remote.call('acquireToken', { body: { partner, customer, resource: 'graph' } });
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
    await writeFile(keyFile, (await addCaller(second)).reveal(), { mode: 0o600 });

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

    const key = Secret.of((await readFile(keyFile, 'utf8')).trim());
    const token = await askForToken(second, key);
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

test('a hangup stops no broker, and a second signal cuts requests off but loses no refresh token', async () => {
  await using folder = await aFolder();
  const { configFile, sandbox } = await configure(folder.path, 'single-use');
  try {
    const first = await startConsentry<Ready>(['serve', '--json', '--config', configFile], singleUse);
    await connectPartner(sandbox, first.ready);
    const key = await addCaller(first);
    process.kill(first.pid, 'SIGHUP');
    const held = sandbox.control.holdTokenEndpoint();
    const cutOff = assert.rejects(askForToken(first, key), { code: 'broker_unreachable' });
    await until(() => held.waiting() === 1);
    process.kill(first.pid, 'SIGTERM');
    // It takes no connection any more: the first signal was heard.
    await until(() => fetch(`${first.ready.apiUrl}/healthz`).then(isFalse, () => true));
    const ended = first.stop('SIGTERM');
    await cutOff;
    held.release();
    assert.equal(await ended, 1);

    // Its refresh token worked once, and was used up by what nobody heard the answer of.
    const second = await startConsentry<Ready>(['serve', '--json', '--config', configFile], singleUse);
    assert.equal((await askForToken(second, key)).tenant, DEFAULT_TENANTS.customerA);
    assert.equal(await second.stop('SIGTERM'), 0);
  } finally {
    await sandbox.close();
  }
});

test('a consent under way is sealed although a second signal cuts its page off', async () => {
  await using folder = await aFolder();
  const { configFile, sandbox } = await configure(folder.path);
  try {
    const first = await startConsentry<Ready>(['serve', '--json', '--config', configFile]);
    const held = sandbox.control.holdTokenEndpoint();
    const cutOff = assert.rejects(connectPartner(sandbox, first.ready));
    await until(() => held.waiting() === 1);
    process.kill(first.pid, 'SIGTERM');
    await until(() => fetch(`${first.ready.apiUrl}/healthz`).then(isFalse, () => true));
    const ended = first.stop('SIGTERM');
    await cutOff;
    held.release();
    assert.equal(await ended, 1);

    const second = await startConsentry<Ready>(['serve', '--json', '--config', configFile]);
    assert.equal((await askForToken(second, await addCaller(second))).tenant, DEFAULT_TENANTS.customerA);
    assert.equal(await second.stop('SIGTERM'), 0);
  } finally {
    await sandbox.close();
  }
});

const singleUse = { env: { CONSENTRY_CLOUD_REFRESH_TOKENS: 'single-use' } };
const isFalse = (): boolean => false;

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}

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
