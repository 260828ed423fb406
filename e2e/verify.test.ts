import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createSandbox,
  DEFAULT_APPLICATION,
  DEFAULT_TENANTS,
  defaultWorld,
  type Sandbox,
} from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import { aFolder } from './support/a-folder.ts';
import { consentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { writeConfig } from './support/write-config.ts';

const redirectUri = 'http://localhost:44395/callback';

/** Signs in by the hybrid flow, and keeps the id_token that the browser would post. */
async function anIdToken(sandbox: Sandbox): Promise<string> {
  const account = sandbox.world.users.find(
    ({ userPrincipalName }) => userPrincipalName === 'service@partner-one.example',
  );
  assert.ok(account?.totpSecret);
  const authorize = new URL(`${sandbox.origins.login}/${DEFAULT_TENANTS.partnerOne}/oauth2/v2.0/authorize`);
  authorize.search = new URLSearchParams({
    client_id: DEFAULT_APPLICATION.clientId,
    response_type: 'code id_token',
    response_mode: 'form_post',
    redirect_uri: redirectUri,
    scope: 'openid profile',
    nonce: 'a-nonce',
  }).toString();
  const person = createPerson({ send: (request) => fetch(request) });
  const { userPrincipalName, password, totpSecret } = account;
  const who = { userPrincipalName, password, totpSecret };
  const page = await signIn(person, await person.open(authorize.href), who, { stopBeforeCallback: true });
  const [form] = page.forms;
  return form?.fields.find(({ name }) => name === 'id_token')?.value ?? assert.fail(page.text);
}

test('the command fetches the keys of the configured cloud and validates what is meant for its application', async () => {
  await using folder = await aFolder();
  const world = defaultWorld({ redirectUris: [redirectUri], idTokenIssuance: true });
  const sandbox = await createSandbox({ world });
  await sandbox.listen();
  try {
    const { configFile } = await writeConfig(folder.path, await freePort(), sandbox.origins);
    const idToken = await anIdToken(sandbox);
    const args = ['verify', '--config', configFile, '--fetch-keys', '--tenant', DEFAULT_TENANTS.partnerOne];
    const right = await consentry(args, { stdin: idToken });
    assert.equal(right.exitCode, 0, right.stdout + right.stderr);
    assert.match(right.stdout, /✓ {2}signature +Entra ID signed the token/);

    const [header = '', payload = '', signature = ''] = idToken.split('.');
    const other = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    const wrong = await consentry(args, { stdin: [header, payload, other].join('.') });
    assert.equal(wrong.exitCode, 1);
    assert.match(wrong.stdout, /✗ {2}signature +The signature does not hold: the signature is wrong/);
  } finally {
    await sandbox.close();
  }
});
