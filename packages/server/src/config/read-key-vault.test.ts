import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clouds, declareCloud, Secret } from '@consentry/core';
import type { ConfigFiles } from './config-files.ts';
import { gatherValues } from './gather-values.ts';
import { readKeyVault } from './read-key-vault.ts';
import { createReport } from './report.ts';

const url = 'https://contoso.vault.azure.net';
const tenant = '11111111-2222-4333-8444-555555555555';
const id = '22222222-2222-4333-8444-555555555555';
const other = '33333333-2222-4333-8444-555555555555';
const own = { kind: 'secret', secret: Secret.of('own') } as const;
const files: ConfigFiles = {
  look: () => ({ kind: 'nothing' }),
  read: (path) =>
    path === '/vault-secret'
      ? { ok: true, text: 'of-the-vault', ownerOnly: true }
      : { ok: false, reason: 'missing' },
};

function read(keyVault: object, { cloud = clouds.public, allowLocal = false } = {}) {
  const text = JSON.stringify({ keyVault, application: { id }, cloud: { allowLocal } });
  const { values } = gatherValues({}, { path: 'consentry.json', text }, [], createReport());
  const report = createReport();
  const deps = { cloud, credential: own, files, resolvePath: (path: string) => `/${path}`, now: 0 };
  const config = readKeyVault(values, deps, report);
  return { config, problems: report.problems.map(({ name, problem }) => `${name} ${problem}`) };
}

test('opens the vault as the application itself unless told otherwise', () => {
  const { config, problems } = read({ url, tenant });
  assert.deepEqual(problems, []);
  assert.deepEqual(config, { url, tenant, identity: { kind: 'application', id, credential: own } });
});

test('opens the vault as an application of its own, by a credential of its own', () => {
  const { config, problems } = read({ url, tenant, clientId: other, secretFile: 'vault-secret' });
  assert.deepEqual(problems, []);
  assert.ok(config?.identity.kind === 'application' && config.identity.credential.kind === 'secret');
  assert.deepEqual([config.identity.id, config.identity.credential.secret.reveal()], [other, 'of-the-vault']);
});

test('opens the vault with the identity of the machine', () => {
  assert.deepEqual(read({ url, tenant, managedIdentity: true }).config?.identity, {
    kind: 'managed',
    id: undefined,
  });
  const named = read({ url, tenant, managedIdentity: true, clientId: other });
  assert.deepEqual(named.config?.identity, { kind: 'managed', id: other });
});

test('takes a vault on this machine only where that is allowed', () => {
  const cloud = declareCloud({ name: 'own', loginBaseUrl: 'https://login.localhost', resources: {} });
  const local = { url: 'https://example.vault.localhost:8443', tenant };
  assert.equal(read(local, { cloud, allowLocal: true }).config?.url, local.url);
  assert.deepEqual(read(local, { cloud }).problems, ['keyVault.url is on this machine']);
});

const refusals: readonly (readonly [string, object, readonly string[]])[] = [
  ['a vault without a tenant', { url }, ['keyVault.tenant is missing']],
  ['settings without a vault', { tenant }, ['keyVault.tenant is given without keyVault.url']],
  [
    'a managed identity without a vault',
    { managedIdentity: true },
    ['keyVault.managedIdentity is given without keyVault.url'],
  ],
  [
    'plain http',
    { url: 'http://contoso.vault.azure.net', tenant },
    ['keyVault.url is not the URL of a vault'],
  ],
  ['the URL of a secret', { url: `${url}/secrets/a`, tenant }, ['keyVault.url is not the URL of a vault']],
  [
    'a vault of another cloud',
    { url: 'https://contoso.vault.azure.cn', tenant },
    ['keyVault.url names no vault of the cloud public'],
  ],
  [
    'a vault of a stranger’s domain',
    { url: 'https://contoso.vault.azure.net.evil.example', tenant },
    ['keyVault.url names no vault of the cloud public'],
  ],
  [
    'another application without a credential',
    { url, tenant, clientId: other },
    ['keyVault.clientId names an identity without a credential'],
  ],
  [
    'a credential beside a managed identity',
    { url, tenant, managedIdentity: true, secretFile: 'vault-secret' },
    ['keyVault.secretFile stands beside a managed identity'],
  ],
  [
    'a secret that is not there',
    { url, tenant, secretFile: 'nowhere' },
    ['keyVault.secretFile names a file that is missing'],
  ],
];

for (const [what, keyVault, problems] of refusals) {
  test(`refuses ${what}`, () => {
    assert.deepEqual(read(keyVault).problems, problems);
  });
}
