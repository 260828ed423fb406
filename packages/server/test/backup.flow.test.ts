import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type GrantId, isConsentryError, readApplicationId, readTenantId, Secret } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '@consentry/sandbox';
import { type Drill, drillBackup } from '../src/backup/drill-backup.ts';
import type { BrokerConfig } from '../src/index.ts';
import { piecesOf } from './a-backup.ts';
import { customerA, partnerOne, type TestBroker } from './a-broker.ts';
import {
  aConnectedBroker,
  download,
  opening,
  recoveryKey,
  loseAndRestore as restore,
} from './a-lost-store.ts';
import { refreshTokensOf } from './secrets-in-sight.ts';

const dayMs = 24 * 60 * 60 * 1000;
const keyVault: NonNullable<BrokerConfig['keyVault']> = {
  url: 'https://example.vault.sandbox.test',
  tenant: readTenantId(DEFAULT_TENANTS.vendor),
  identity: {
    kind: 'application',
    id: readApplicationId(DEFAULT_APPLICATION.clientId),
    credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) },
  },
};
const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };

async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isConsentryError(error)) return error.code;
    throw error;
  }
  return 'nothing was refused';
}

/** The same, with a caller of the restored broker: those of the backup are shut. */
async function loseAndRestore(t: TestBroker, file: Buffer) {
  const { report, operator } = await restore(t, file);
  const policy = { partners: [partnerOne], customers: 'all' as const, resources: ['graph'] };
  const { key } = await operator.call('addCaller', { body: { name: 'after', policy } });
  return { report, operator, caller: t.remote(key) };
}

async function drillOf(t: TestBroker, file: Buffer): Promise<Drill> {
  return drillBackup({
    file: piecesOf(file),
    masterKeyFile: t.config.masterKeyFile,
    recoveryKey: opening,
    clock: t.sandbox.clock,
    random: systemRandom,
    log: { warn: () => undefined },
  });
}

async function revoke(t: TestBroker, id: GrantId, act: 'revoke' | 'purge' = 'revoke'): Promise<void> {
  await t.operator.call(act === 'purge' ? 'purgeGrant' : 'revokeGrant', { params: { id } });
}

test('after a restore every grant is held, and a check at the partner’s own tenant makes it healthy', async () => {
  await using t = await aConnectedBroker();
  const { report, operator, caller } = await loseAndRestore(t, await download(t.operator));
  assert.deepEqual([report.held, report.revoked, report.audit.ok], [1, 0, true]);
  const before = t.tokenRequests();
  assert.equal(await refusalOf(caller.call('acquireToken', { body: graph })), 'grant_held');
  assert.equal(t.tokenRequests(), before);

  const checked = await operator.call('checkGrant', { params: { id: t.id } });
  assert.deepEqual([checked.state, checked.partner], ['healthy', partnerOne]);
  assert.equal(t.sandbox.ledger.tokenRequests().at(-1)?.tenant, partnerOne);
  const token = await caller.call('acquireToken', { body: graph });
  assert.equal(token.tenant, customerA);
  const events = await t.events();
  assert.ok(events.some((event) => event.type === 'grant.checked' && event.ok));
  assert.ok((await operator.call('verifyAudit', {})).ok);
});

/** A backup, and then a renewal: of the version that the backup names, the Key Vault gives nothing any more. */
async function renewedSinceBackup(t: TestBroker & { id: GrantId }): Promise<Buffer> {
  const before = await t.aCaller();
  const file = await download(t.operator);
  t.sandbox.control.moveClock(dayMs + 1000);
  await before.call('acquireToken', { body: { partner: partnerOne, resource: 'partner-center' } });
  const row = await t.broker.store.grants.find(t.id);
  assert.equal(row?.version, 2);
  return file;
}

test('a grant in a Key Vault that was renewed since the backup goes on with its newest refresh token', async () => {
  await using t = await aConnectedBroker({ config: { keyVault } });
  const file = await renewedSinceBackup(t);
  const drill = await drillOf(t, file);
  assert.deepEqual([drill.ok, drill.unproven], [true, 1]);
  const { report, operator, caller } = await loseAndRestore(t, file);
  assert.deepEqual([report.held, report.refreshTokens.inKeyVault], [1, 1]);
  const checked = await operator.call('checkGrant', { params: { id: t.id } });
  assert.deepEqual([checked.state, (checked.version ?? 0) >= 2], ['healthy', true]);
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
  assert.ok((await t.events()).some((event) => event.type === 'grant.renewed' && event.version === 2));
  assert.ok((await operator.call('verifyAudit', {})).ok);
});

test('the newest refresh token of a Key Vault is not the grant’s before its account is proven', async () => {
  await using t = await aConnectedBroker({ config: { keyVault } });
  const { operator } = await loseAndRestore(t, await renewedSinceBackup(t));
  const before = await t.broker.store.grants.find(t.id);
  t.sandbox.control.playFault({
    service: 'login',
    grantType: 'refresh_token',
    fault: { kind: 'answer', status: 503 },
    times: 'always',
  });
  assert.equal(await refusalOf(operator.call('checkGrant', { params: { id: t.id } })), 'idp_unavailable');
  assert.deepEqual(await t.broker.store.grants.find(t.id), before);
});

test('a refresh token of another account that somebody marked as the grant’s is not adopted', async () => {
  await using t = await aConnectedBroker({ config: { keyVault } });
  const file = await renewedSinceBackup(t);
  await t.connect(await t.invite(), t.user('admin'));
  const grants = await t.broker.store.grants.list({ limit: 2 });
  const other = grants.find(({ id }) => id !== t.id);
  assert.ok(other);
  const { vault } = t.broker.vault;
  await vault.put(
    { grant: t.id, version: 9 },
    await vault.get(other.secret, { grant: other.id, version: 1 }),
  );
  const { operator } = await loseAndRestore(t, file);
  const before = await t.broker.store.grants.find(t.id);
  assert.equal(await refusalOf(operator.call('checkGrant', { params: { id: t.id } })), 'identity_changed');
  assert.deepEqual(await t.broker.store.grants.find(t.id), before);
});

test('a backup from before a revocation: the grant stays revoked, no check frees it, and no token request is made for it', async () => {
  await using t = await aConnectedBroker();
  const file = await download(t.operator);
  t.sandbox.control.moveClock(60_000);
  await revoke(t, t.id);
  const { report, operator, caller } = await loseAndRestore(t, file);
  assert.deepEqual([report.held, report.revoked], [0, 1]);
  const before = t.tokenRequests();
  assert.equal(await refusalOf(operator.call('checkGrant', { params: { id: t.id } })), 'grant_revoked');
  assert.notEqual(await refusalOf(caller.call('acquireToken', { body: graph })), 'nothing was refused');
  assert.equal(t.tokenRequests(), before);
});

for (const scope of ['grant', 'partner'] as const) {
  test(`a ${scope} that a clock behind that of its consent takes back stays so`, async () => {
    let offset = 2 * 60_000;
    await using t = await aConnectedBroker({ clockOffsetMs: () => offset });
    offset = 0;
    const file = await download(t.operator);
    if (scope === 'grant') await revoke(t, t.id);
    else await t.operator.call('revokeGrants', { body: { partner: partnerOne } });
    const { report } = await loseAndRestore(t, file);
    assert.deepEqual([report.held, report.revoked], [0, 1]);
  });
}

test('a backup from before a purge gives no token of that grant, and has its refresh token no more', async () => {
  await using t = await aConnectedBroker();
  const file = await download(t.operator);
  t.sandbox.control.moveClock(60_000);
  await revoke(t, t.id, 'purge');
  const { report, operator, caller } = await loseAndRestore(t, file);
  assert.deepEqual([report.revoked, report.purged], [1, 1]);
  const before = t.tokenRequests();
  assert.equal(await refusalOf(operator.call('checkGrant', { params: { id: t.id } })), 'grant_revoked');
  assert.notEqual(await refusalOf(caller.call('acquireToken', { body: graph })), 'nothing was refused');
  assert.equal(t.tokenRequests(), before);
  assert.equal((await drillOf(t, await download(operator))).rows.secrets ?? 0, 0);
});

test('a backup from before a stop: the partner is stopped again, and no check asks anything', async () => {
  await using t = await aConnectedBroker();
  const file = await download(t.operator);
  await t.operator.call('setStop', { body: { partner: partnerOne } });
  const { report, operator, caller } = await loseAndRestore(t, file);
  assert.deepEqual(report.stopped, [partnerOne]);
  const before = t.tokenRequests();
  assert.equal(await refusalOf(operator.call('checkGrant', { params: { id: t.id } })), 'stopped');
  assert.equal(await refusalOf(caller.call('acquireToken', { body: graph })), 'stopped');
  assert.equal(t.tokenRequests(), before);
  await operator.call('liftStop', { params: { scope: partnerOne } });
  assert.equal((await operator.call('checkGrant', { params: { id: t.id } })).state, 'healthy');
});

test('a new consent after the restore gives the revoked grant again', async () => {
  await using t = await aConnectedBroker();
  const file = await download(t.operator);
  t.sandbox.control.moveClock(60_000);
  await revoke(t, t.id);
  const { operator, caller } = await loseAndRestore(t, file);
  const { url } = await operator.call('createInvitation', { body: { partner: partnerOne } });
  assert.equal((await t.connect(url)).status, 200);
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
});

test('a grant that died meanwhile becomes consent_needed by its check', async () => {
  await using t = await aConnectedBroker();
  const { operator } = await loseAndRestore(t, await download(t.operator));
  t.sandbox.control.revokeSessions(t.user('service').objectId);
  assert.equal(await refusalOf(operator.call('checkGrant', { params: { id: t.id } })), 'consent_needed');
  assert.equal((await t.broker.store.grants.find(t.id))?.state, 'consent_needed');
  const record = (await t.events()).find((event) => event.type === 'grant.checked');
  assert.ok(record?.type === 'grant.checked' && !record.ok && record.code === 'consent_needed');
});

test('a tenant that cannot be reached leaves the grant held', async () => {
  await using t = await aConnectedBroker();
  const { operator } = await loseAndRestore(t, await download(t.operator));
  t.sandbox.control.playFault({
    service: 'login',
    grantType: 'refresh_token',
    fault: { kind: 'answer', status: 503 },
    times: 'always',
  });
  assert.equal(await refusalOf(operator.call('checkGrant', { params: { id: t.id } })), 'idp_unavailable');
  assert.equal((await t.broker.store.grants.find(t.id))?.state, 'held');
});

test('only what is held is checked', async () => {
  await using t = await aConnectedBroker();
  const before = t.tokenRequests();
  assert.equal(await refusalOf(t.operator.call('checkGrant', { params: { id: t.id } })), 'grant_not_held');
  const unknown = 'gra_AAAAAAAAAAAAAAAAAAAAAA';
  assert.equal(
    await refusalOf(t.operator.call('checkGrant', { params: { id: unknown } })),
    'grant_not_found',
  );
  const caller = await t.aCaller();
  assert.equal(await refusalOf(caller.call('checkGrant', { params: { id: t.id } })), 'policy_denied');
  assert.equal(t.tokenRequests(), before);
});

test('a backup is for the operator alone, is recorded, and needs a recovery key', async () => {
  await using t = await aConnectedBroker();
  assert.equal(await refusalOf(download(await t.aCaller())), 'policy_denied');
  await download(t.operator);
  const record = (await t.events()).find((event) => event.type === 'backup.created');
  assert.ok(record?.type === 'backup.created' && record.recoveryKey === recoveryKey.id);
  await t.restart({ recoveryKey: undefined });
  assert.equal(await refusalOf(download(t.operator)), 'backup_not_configured');
});

test('no token, key or secret stands in a backup in clear', async () => {
  await using t = await aConnectedBroker();
  const caller = await t.addKey();
  const { accessToken } = await t.remote(caller).call('acquireToken', { body: graph });
  const file = await download(t.operator);
  const operatorKey = readFileSync(t.broker.store.operatorKeyFile, 'utf8').trim();
  const masterKey = readFileSync(t.config.masterKeyFile, 'utf8').split(/\s+/).at(-2) ?? '';
  const secrets = [...(await refreshTokensOf(t)), accessToken, caller, operatorKey, masterKey];
  assert.ok(secrets.length >= 5 && secrets.every((secret) => secret.length > 20));
  for (const secret of secrets) {
    for (const form of [secret, Buffer.from(secret).toString('base64').slice(0, 24)]) {
      assert.ok(!file.includes(form));
    }
  }
});
