import assert from 'node:assert/strict';
import { access, link, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { clouds, type Fetch, isConsentryError } from '@consentry/core';
import { systemClock, systemTimer } from '@consentry/core/node';
import {
  DEFAULT_APPLICATION,
  DEFAULT_TENANTS,
  defaultWorld,
  type Sandbox,
  type VaultPermission,
} from '@consentry/sandbox';
import { createRecoveryKey } from '@consentry/server';
import { cloudOf } from '../../core/test/a-key-vault.ts';
import { createTestSandbox } from '../../sandbox/test/create-test-sandbox.ts';
import { aBroker, fetchFrom, partnerOne, type TestBroker } from '../../server/test/a-broker.ts';
import { aListeningBroker } from '../../server/test/a-listening-broker.ts';
import { anOldTool } from '../../server/test/an-old-tool.ts';
import { importToken } from '../src/commands/import.ts';
import { openSource, type SourceOptions } from '../src/import/open-source.ts';
import { openVaultPlace, type VaultPlace } from '../src/import/vault-source.ts';
import { readVaultUrl } from '../src/read-vault-url.ts';
import { anOutput } from './a-data-folder.ts';

const fromVault = 'https://example.vault.sandbox.test';

async function aFile(c: TestContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'consentry-import-'));
  c.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'token');
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

test('imports from a file, and removes it only when that is asked for', async (c) => {
  await using listening = await aListeningBroker();
  const { t, url } = listening;
  const { refreshToken } = await anOldTool(t, t.user('service'));
  const file = await aFile(c, `${refreshToken}\n`);
  const options = { url, keyFile: t.broker.store.operatorKeyFile, partner: partnerOne, file };

  const output = anOutput();
  await importToken(options, output);
  assert.ok(await isThere(file));
  assert.equal((output.results[0] as { grant: { partner: string } }).grant.partner, partnerOne);
  assert.ok(!JSON.stringify(output.results).includes(refreshToken));

  assert.equal(await codeOf(importToken({ ...options, purgeSource: true }, anOutput())), 'grant_exists');
  assert.ok(await isThere(file));
  const again = anOutput();
  await importToken({ ...options, purgeSource: true, replace: true }, again);
  assert.equal(await isThere(file), false);
  const { source } = again.results[0] as { source: { isGone: boolean; said: string[] } };
  assert.equal(source.isGone, true);
  assert.match(source.said.join(' '), /Copies and backups/);
});

test('keeps the file when the import is refused', async (c) => {
  await using listening = await aListeningBroker();
  const { t, url } = listening;
  const { refreshToken } = await anOldTool(t, t.user('no-mfa'));
  const file = await aFile(c, refreshToken);
  const options = { url, keyFile: t.broker.store.operatorKeyFile, partner: partnerOne, file };
  assert.equal(await codeOf(importToken({ ...options, purgeSource: true }, anOutput())), 'mfa_missing');
  assert.ok(await isThere(file));
});

test('refuses places that contradict each other, before anything is read', async () => {
  const refusals: readonly Omit<SourceOptions, 'partner'>[] = [
    { file: 'none', fromVault },
    { secretName: 'a' },
    { vaultTokenFile: 'none' },
    { purgeSource: true },
    { fromVault: 'https://vault.azure.net.elsewhere.example' },
    { fromVault },
    { fromVault: 'https://example.vault.azure.net', secretName: '../keys' },
    { file: 'none' },
  ];
  const fetch: Fetch = () => assert.fail('something was sent');
  const place = { fetch, clock: systemClock, timer: systemTimer };
  for (const options of refusals) {
    assert.equal(
      await codeOf(openSource({ partner: partnerOne, ...options }, place)),
      'usage',
      JSON.stringify(options),
    );
  }
});

test('takes the address of a vault of Azure’s clouds, and no other', () => {
  for (const [url, cloud] of [
    ['https://a-b.vault.azure.net', 'public'],
    ['https://A1.vault.azure.cn/', 'china'],
  ] as const) {
    const vaultUrl = url.replace(/\/$/, '').toLowerCase();
    assert.deepEqual(readVaultUrl(url), { vaultUrl, cloud: clouds[cloud] });
  }
  for (const url of [
    'http://a.vault.azure.net',
    'https://vault.azure.net',
    'https://a.b.vault.azure.net',
    'https://a@b.vault.azure.net',
    'https://a.vault.azure.net:444',
    'https://a.vault.azure.net/x',
    'https://a.vault.azure.net?x',
    'https://a.vault.azure.net.example',
    'nothing',
  ]) {
    for (const cloud of [undefined, clouds.public])
      assert.throws(() => readVaultUrl(url, cloud), { code: 'usage' }, url);
  }
  assert.throws(() => readVaultUrl('https://a.vault.azure.cn', clouds.public), { code: 'usage' });
});

interface Stored {
  readonly t: TestBroker;
  readonly refreshToken: string;
  readonly options: SourceOptions;
  readonly place: VaultPlace;
  /** Writes another version, as the old tool does. */
  put(value: string): Promise<void>;
  valueOf(name?: string): Promise<number>;
}

/** A vault as the official samples fill it, and an operator's access token for it in a file. */
async function aVaultOfSamples(
  c: TestContext,
  permissions: readonly VaultPermission[],
  more: { readonly purgeProtection?: boolean; readonly deletionMs?: number } = {},
  around: (fetch: Fetch) => Fetch = (fetch) => fetch,
): Promise<Stored & AsyncDisposable> {
  const t = await aBroker({
    world: ({ vaults }) => {
      const [one] = vaults;
      Object.assign(one ?? {}, more, {
        access: [{ clientId: DEFAULT_APPLICATION.clientId, permissions: [...permissions] }],
      });
    },
  });
  const { refreshToken } = await anOldTool(t, t.user('service'));
  const token = await aVaultToken(t.sandbox);
  const { clock } = t.sandbox;
  const place: VaultPlace = {
    cloud: cloudOf(t.sandbox),
    fetch: around(fetchFrom(t.sandbox)),
    clock,
    timer: { ...systemTimer, wait: async (ms) => t.sandbox.control.moveClock(ms) },
  };
  const call = async (method: string, path: string, body?: object): Promise<number> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    return (await t.sandbox.fetch(`${fromVault}/${path}?api-version=7.4`, init)).status;
  };
  const put = async (value: string): Promise<void> => {
    assert.equal(await call('PUT', `secrets/${partnerOne}`, { value }), 200);
  };
  await put(refreshToken);
  return {
    t,
    refreshToken,
    put,
    place,
    options: { partner: partnerOne, fromVault, vaultTokenFile: await aFile(c, `${token}\n`) },
    valueOf: (name = partnerOne) => call('GET', `secrets/${name}`),
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  };
}

async function aVaultToken(sandbox: Sandbox): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: DEFAULT_APPLICATION.clientId,
    client_secret: DEFAULT_APPLICATION.secret,
    scope: 'https://vault.azure.net/.default',
  });
  const url = `${sandbox.origins.login}/${DEFAULT_TENANTS.vendor}/oauth2/v2.0/token`;
  const answer = await sandbox.fetch(url, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}

test('reads the secret that the official samples write, named by the tenant of the partner', async (c) => {
  await using stored = await aVaultOfSamples(c, ['get', 'set']);
  const { t, options, place, refreshToken } = stored;
  const source = await openSource(options, place);
  assert.equal(source.refreshToken.reveal(), refreshToken);
  const body = { partner: partnerOne, refreshToken: source.refreshToken.reveal() };
  assert.equal((await t.operator.call('importGrant', { body })).state, 'healthy');
  const missing = await openSource({ ...options, secretName: 'refreshtoken' }, place).catch(
    (error: unknown) => error,
  );
  assert.ok(isConsentryError(missing, 'secret_missing'));
});

test('purges the secret wholly where it may, and says that backups are not', async (c) => {
  await using stored = await aVaultOfSamples(c, ['get', 'set', 'delete', 'purge']);
  const report = await (await openSource(stored.options, stored.place)).purge();
  assert.deepEqual(report.vault, { is: 'purged' });
  assert.equal(report.isGone, true);
  assert.match(report.said.join(' '), /Backups of it are not/);
  assert.equal(await stored.valueOf(), 404);
});

test('with Get and Set alone it disables the version, and says who can enable it again', async (c) => {
  await using stored = await aVaultOfSamples(c, ['get', 'set']);
  const report = await (await openSource(stored.options, stored.place)).purge();
  assert.ok(report.vault?.is === 'disabled' && report.vault.missing?.permission === 'delete');
  assert.equal(report.isGone, false);
  assert.match(report.said.join(' '), /whoever has Set can enable the version again/);
  assert.equal(await stored.valueOf(), 403);
  assert.equal(await codeOf(openSource(stored.options, stored.place)), 'secret_disabled');
});

test('says until when a deleted secret can be recovered, where it may not be purged', async (c) => {
  for (const [permissions, more, why] of [
    [['get', 'set', 'delete'], {}, 'missing'],
    [['get', 'set', 'delete', 'purge'], { purgeProtection: true }, 'protected'],
  ] as const) {
    await using stored = await aVaultOfSamples(c, permissions, more);
    const report = await (await openSource(stored.options, stored.place)).purge();
    assert.ok(report.vault?.is === 'deleted' && report.vault.why === why && report.vault.isDisabled);
    const recoverableUntil = report.vault.recoverableUntil ?? '';
    assert.equal(report.isGone, false);
    assert.ok(report.said.join(' ').includes(`recovered until ${recoverableUntil} by whoever has Recover`));
    const daysAhead = (Date.parse(recoverableUntil) - stored.t.sandbox.clock.now()) / 86_400_000;
    assert.equal(Math.round(daysAhead), 90);
  }
});

test('leaves a secret that the old tool wrote anew meanwhile, and says so', async (c) => {
  await using stored = await aVaultOfSamples(c, ['get', 'set', 'delete', 'purge']);
  const source = await openSource(stored.options, stored.place);
  await stored.put('a-newer-refresh-token-of-the-old-tool');
  const report = await source.purge();
  assert.ok(report.vault?.is === 'changed' && report.vault.versions.length === 1);
  assert.match(report.said.join(' '), /another program still writes it/);
  assert.equal(await stored.valueOf(), 200);
});

test('waits for a deletion that takes its time, before it purges', async (c) => {
  await using stored = await aVaultOfSamples(c, ['get', 'set', 'delete', 'purge'], { deletionMs: 5_000 });
  const report = await (await openSource(stored.options, stored.place)).purge();
  assert.deepEqual(report.vault, { is: 'purged' });
  const purges = stored.t.sandbox.ledger.vaultCalls({ operation: 'purge' });
  assert.deepEqual(
    purges.map(({ status }) => status),
    [204],
  );
});

test('does not purge a version that the old tool wrote at the very last moment, and says so', async (c) => {
  let beforeDelete = async (): Promise<void> => undefined;
  await using stored = await aVaultOfSamples(
    c,
    ['get', 'set', 'delete', 'purge'],
    {},
    (fetch) => async (request) => {
      if (request.method === 'DELETE') await beforeDelete();
      return fetch(request);
    },
  );
  const source = await openSource(stored.options, stored.place);
  beforeDelete = () => stored.put('a-newer-refresh-token-of-the-old-tool');
  const report = await source.purge();
  assert.ok(report.vault?.is === 'deleted' && report.vault.why === 'newer_version');
  assert.equal(report.isGone, false);
  assert.match(report.said.join(' '), /at the last moment.*Recover it/);
  assert.deepEqual(stored.t.sandbox.ledger.vaultCalls({ operation: 'purge' }), []);
});

test('reaches the vault as the configuration says: its cloud and its certificate authority', async (c) => {
  const sandbox = createTestSandbox({ world: defaultWorld() });
  c.after(() => sandbox.close());
  await sandbox.listen({
    https: true,
    names: { vault: 'example.vault.localhost', login: 'login.localhost' },
  });
  const { origins, caCertificate = '' } = sandbox;
  const config = await aFile(
    c,
    JSON.stringify({
      cloud: {
        name: 'test-cloud',
        allowLocal: true,
        loginBaseUrl: origins.login,
        partnerCenterBaseUrl: origins.partnerCenter,
        graphBaseUrl: origins.graph,
        caFile: await aFile(c, caCertificate),
      },
      application: {
        id: DEFAULT_APPLICATION.clientId,
        name: 'Example Integration',
        secretFile: await aFile(c, DEFAULT_APPLICATION.secret),
      },
      publicUrl: 'http://localhost:44395',
    }),
  );
  const token = await aVaultToken(sandbox);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const put = { method: 'PUT', headers, body: JSON.stringify({ value: 'a-refresh-token' }) };
  await sandbox.fetch(`${origins.vault}/secrets/${partnerOne}?api-version=7.4`, put);
  const options = { partner: partnerOne, fromVault: origins.vault, vaultTokenFile: await aFile(c, token) };
  await using place = await openVaultPlace(config);
  assert.equal((await openSource(options, place)).refreshToken.reveal(), 'a-refresh-token');
  await using without = await openVaultPlace(undefined);
  assert.equal(await codeOf(openSource(options, without)), 'usage');
});

test('removes no file by a link, none that was changed since, and says so of one with another name', async (c) => {
  const place = {
    fetch: (() => assert.fail('something was sent')) as Fetch,
    clock: systemClock,
    timer: systemTimer,
  };
  const file = await aFile(c, 'a-refresh-token');
  const open = (name: string) => openSource({ partner: partnerOne, file: name }, place);
  await symlink(file, `${file}.link`);
  const linked = await (await open(`${file}.link`)).purge();
  assert.equal(linked.isGone, false);
  assert.match(linked.said.join(' '), /symbolic link/);
  assert.ok((await isThere(file)) && (await isThere(`${file}.link`)));

  const source = await open(file);
  // Of the same length and, as far as the file tells, of the same time.
  await writeFile(file, 'A-newer--token!');
  await utimes(file, new Date(0), new Date(0));
  const changed = await source.purge();
  assert.equal(changed.isGone, false);
  assert.match(changed.said.join(' '), /changed since it was read/);
  assert.ok(await isThere(file));

  const replaced = await open(file);
  await rm(file);
  await symlink(`${file}.link`, file);
  assert.match((await replaced.purge()).said.join(' '), /symbolic link/);
  await rm(file);

  await writeFile(file, 'a-refresh-token');
  await link(file, `${file}.other`);
  const named = await (await open(file)).purge();
  assert.equal(named.isGone, false);
  assert.match(named.said.join(' '), /hard link/);
  assert.ok(!(await isThere(file)) && (await isThere(`${file}.other`)));
});

test('says what is wrong with a token that the vault does not take, or that may not read', async (c) => {
  await using stored = await aVaultOfSamples(c, ['get', 'set']);
  const vaultTokenFile = await aFile(c, 'not-a-token-of-this-vault');
  const refused = await openSource({ ...stored.options, vaultTokenFile }, stored.place).catch(
    (error: unknown) => error,
  );
  assert.ok(isConsentryError(refused, 'vault_denied'));
  assert.match(refused.remedy, /az account get-access-token/);
  const [policy] = stored.t.sandbox.world.vaults[0]?.access ?? [];
  if (policy !== undefined) policy.permissions = ['set'];
  const denied = await openSource(stored.options, stored.place).catch((error: unknown) => error);
  assert.ok(isConsentryError(denied, 'vault_denied'));
  assert.match(denied.remedy, /permission get on secrets/);
});

test('imports what was exported to a sealed file, with the key that opens it and no other', async (c) => {
  await using listening = await aListeningBroker();
  const { t, url } = listening;
  await t.aConnectedPartner();
  const [grant] = await t.broker.store.grants.list({ limit: 1 });
  assert.ok(grant);
  const own = createRecoveryKey();
  const body = { confirm: grant.id, recipientKey: own.seals };
  const { sealed: text } = await t.operator.call('exportGrant', { params: { id: grant.id }, body });
  const sealed = Buffer.from(text ?? '', 'base64');
  const recoveryKeyFile = await aFile(c, own.opens.reveal());
  const otherFile = await aFile(c, createRecoveryKey().opens.reveal());
  const file = await aFile(c, '');
  const options = { url, keyFile: t.broker.store.operatorKeyFile, partner: partnerOne, file, replace: true };
  const importing = (key: string) => codeOf(importToken({ ...options, recoveryKeyFile: key }, anOutput()));
  await writeFile(file, sealed);
  assert.equal(await importing(otherFile), 'backup_unreadable');
  await writeFile(file, Buffer.concat([sealed.subarray(0, -1), Buffer.of((sealed.at(-1) ?? 0) ^ 1)]));
  assert.equal(await importing(recoveryKeyFile), 'backup_unreadable');
  assert.equal((await t.broker.store.grants.find(grant.id))?.version, 1);
  await writeFile(file, sealed);
  const output = anOutput();
  await importToken({ ...options, recoveryKeyFile, purgeSource: true }, output);
  assert.equal((output.results[0] as { grant: { id: string } }).grant.id, grant.id);
  assert.equal((await t.broker.store.grants.find(grant.id))?.version, 2);
  assert.equal(await isThere(file), false);
});
