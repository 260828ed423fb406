import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type Fetch,
  isConsentryError,
  readApplicationId,
  readTenantId,
  Secret,
  TransportError,
} from '@consentry/core';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, type FaultRule } from '@consentry/sandbox';
import { type BrokerConfig, checkVault } from '../src/index.ts';
import { aBroker, customerA, partnerOne, type TestBroker } from './a-broker.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
/** Successors are stored when they come from here. */
const partnerCenter = { partner: partnerOne, resource: 'partner-center' };
const dayMs = 24 * 60 * 60 * 1000;
const hourMs = 60 * 60 * 1000;

const keyVault: NonNullable<BrokerConfig['keyVault']> = {
  url: 'https://example.vault.sandbox.test',
  tenant: readTenantId(DEFAULT_TENANTS.vendor),
  identity: {
    kind: 'application',
    id: readApplicationId(DEFAULT_APPLICATION.clientId),
    credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) },
  },
};

const lost = new TransportError('reset', { mayHaveArrived: true, message: 'The connection was lost.' });

/** A broken connection, as the port tells it. */
function watch(fetch: Fetch): Fetch {
  return async (request) => {
    try {
      return await fetch(request);
    } catch (error) {
      throw error instanceof TypeError ? lost : error;
    }
  };
}

const aVaultBroker = (): Promise<TestBroker> => aBroker({ config: { keyVault }, watch });

const play = (t: TestBroker, fault: FaultRule['fault'], rule: Partial<FaultRule> = {}) =>
  t.sandbox.control.playFault({ service: 'vault', times: 'always', ...rule, fault });

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

const stateOf = async (t: TestBroker) => (await t.operator.call('listGrants', {})).items[0]?.state;

/** The live record of the only secret in the vault. */
function versionsWritten(t: TestBroker): number {
  return t.sandbox.ledger
    .vaultCalls()
    .filter(({ operation, status }) => operation === 'set' && status === 200).length;
}

test('keeps a refresh token in Key Vault and in no file, and gives tokens after a restart', async () => {
  await using t = await aVaultBroker();
  await t.aConnectedPartner();
  assert.equal(versionsWritten(t), 1);
  const caller = await t.aCaller();
  await t.restart();
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
  const { grants, vault } = t.broker.store;
  const [grant] = await grants.list({ limit: 1 });
  assert.ok(grant !== undefined);
  const held = await t.broker.vault.vault.get(grant.secret, { grant: grant.id, version: grant.version });
  assert.equal(
    await codeOf(vault.get(grant.secret, { grant: grant.id, version: grant.version })),
    'secret_missing',
  );
  const files = readdirSync(t.folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  assert.ok(files.length > 3);
  for (const { parentPath, name } of files) {
    assert.ok(!readFileSync(join(parentPath, name), 'latin1').includes(held.reveal()), name);
  }
  assert.ok(!t.logged.join().includes(held.reveal()));
});

test('reads each refresh token once in an hour, and writes once a day at most', async () => {
  await using t = await aVaultBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  await t.restart();
  t.sandbox.ledger.clear();
  for (let round = 0; round < 12; round++) {
    await Promise.all([graph, partnerCenter].map((body) => caller.call('acquireToken', { body })));
    t.sandbox.control.moveClock(5 * 60_000 - 1_000);
  }
  assert.ok(t.tokenRequests() >= 3);
  assert.equal(
    t.sandbox.ledger.vaultCalls().filter(({ operation, status }) => operation === 'get' && status === 200)
      .length,
    1,
  );
  assert.equal(versionsWritten(t), 0);
});

test('stores a successor a day later, and disables the one before', async () => {
  await using t = await aVaultBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const [before] = await t.broker.store.grants.list({ limit: 1 });
  t.sandbox.control.moveClock(dayMs);
  await caller.call('acquireToken', { body: partnerCenter });
  const [after] = await t.broker.store.grants.list({ limit: 1 });
  assert.ok(before !== undefined && after !== undefined);
  assert.equal(after.version, 2);
  const { vault } = t.broker.vault;
  assert.equal(await codeOf(vault.get(before.secret, { grant: before.id, version: 1 })), 'secret_missing');
  await t.restart();
  await caller.call('acquireToken', { body: graph });
});

const failures: readonly (readonly [string, FaultRule['fault']])[] = [
  ['refuses', { kind: 'answer', status: 403, body: '{"error":{"code":"Forbidden"}}' }],
  ['throttles', { kind: 'answer', status: 429, headers: { 'retry-after': '60' } }],
  ['is out of order', { kind: 'answer', status: 503 }],
  ['answers garbage', { kind: 'garbage' }],
  ['breaks the connection', { kind: 'reset' }],
];

for (const [what, fault] of failures) {
  test(`gives a token and loses nothing when the vault ${what} after a redemption`, async () => {
    await using t = await aVaultBroker();
    await t.aConnectedPartner();
    const caller = await t.aCaller();
    // The refresh token at hand is kept in memory, so that only the writing fails.
    t.sandbox.control.moveClock(dayMs - 30 * 60_000);
    await caller.call('acquireToken', { body: graph });
    t.sandbox.control.moveClock(31 * 60_000);
    const ordered = play(t, fault, { method: 'PUT' });
    assert.ok((await caller.call('acquireToken', { body: partnerCenter })).accessToken);
    assert.equal(await stateOf(t), 'healthy');
    assert.equal((await t.broker.store.grants.list({ limit: 1 }))[0]?.version, 1);
    ordered.remove();
    t.sandbox.control.moveClock(2 * hourMs);
    await caller.call('acquireToken', { body: partnerCenter });
    assert.equal((await t.broker.store.grants.list({ limit: 1 }))[0]?.version, 2);
    await t.restart();
    assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
  });

  test(`marks no grant and loses nothing when the vault ${what} and a refresh token is needed`, async () => {
    await using t = await aVaultBroker();
    await t.aConnectedPartner();
    const caller = await t.aCaller();
    await t.restart();
    const ordered = play(t, fault);
    const code = await codeOf(caller.call('acquireToken', { body: graph }));
    assert.match(code, /^vault_/);
    assert.equal(await stateOf(t), 'healthy');
    ordered.remove();
    t.sandbox.control.moveClock(2 * 60_000);
    assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
  });
}

test('takes the version that it wrote when the vault loses the answer, and writes no second one', async () => {
  await using t = await aVaultBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  t.sandbox.control.moveClock(dayMs);
  await caller.call('acquireToken', { body: graph });
  t.sandbox.ledger.clear();
  play(t, { kind: 'reset-after' }, { method: 'PUT' });
  await caller.call('acquireToken', { body: partnerCenter });
  assert.equal((await t.broker.store.grants.list({ limit: 1 }))[0]?.version, 2);
  assert.equal(versionsWritten(t), 1);
  await t.restart();
  await caller.call('acquireToken', { body: graph });
});

for (const [what, code, hurt, heal] of [
  ['deleted', 'secret_deleted', ['DELETE', ''], ['POST', '/recover']],
  ['disabled', 'secret_disabled', ['PATCH', 'version', false], ['PATCH', 'version', true]],
] as const) {
  test(`says ${code} when somebody ${what} a secret by hand, marks no grant, and goes on once it is back`, async () => {
    await using t = await aVaultBroker();
    await t.aConnectedPartner();
    const caller = await t.aCaller();
    const [grant] = await t.broker.store.grants.list({ limit: 1 });
    assert.ok(grant !== undefined);
    const [name, version] = grant.secret.slice('kv:'.length).split('/');
    const byHand = async ([method, path, enabled]: readonly [string, string, boolean?]) => {
      const target =
        path === 'version'
          ? `/secrets/${name}/${version}`
          : `/${method === 'POST' ? 'deleted' : ''}secrets/${name}${path}`;
      await callByHand(t, method, target, enabled === undefined ? undefined : { attributes: { enabled } });
    };
    await byHand(hurt);
    await t.restart();
    assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), code);
    assert.equal(await stateOf(t), 'healthy');
    await byHand(heal);
    assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
  });
}

test('sends nobody to sign in while the vault refuses, and the invitation stays good', async () => {
  await using t = await aVaultBroker();
  const invitation = await t.invite();
  const ordered = play(t, { kind: 'answer', status: 403, body: '{"error":{"code":"Forbidden"}}' });
  const refused = await t.press(invitation, 'http://localhost:44395');
  assert.equal(refused.status, 503);
  assert.ok(!(await refused.text()).includes(t.sandbox.origins.login));
  ordered.remove();
  t.sandbox.control.moveClock(2_000);
  assert.equal((await t.connect(invitation)).status, 200);
});

test('does not start on a vault that refuses, and starts on one that does not answer now', async () => {
  await using t = await aVaultBroker();
  const logged: string[] = [];
  const log = { warn: (_fields: object, message: string) => void logged.push(message) };
  await checkVault(t.broker.vault, log);
  const refused = play(t, { kind: 'answer', status: 403, body: '{"error":{"code":"Forbidden"}}' });
  await assert.rejects(checkVault(t.broker.vault, log), { code: 'vault_denied' });
  refused.remove();
  const broken = play(t, { kind: 'answer', status: 503 });
  await checkVault(t.broker.vault, log);
  broken.remove();
  assert.deepEqual(logged, ['the vault does not answer now']);
});

test('disables later what the vault would not let it disable', async () => {
  await using t = await aVaultBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const [before] = await t.broker.store.grants.list({ limit: 1 });
  assert.ok(before !== undefined);
  const ordered = play(t, { kind: 'answer', status: 503 }, { method: 'PATCH' });
  t.sandbox.control.moveClock(dayMs);
  await caller.call('acquireToken', { body: partnerCenter });
  ordered.remove();
  const path = `/secrets/${before.secret.slice('kv:'.length)}`;
  assert.equal((await callByHand(t, 'GET', path)).status, 200);
  await t.broker.vault.tidy(() => true);
  assert.equal((await callByHand(t, 'GET', path)).status, 200, 'it was told to stop');
  await t.broker.vault.tidy(() => false);
  assert.equal((await callByHand(t, 'GET', path)).status, 403);
  await caller.call('acquireToken', { body: graph });
});

/** The operator's own hand, with every permission. */
async function callByHand(t: TestBroker, method: string, path: string, body?: unknown): Promise<Response> {
  const [record] = t.sandbox.world.vaults;
  const [access] = record?.access ?? [];
  assert.ok(access);
  const own = access.permissions;
  access.permissions = ['get', 'set', 'list', 'delete', 'recover', 'purge'];
  try {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: DEFAULT_APPLICATION.clientId,
      client_secret: DEFAULT_APPLICATION.secret,
      scope: 'https://vault.azure.net/.default',
    });
    const url = `${t.sandbox.origins.login}/${DEFAULT_TENANTS.vendor}/oauth2/v2.0/token`;
    const token = await t.sandbox.services.login(new Request(url, { method: 'POST', body: form }));
    const { access_token: bearer } = (await token.json()) as { access_token: string };
    return await t.sandbox.services.vault(
      new Request(`${keyVault.url}${path}?api-version=7.4`, {
        method,
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  } finally {
    access.permissions = own;
  }
}
