import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createSandbox, DEFAULT_TENANTS, defaultWorld, type Sandbox } from '@consentry/sandbox';
import { aFolder } from './support/a-folder.ts';
import { asOperator, connectPartner, type Ready } from './support/connect-partner.ts';
import { consentry, type Ended, type Running, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { launcher } from './support/launcher.ts';
import { writeConfig } from './support/write-config.ts';

const { partnerOne, customerA, customerB } = DEFAULT_TENANTS;
const folder = await aFolder();
const keyFile = join(folder.path, 'caller.key');
let sandbox: Sandbox;
let broker: Running<Ready>;

before(async () => {
  const publicPort = await freePort();
  const redirectUris = [`http://localhost:${publicPort}/consent/callback`];
  sandbox = await createSandbox({ world: defaultWorld({ redirectUris }) });
  await sandbox.listen();
  const { configFile } = await writeConfig(folder.path, publicPort, sandbox.origins);
  broker = await startConsentry<Ready>(['serve', '--json', '--config', configFile]);
  await connectPartner(sandbox, broker.ready);
  const policy = ['--partner', partnerOne, '--customer', 'all', '--resource', 'graph'];
  const add = ['caller', 'add', '--name', 'test', '--key-out', keyFile, ...policy];
  const added = await consentry([...add, ...asOperator(broker.ready)]);
  assert.equal(added.exitCode, 0, added.stderr);
});

after(async () => {
  await broker.stop('SIGTERM');
  await sandbox.close();
  await folder[Symbol.asyncDispose]();
});

/** Runs a program to its end. */
async function run(
  command: string,
  args: readonly string[],
  { stdin = '', env = {} }: { stdin?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  const child = spawn(command, args, { env: { PATH: process.env['PATH'], ...env }, timeout: 60_000 });
  child.stdin.end(stdin);
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { exitCode, stdout: await stdout, stderr: await stderr };
}

/** Why a program cannot be run on this machine; false where it can. */
function missing(command: string): string | false {
  return spawnSync(command, ['--version']).error !== undefined && `${command} is not installed`;
}

const token = (...options: readonly string[]): Promise<Ended> => {
  const target = ['--partner', partnerOne, '--customer', customerA, '--resource', 'graph'];
  return consentry(['token', ...target, ...options, '--url', broker.ready.apiUrl, '--key-file', keyFile]);
};

describe('the token command', () => {
  test('gives the token alone to a pipe', async () => {
    const { stdout, stderr } = await token();
    const claims = Buffer.from(stdout.split('.')[1] ?? '', 'base64url').toString();
    assert.equal((JSON.parse(claims) as { tid: string }).tid, customerA);
    assert.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    assert.equal(stderr, '');
  });

  test('gives curl a configuration by which it makes the request', { skip: missing('curl') }, async () => {
    const { stdout: config } = await token('--format', 'curl', '--path', '/v1.0/users?$top=999');
    const { stdout, stderr, exitCode } = await run('curl', ['-sS', '--fail', '-K', '-'], { stdin: config });
    assert.equal(exitCode, 0, stderr);
    assert.equal((JSON.parse(stdout) as { value: unknown[] }).value.length, 27);
  });

  test('gives curl a token for a URL of its own', { skip: missing('curl') }, async () => {
    const { stdout: config } = await token('--format', 'curl');
    const url = `${sandbox.origins.graph}/v1.0/users?$top=5`;
    const { stdout } = await run('curl', ['-sS', '--fail', '-K', '-', url], { stdin: config });
    assert.equal((JSON.parse(stdout) as { value: unknown[] }).value.length, 5);
  });

  test('gives PowerShell one line of JSON with the token and the URI', async () => {
    const { stdout } = await token('--format', 'powershell', '--path', '/v1.0/users');
    const { accessToken, uri } = JSON.parse(stdout) as Record<string, string>;
    assert.equal(uri, `${sandbox.origins.graph}/v1.0/users`);
    const answer = await fetch(uri, { headers: { authorization: `Bearer ${accessToken}` } });
    assert.equal(answer.status, 200);
    assert.equal(stdout.indexOf('\n'), stdout.length - 1);
  });

  test('shows no token on a terminal', { skip: missing('script') }, async () => {
    const target = ['--partner', partnerOne, '--customer', customerA, '--resource', 'graph'];
    const reach = ['--url', broker.ready.apiUrl, '--key-file', keyFile];
    const command = [process.execPath, launcher, 'token', ...target, ...reach]
      .map((part) => `'${part}'`)
      .join(' ');
    const { stdout, exitCode } = await run('script', ['-qec', command, '/dev/null']);
    assert.equal(exitCode, 0, stdout);
    assert.match(stdout, new RegExp(`Tenant +${customerA}`));
    assert.match(stdout, /--plain/);
    assert.doesNotMatch(stdout, /eyJ/);
  });

  test('takes two forms at once, and one that it does not have, for a mistake', async () => {
    for (const options of [
      ['--format', 'curl', '--json'],
      ['--format', 'curl', '--plain'],
      ['--format', 'wget'],
    ]) {
      assert.equal((await token(...options)).exitCode, 2, options.join(' '));
    }
  });
});

describe('the examples for the HTTP API', () => {
  const example = (name: string): string =>
    fileURLToPath(new URL(`../examples/http-api/${name}`, import.meta.url));
  const list = (command: string, name: string, customer: string): Promise<Ended> => {
    const env = { BROKER: broker.ready.apiUrl, KEY_FILE: keyFile, PARTNER: partnerOne, CUSTOMER: customer };
    return run(command, [example(name)], { env });
  };

  for (const [command, name] of [
    ['sh', 'token.sh'],
    ['python3', 'token.py'],
  ] as const) {
    const skip = missing(command) || (name === 'token.sh' && missing('curl'));

    test(`${name} lists the users of a customer`, { skip }, async () => {
      const { stdout, stderr, exitCode } = await list(command, name, customerA);
      assert.equal(exitCode, 0, stderr);
      assert.equal(new Set(stdout.match(/user\d\d@customer-a\.example/g)).size, 27);
    });

    test(`${name} says what to do when it is refused, and shows no key`, { skip }, async () => {
      const { stdout, stderr, exitCode } = await list(command, name, customerB);
      assert.equal(exitCode, 1);
      assert.equal(stdout, '');
      assert.match(stderr, /^tenant_setup: \S.*\. \S.*\./);
      const key = (await readFile(keyFile, 'utf8')).trim();
      assert.ok(!stderr.includes(key));
    });
  }
});
