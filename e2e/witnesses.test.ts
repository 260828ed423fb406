import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { aCertificate } from '../packages/core/test/a-certificate.ts';
import { aFolder } from './support/a-folder.ts';
import { type Running, startConsentry } from './support/consentry.ts';
import { witnessWorld } from './witnesses/world.ts';

// Clients that nobody here wrote, unmodified, each in a process of its own that trusts the sandbox's authority.

interface Ready {
  readonly login: string;
  readonly graph: string;
  readonly vault: string;
  readonly control: { readonly origin: string; readonly token: string };
}

const run = promisify(execFile);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const preload = here('./support/resolve-localhost.ts');
const redirectUri = 'https://client.example/callback';
const [partner, customer] = ['20000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-00000000000a'];
const vendor = '10000000-0000-4000-8000-000000000000';

const folder = await aFolder();
let sandbox: Running<Ready>;
let env: Record<string, string>;

before(async () => {
  const file = (name: string): string => join(folder.path, name);
  const { certificate, privateKey } = await aCertificate({ commonName: 'Example Integration' });
  await writeFile(file('world.json'), JSON.stringify(witnessWorld(redirectUri, certificate)));
  await writeFile(file('certificate.pem'), certificate);
  await writeFile(file('key.pem'), privateKey);
  await writeFile(file('bundle.pem'), `${privateKey}${certificate}`);
  // Names as in the real cloud, https, and a world of its own.
  const options = ['--json', '--names', '--ca-file', file('ca.pem'), '--world', file('world.json')];
  sandbox = await startConsentry(['sandbox', ...options]);
  const { login, graph, vault, control } = sandbox.ready;
  env = {
    NODE_EXTRA_CA_CERTS: file('ca.pem'),
    LOGIN: login,
    GRAPH: graph,
    VAULT: vault,
    CONTROL: control.origin,
    CONTROL_TOKEN: control.token,
    REDIRECT_URI: redirectUri,
    CERTIFICATE: file('certificate.pem'),
    PRIVATE_KEY: file('key.pem'),
    BUNDLE: file('bundle.pem'),
  };
});

after(async () => {
  await sandbox.stop('SIGTERM');
  await folder[Symbol.asyncDispose]();
});

/** Runs a client to its end and reads what it saw. */
async function witness(name: string): Promise<unknown> {
  const program = here(`./witnesses/${name}.ts`);
  const { stdout } = await run(process.execPath, ['--import', preload, program], {
    env: { ...process.env, ...env },
    timeout: 60_000,
  });
  return JSON.parse(stdout);
}

// The longest goes first: a device waits some seconds before it asks.
describe('clients of others', { concurrency: 2 }, () => {
  test('msal-node lets a person sign in elsewhere with a device code', async () => {
    assert.deepEqual(await witness('msal-node-device-code'), {
      username: 'service@partner-one.example',
      claims: [partner, '0', 'User.Read'],
      silent: [true, 0],
    });
  });

  test('msal-node signs an account in with PKCE, keeps its token, renews it and crosses tenants', async () => {
    assert.deepEqual(await witness('msal-node'), {
      username: 'service@partner-one.example',
      partner,
      wrongVerifier: 'AADSTS501481',
      // From the cache, the same token, and no request at the token endpoint.
      silent: [true, true, 0],
      renewed: [false, true],
      customer: [customer],
      users: 27,
      refused: [
        ['InteractionRequiredAuthError', 'invalid_grant', 'AADSTS65001'],
        ['ServerError', 'invalid_grant', 'AADSTS50020'],
      ],
      // AADSTS90002 is the answer of the metadata endpoint; MSAL has no word of it in its error.
      unknown: 'endpoints_resolution_error',
    });
  });

  test('msal-node acts for the application itself, by secret and by certificate with either thumbprint', async () => {
    // The tenant, how the client proved itself, the roles; then the second time: from the cache, without a request.
    const seen = (method: string): unknown[] => [customer, method, ['User.Read.All'], true, 0];
    assert.deepEqual(await witness('msal-node-application'), {
      secret: seen('1'),
      sha256: seen('2'),
      sha1: seen('2'),
    });
  });

  test('azure-identity gets tokens for Graph and for the vault, by secret and by certificate', async () => {
    const seen = (method: string): unknown[] => [
      ['https://graph.microsoft.com', customer, method],
      ['https://vault.azure.net', vendor, method],
    ];
    assert.deepEqual(await witness('azure-identity'), {
      bySecret: seen('1'),
      byCertificate: seen('2'),
      refused: ['AuthenticationRequiredError', 'AADSTS7000215'],
    });
  });

  test('azure-keyvault-secrets does all that it can with secrets, with its challenge check on', async () => {
    assert.deepEqual(await witness('azure-keyvault-secrets'), {
      old: ['first', 'text/plain', true],
      second: ['second', { kind: 'refresh-token' }, true],
      listed: 31,
      pages: [10, 10, 10, 1],
      enabled: 1,
      versions: 2,
      disabled: [403, 'Forbidden', 'SecretDisabled'],
      deleted: ['partner-one', true, true],
      blocked: [409, 'Conflict', 'ObjectIsDeletedButRecoverable'],
      listedAsDeleted: ['partner-one'],
      recovered: ['partner-one', 'second'],
      gone: [404, 'SecretNotFound', null],
      restored: ['second', true],
      unverified: "The challenge resource 'vault.azure.net' does not match the requested domain.",
    });
  });

  test('openid-client discovers, signs in with PKCE and crosses tenants', async () => {
    assert.deepEqual(await witness('openid-client'), {
      username: 'service@partner-one.example',
      partner,
      customer,
      users: 27,
    });
  });

  test('openid-client signs in with code id_token, and refuses a nonce that is not its own', async () => {
    assert.deepEqual(await witness('openid-client-hybrid'), {
      username: 'service@partner-one.example',
      access: ['https://api.partnercenter.microsoft.com', ['pwd', 'mfa']],
      refused: 'nonce',
    });
  });

  test('microsoft-graph-client reads all users, page by page', async () => {
    assert.deepEqual(await witness('microsoft-graph-client'), {
      firstPage: 10,
      users: 27,
      isComplete: true,
      unlisted: [401, 'InvalidAuthenticationToken'],
    });
  });
});
