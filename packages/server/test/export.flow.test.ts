import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { isConsentryError, readApplicationId, readTenantId, Secret } from '@consentry/core';
import type { RequestOf } from '@consentry/core/contract';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '@consentry/sandbox';
import { createRecoveryKey } from '../src/backup/recovery-key.ts';
import { openFile } from '../src/backup/sealed-file.ts';
import type { BrokerConfig } from '../src/index.ts';
import { piecesOf } from './a-backup.ts';
import { aBroker, customerA, partnerOne, type TestBroker, type TestBrokerOptions } from './a-broker.ts';
import { readEverything, refreshTokensOf } from './secrets-in-sight.ts';

const other = 'https://other.vault.sandbox.test';
const keyVault: NonNullable<BrokerConfig['keyVault']> = {
  url: 'https://example.vault.sandbox.test',
  tenant: readTenantId(DEFAULT_TENANTS.vendor),
  identity: {
    kind: 'application',
    id: readApplicationId(DEFAULT_APPLICATION.clientId),
    credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) },
  },
};

/** A connected partner, and a second vault into which the broker's identity may write. */
async function aPlace(options: TestBrokerOptions = {}) {
  const t = await aBroker({
    config: { keyVault, vault: 'database', ...options.config },
    world(world) {
      const [first] = world.vaults;
      assert.ok(first);
      world.vaults.push({ ...structuredClone(first), name: 'other' });
    },
  });
  await t.aConnectedPartner();
  const [grant] = await t.broker.store.grants.list({ limit: 1 });
  const [refreshToken] = await refreshTokensOf(t);
  assert.ok(grant && refreshToken);
  const exportBy = (body: Partial<Body>) =>
    t.operator.call('exportGrant', { params: { id: grant.id }, body: { confirm: grant.id, ...body } });
  const exportTo = async (vault: Partial<Body['vault']> = {}, confirm: string = grant.id) => {
    const { secret } = await exportBy({ confirm, vault: { url: other, ...vault } });
    assert.ok(secret);
    return { secret };
  };
  return {
    t,
    grant,
    refreshToken,
    exportBy,
    exportTo,
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  };
}

type Body = RequestOf<'exportGrant'>['body'];

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

/** Reads a secret as whoever it was exported for. */
async function readSecret(t: TestBroker, url: string) {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: DEFAULT_APPLICATION.clientId,
    client_secret: DEFAULT_APPLICATION.secret,
    scope: 'https://vault.azure.net/.default',
  });
  const at = `${t.sandbox.origins.login}/${DEFAULT_TENANTS.vendor}/oauth2/v2.0/token`;
  const token = await t.sandbox.services.login(new Request(at, { method: 'POST', body: form }));
  const { access_token: bearer } = (await token.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${bearer}` };
  const answer = await t.sandbox.services.vault(new Request(`${url}?api-version=7.4`, { headers }));
  return (await answer.json()) as { value: string; tags?: Record<string, string> };
}

test('writes a refresh token into another vault, under the name that is wanted, and the grant goes on', async () => {
  await using place = await aPlace();
  const { t, grant, refreshToken, exportTo } = place;
  const exported = await exportTo({ secretName: 'Contoso-Partner' });
  assert.match(
    exported.secret,
    /^https:\/\/other\.vault\.sandbox\.test\/secrets\/Contoso-Partner\/[0-9a-f]{32}$/,
  );
  const { value, tags } = await readSecret(t, exported.secret);
  assert.equal(value, refreshToken);
  assert.deepEqual(tags, { grant: grant.id, partner: partnerOne, application: grant.application });
  assert.deepEqual(await t.broker.store.grants.find(grant.id), grant);
  const caller = await t.aCaller();
  await caller.call('acquireToken', {
    body: { partner: partnerOne, customer: customerA, resource: 'graph' },
  });
});

test('names and writes a secret as the official samples do, when no name is given', async () => {
  await using place = await aPlace();
  const { secret } = await place.exportTo();
  assert.ok(secret.startsWith(`${other}/secrets/${partnerOne}/`));
  const { value, tags = {} } = await readSecret(place.t, secret);
  assert.deepEqual([value, tags], [place.refreshToken, {}]);
});

test('exports from the vault that the refresh token lies in', async () => {
  await using place = await aPlace({ config: { vault: 'key-vault' } });
  const { secret } = await place.exportTo();
  assert.equal((await readSecret(place.t, secret)).value, place.refreshToken);
});

test('records where it goes and by whom before it leaves, and nothing leaves without a record', async () => {
  await using place = await aPlace();
  const { t, grant, exportTo } = place;
  t.sandbox.control.playFault({ service: 'vault', times: 'always', fault: { kind: 'answer', status: 503 } });
  assert.equal(await codeOf(exportTo({ secretName: 'contoso' })), 'vault_unavailable');
  const {
    at: _,
    requestId,
    ...record
  } = (await t.events()).find(({ type }) => type === 'grant.exported') ?? {};
  assert.ok(requestId);
  assert.deepEqual(record, {
    type: 'grant.exported',
    actor: 'operator',
    address: '192.0.2.8',
    grant: grant.id,
    partner: partnerOne,
    version: 1,
    to: `${other}/secrets/contoso`,
  });
});

test('asks for a confirmation that names the grant', async () => {
  await using place = await aPlace();
  assert.equal(await codeOf(place.exportTo({}, `gra_${'A'.repeat(22)}`)), 'not_confirmed');
  assert.ok(!(await place.t.events()).some(({ type }) => type === 'grant.exported'));
});

test('is for the operator alone', async () => {
  await using place = await aPlace();
  const caller = await place.t.aCaller();
  const { id } = place.grant;
  const body = { confirm: id, vault: { url: other } };
  assert.equal(await codeOf(caller.call('exportGrant', { params: { id }, body })), 'policy_denied');
});

for (const [what, vault, code] of [
  ['to a host that is no vault of the cloud', { url: 'https://other.vault.evil.example' }, 'export_refused'],
  ['to a path', { url: `${other}/elsewhere` }, 'export_refused'],
  ['in clear', { url: 'http://other.vault.sandbox.test' }, 'invalid_request'],
  ['under a name of the broker’s own', { secretName: `Consentry-${'0'.repeat(52)}` }, 'invalid_request'],
  ['under a name that is none', { secretName: '../deletedsecrets' }, 'invalid_request'],
] as const) {
  test(`sends no refresh token ${what}`, async () => {
    await using place = await aPlace();
    const before = place.t.sandbox.ledger.vaultCalls().length;
    assert.equal(await codeOf(place.exportTo(vault)), code);
    assert.equal(place.t.sandbox.ledger.vaultCalls().length, before);
    assert.ok(!(await place.t.events()).some(({ type }) => type === 'grant.exported'));
  });
}

test('needs to know the tenant of the vault where no Key Vault is configured', async () => {
  await using place = await aPlace();
  const { t } = place;
  await t.restart({ keyVault: undefined });
  // A cloud that was declared: which hosts are its vaults is not known then.
  assert.equal(await codeOf(place.exportTo({ tenant: DEFAULT_TENANTS.vendor })), 'export_refused');
});

for (const [state, code] of [
  ['held', 'grant_held'],
  ['consent_needed', 'consent_needed'],
  ['revoked', 'grant_revoked'],
] as const) {
  test(`exports no grant that is ${state}`, async () => {
    await using place = await aPlace();
    const { grants } = place.t.broker.store;
    if (state === 'revoked') await grants.revoke(place.grant.id, { reason: 'operator', since: 1 });
    else await grants.changeState(place.grant, { state, reason: 'x', since: 1, evidence: {} });
    assert.equal(await codeOf(place.exportTo()), code);
  });
}

test('exports nothing where a refresh token works once', async () => {
  await using place = await aPlace({ config: { refreshTokens: 'single-use' } });
  assert.equal(await codeOf(place.exportTo()), 'export_refused');
});

test('seals a refresh token to a key, and nothing but the other half opens it', async () => {
  await using place = await aPlace();
  const { t, grant, refreshToken, exportBy } = place;
  const { id, opens, seals } = createRecoveryKey();
  const answer = await exportBy({ recipientKey: seals });
  assert.ok(answer.sealed !== undefined && answer.secret === undefined);
  const file = Buffer.from(answer.sealed, 'base64');
  assert.ok(!file.includes(refreshToken));
  const key = { id, key: opens };
  const [line = '', ...rest] = await Array.fromAsync(openFile(piecesOf(file), key, 'export'));
  assert.deepEqual(rest, []);
  const { exportedAt: _, ...opened } = JSON.parse(line) as Record<string, unknown>;
  const { partner, subject, username, application, consentedAt } = grant;
  const about = { grant: grant.id, partner, subject, username, application, consentedAt };
  assert.deepEqual(opened, { ...about, refreshToken });
  const record = (await t.events()).find(({ type }) => type === 'grant.exported');
  assert.ok(record?.type === 'grant.exported');
  assert.equal(record.to, `a file sealed to ${id}`);
  const texts = [JSON.stringify(await t.operator.call('listAudit', { query: { limit: 100 } })), ...t.logged];
  for (const text of [...texts, ...(await readEverything(t.folder))]) assert.ok(!text.includes(refreshToken));
});

test('takes no key that opens, none of another kind, and never two ways at once', async () => {
  await using place = await aPlace();
  const { opens, seals } = createRecoveryKey();
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  const bodies: readonly Partial<Body>[] = [
    {},
    { recipientKey: opens.reveal() },
    { recipientKey: 'not a key' },
    { recipientKey: elliptic.export({ type: 'spki', format: 'pem' }) },
    { recipientKey: seals, vault: { url: other } },
  ];
  for (const body of bodies) assert.equal(await codeOf(place.exportBy(body)), 'invalid_request');
  assert.ok(!(await place.t.events()).some(({ type }) => type === 'grant.exported'));
});

test('no answer, record, line of the log or file holds what was exported', async () => {
  await using place = await aPlace();
  const { t, refreshToken, exportTo } = place;
  const seen: string[] = [JSON.stringify(await exportTo({ secretName: 'contoso' }))];
  // A vault that repeats everything that it was sent.
  const echo = {
    kind: 'answer',
    status: 400,
    body: JSON.stringify({ error: { code: refreshToken } }),
  } as const;
  t.sandbox.control.playFault({ service: 'vault', times: 'always', fault: echo });
  await exportTo({ secretName: 'contoso' }).catch((error: unknown) => {
    seen.push(inspect(error, { depth: 12, showHidden: true }));
  });
  assert.equal(seen.length, 2);
  seen.push(JSON.stringify(await t.operator.call('listAudit', { query: { limit: 100 } })), ...t.logged);
  seen.push(...(await readEverything(t.folder)));
  for (const text of seen) assert.ok(!text.includes(refreshToken), text.slice(0, 200));
});
