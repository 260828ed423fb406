import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { createSandbox, DEFAULT_TENANTS, defaultWorld, type Sandbox, type User } from '@consentry/sandbox';
import { createPerson, type Person, signIn } from '@consentry/sandbox/person';
import { anOldTool } from '../packages/server/test/an-old-tool.ts';
import { aFolder } from './support/a-folder.ts';
import { asOperator, type Ready } from './support/connect-partner.ts';
import { consentry, type Running, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { launcher } from './support/launcher.ts';
import { writeConfig } from './support/write-config.ts';

const { partnerOne, customerA } = DEFAULT_TENANTS;
const clientId = '44444444-3333-4222-8111-000000000000';
const folder = await aFolder();
let sandbox: Sandbox;
let broker: Running<Ready>;
let redirectUri: string;

before(async () => {
  const publicPort = await freePort();
  redirectUri = `http://localhost:${publicPort}/consent/callback`;
  const world = defaultWorld({ redirectUris: [redirectUri] });
  const [own] = world.applications;
  assert.ok(own !== undefined);
  const more = { clientId, secrets: [], redirectUris: [], allowPublicClientFlows: true };
  world.applications.push({ ...own, ...more, displayName: 'Example Terminal' });
  for (const tenantId of [partnerOne, customerA]) {
    world.servicePrincipals.push({ tenantId, clientId, state: 'enabled', roles: [] });
    for (const { resource, scopes } of own.requiredScopes) {
      world.consents.push({ tenantId, clientId, resource, scopes: [...scopes], kind: 'admin' });
    }
  }
  sandbox = await createSandbox({ world });
  await sandbox.listen();
  const { configFile } = await writeConfig(folder.path, publicPort, sandbox.origins);
  const env = { CONSENTRY_DEVICE_CODE_CLIENT_ID: clientId };
  broker = await startConsentry<Ready>(['serve', '--json', '--config', configFile], { env });
});

after(async () => {
  await broker.stop('SIGTERM');
  await sandbox.close();
  await folder[Symbol.asyncDispose]();
});

const send = (request: Request): Promise<Response> => fetch(request);
const person = (): Person => createPerson({ send });

function userOf(name: string): User {
  const user = sandbox.world.users.find(
    ({ tenantId, userPrincipalName }) => tenantId === partnerOne && userPrincipalName.startsWith(`${name}@`),
  );
  assert.ok(user !== undefined);
  return user;
}

const bring = (stdin: string, ...options: readonly string[]) =>
  consentry(['import', '--partner', partnerOne, ...options, ...asOperator(broker.ready)], { stdin });

describe('consentry import', () => {
  test('takes a refresh token from standard input, and prints nothing of it', async () => {
    const { refreshToken } = await anOldTool({ sandbox, person, send }, userOf('service'), { redirectUri });
    const { exitCode, stdout, stderr } = await bring(`${refreshToken}\n`, '--json');
    assert.equal(exitCode, 0, stderr);
    const { grant } = JSON.parse(stdout) as { grant: { state: string; isPublicClient: boolean } };
    assert.deepEqual([grant.state, grant.isPublicClient], ['healthy', false]);
    for (const shown of [stdout, stderr, broker.stderr()]) assert.ok(!shown.includes(refreshToken));

    const again = await bring(refreshToken);
    assert.equal(again.exitCode, 1);
    assert.match(again.stderr, /Code: {2}grant_exists/);
    const renewed = await bring(refreshToken, '--replace');
    assert.equal(renewed.exitCode, 0, renewed.stderr);
    assert.match(renewed.stdout, /^Renewed the grant gra_/);
    assert.match(renewed.stdout, /goes on working at Microsoft for whoever has a copy/);
  });

  test('ends with 1 for a token that is refused, and with 2 for a command that is wrong', async () => {
    const { refreshToken } = await anOldTool({ sandbox, person, send }, userOf('no-mfa'), { redirectUri });
    const refused = await bring(refreshToken, '--json');
    assert.equal(refused.exitCode, 1);
    assert.equal((JSON.parse(refused.stderr) as { error: { code: string } }).error.code, 'mfa_missing');
    assert.ok(!refused.stderr.includes(refreshToken));
    assert.equal((await bring(refreshToken, '--purge-source')).exitCode, 2);
    assert.equal((await consentry(['import', ...asOperator(broker.ready)])).exitCode, 2);
  });
});

/** Waits for what a process is to write to standard error. */
function waitFor({ stderr }: ChildProcess, wanted: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let seen = '';
    stderr?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      const found = wanted.exec(seen);
      if (found !== null) resolve(found);
    });
    stderr?.once('end', () => reject(new Error(`it ended without it: ${seen}`)));
  });
}

describe('consentry connect --device-code', () => {
  test('shows a code, waits, and ends with the grant of a public client', async () => {
    const args = ['connect', '--device-code', '--partner', partnerOne, ...asOperator(broker.ready)];
    const child = spawn(process.execPath, [launcher, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, ended] = [text(child.stdout), once(child, 'exit')];
    const [, page = '', userCode = ''] = await waitFor(
      child,
      /open +(\S+)\nand enter the code +(\S+)\n[^]*Ctrl-C/,
    );
    const who = person();
    const { userPrincipalName, password, totpSecret = '' } = userOf('service');
    const asked = await who.submit(await who.open(page), { user_code: userCode });
    await signIn(who, asked, { userPrincipalName, password, totpSecret });
    assert.deepEqual(await ended, [0, null]);
    assert.match(
      await stdout,
      /^Connected service@partner-one\.example, .*\(public client\)\. MFA: confirmed\.\n$/,
    );
    const listed = await consentry(['grants', ...asOperator(broker.ready)]);
    assert.match(listed.stdout, /public client/);
  });

  test('without the word --device-code it names the invitation', async () => {
    const { exitCode, stderr } = await consentry([
      'connect',
      '--partner',
      partnerOne,
      ...asOperator(broker.ready),
    ]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /consentry invite/);
  });
});
