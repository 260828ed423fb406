import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  type ConsentryError,
  isConsentryError,
  readApplicationId,
  readId,
  readTenantId,
  Secret,
} from '@consentry/core';
import type { RequestOf } from '@consentry/core/contract';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import { aBroker, customerA, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';
import { callback } from './a-callback.ts';
import { anOldTool, useAsOldTool } from './an-old-tool.ts';
import { readEverything, refreshTokensOf } from './secrets-in-sight.ts';

type Body = RequestOf<'importGrant'>['body'];

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const dayMs = 24 * 60 * 60 * 1000;
const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex');

const bring = (t: TestBroker, refreshToken: string, more: Partial<Body> = {}) =>
  t.operator.call('importGrant', { body: { partner: partnerOne, refreshToken, ...more } });

async function refusalOf(work: Promise<unknown>): Promise<ConsentryError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(isConsentryError(error), String(error));
  return error;
}

/** Nothing in the tables, nothing in the vault, one record, and no word of what was brought anywhere. */
async function assertNothingStored(t: TestBroker, brought: string, code: string): Promise<void> {
  assert.deepEqual((await t.operator.call('listGrants', {})).items, []);
  const { sealed } = (await t.operator.call('listMasterKeys', {})).items[0] ?? {};
  assert.equal(sealed?.refreshTokens, 0);
  const told = (await t.events()).filter(
    ({ type }) => type.startsWith('grant.') || type === 'import.refused',
  );
  assert.deepEqual(
    told.map((event) => [event.type, event.actor, 'code' in event && event.code]),
    [['import.refused', 'operator', code]],
  );
  const kept = [...t.logged, ...(await readEverything(t.folder)), JSON.stringify(await t.events())];
  for (const text of kept) assert.ok(!text.includes(brought));
}

const redemptions = (t: TestBroker) =>
  t.sandbox.ledger.tokenRequests().filter(({ grantType }) => grantType === 'refresh_token');

test('imports a refresh token of another tool: the grant works, and holds the successor of what was brought', async () => {
  await using t = await aBroker();
  const { refreshToken } = await anOldTool(t, t.user('service'));
  const grant = await bring(t, refreshToken, { accountId: t.user('service').objectId });

  assert.deepEqual(
    [grant.partner, grant.subject, grant.state, grant.mfa, grant.amr, grant.version, grant.isRenewed],
    [partnerOne, t.user('service').objectId, 'healthy', 'confirmed', ['pwd', 'mfa'], 1, false],
  );
  assert.equal(grant.isPublicClient, false);
  const [redeemed, ...others] = redemptions(t);
  assert.deepEqual([redeemed?.tenant, redeemed?.clientAuthentication, others], [partnerOne, 'secret', []]);
  const [stored] = await refreshTokensOf(t);
  const outcome = redeemed?.outcome;
  assert.equal(outcome?.result === 'issued' && outcome.refreshTokenFingerprint, fingerprint(stored ?? ''));
  assert.notEqual(stored, refreshToken);
  const caller = await t.aCaller();
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
});

test('records who imported whose grant, and no value', async () => {
  await using t = await aBroker();
  const { refreshToken } = await anOldTool(t, t.user('service'));
  const { id } = await bring(t, refreshToken);
  const [stored = ''] = await refreshTokensOf(t);

  const event = (await t.events()).find(({ type }) => type === 'grant.imported');
  const { at: _, requestId: __, ...told } = event ?? { at: 0, requestId: '' };
  assert.deepEqual(told, {
    type: 'grant.imported',
    actor: 'operator',
    address: '192.0.2.8',
    grant: id,
    partner: partnerOne,
    subject: t.user('service').objectId,
    application: DEFAULT_APPLICATION.clientId,
    version: 1,
    mfa: 'confirmed',
    amr: ['pwd', 'mfa'],
    acceptsUnknownMfa: false,
  });
  const kept = [...t.logged, ...(await readEverything(t.folder)), JSON.stringify(await t.events())];
  for (const text of kept) for (const value of [refreshToken, stored]) assert.ok(!text.includes(value));
  assert.equal((await t.operator.call('verifyAudit', {})).ok, true);
});

test('imports where consents speak v1, whose id_token would be unsigned', async () => {
  await using t = await aBroker({ config: { entra: { endpoints: 'v1', responseType: 'code id_token' } } });
  const { refreshToken } = await anOldTool(t, t.user('service'));
  assert.equal((await bring(t, refreshToken)).subject, t.user('service').objectId);
  assert.equal(redemptions(t)[0]?.version, 'v2');
  const caller = await t.aCaller();
  await caller.call('acquireToken', { body: graph });
  assert.equal(redemptions(t).at(-1)?.version, 'v1');
});

const foreign = {
  clientId: '99999999-8888-4777-8666-555555555555',
  secret: 'the-secret-of-another-application',
  redirectUri: 'http://localhost:44395/other',
};

function addForeign(world: World): void {
  const [own] = world.applications;
  const { clientId, secret, redirectUri } = foreign;
  if (own === undefined) throw new TypeError('the world has an application');
  world.applications.push({ ...own, clientId, secrets: [{ value: secret }], redirectUris: [redirectUri] });
  world.servicePrincipals.push({ tenantId: partnerOne, clientId, state: 'enabled', roles: [] });
}

test('refuses a token of another application, and stores nothing', async () => {
  await using t = await aBroker({ world: addForeign });
  const { refreshToken } = await anOldTool(t, t.user('service'), foreign);
  const error = await refusalOf(bring(t, refreshToken));
  assert.deepEqual([error.code, error.facts['aadsts']], ['refresh_token_foreign', 700007]);
  await assertNothingStored(t, refreshToken, 'refresh_token_foreign');
});

test('refuses a token without MFA, and stores nothing', async () => {
  await using t = await aBroker();
  const { refreshToken } = await anOldTool(t, t.user('no-mfa'));
  const error = await refusalOf(bring(t, refreshToken));
  assert.equal(error.code, 'mfa_missing');
  assert.match(error.remedy, /consentry invite/);
  assert.equal(redemptions(t).length, 1);
  await assertNothingStored(t, refreshToken, 'mfa_missing');
});

test('refuses a token of which MFA cannot be told, unless an operator accepts that on record', async () => {
  await using t = await aBroker();
  const { refreshToken } = await anOldTool(t, t.user('federated'));
  const error = await refusalOf(bring(t, refreshToken));
  assert.equal(error.code, 'mfa_unknown');
  await assertNothingStored(t, refreshToken, 'mfa_unknown');

  assert.equal((await bring(t, refreshToken, { acceptsUnknownMfa: true })).mfa, 'overridden');
  const event = (await t.events()).find(({ type }) => type === 'grant.imported');
  assert.equal(event?.type === 'grant.imported' && event.acceptsUnknownMfa, true);
});

test('believes Partner Center where the token is silent on MFA', async () => {
  for (const [name, code] of [
    ['service', 'confirmed'],
    ['no-mfa', 'mfa_missing'],
  ] as const) {
    await using t = await aBroker({
      world: ({ users }) => {
        for (const user of users) user.amrClaim = 'partner-center-only';
      },
    });
    const { refreshToken } = await anOldTool(t, t.user(name));
    const outcome = await bring(t, refreshToken).then(
      ({ mfa }) => mfa,
      (error: unknown) => isConsentryError(error) && error.code,
    );
    assert.equal(outcome, code);
  }
});

test('refuses a token of another tenant than was said, and stores nothing', async () => {
  await using t = await aBroker();
  const { refreshToken } = await anOldTool(t, t.user('admin', partnerTwo));
  const error = await refusalOf(bring(t, refreshToken));
  assert.deepEqual([error.code, error.facts['invited']], ['wrong_tenant', partnerOne]);
  await assertNothingStored(t, refreshToken, 'wrong_tenant');
});

test('refuses a partner’s token that is brought as one of its customer', async () => {
  await using t = await aBroker();
  const { refreshToken } = await anOldTool(t, t.user('service'));
  const error = await refusalOf(bring(t, refreshToken, { partner: customerA }));
  assert.equal(error.code, 'tenant_setup');
  await assertNothingStored(t, refreshToken, 'tenant_setup');
});

test('refuses a token of another account than was said, and stores nothing', async () => {
  await using t = await aBroker();
  const { refreshToken } = await anOldTool(t, t.user('admin'));
  const error = await refusalOf(bring(t, refreshToken, { accountId: t.user('service').objectId }));
  assert.equal(error.code, 'wrong_account');
  await assertNothingStored(t, refreshToken, 'wrong_account');
});

test('refuses what is no refresh token before anything is sent, and tells what it is', async () => {
  const opaque = `1.${'A'.repeat(64)}`;
  const cases = [
    ['', 'empty'],
    ['brief-1', 'too_short'],
    [opaque.repeat(300), 'too_long'],
    [`"${opaque}"`, 'characters'],
    [`${opaque} ${opaque}`, 'characters'],
    [`${opaque}\u00e9`, 'characters'],
    [JSON.stringify({ refresh_token: opaque }), 'json'],
    [`https://localhost/?code=${opaque}&session_state=1`, 'authorization_code'],
    [`code=${opaque}`, 'authorization_code'],
  ] as const;
  await using t = await aBroker();
  const { accessToken } = await anOldTool(t, t.user('service'));
  const before = t.tokenRequests();
  for (const [text, reason] of [
    ...cases,
    [accessToken, 'access_token'],
    [`Bearer ${accessToken}`, 'access_token'],
  ]) {
    const error = await refusalOf(bring(t, text ?? ''));
    assert.deepEqual([error.code, error.facts['reason']], ['not_a_refresh_token', reason]);
    assert.ok(
      text === '' || !JSON.stringify([error.message, error.remedy, error.facts]).includes(text ?? ''),
    );
  }
  assert.equal(t.tokenRequests(), before);
  assert.deepEqual((await t.operator.call('listGrants', {})).items, []);
  const kept = [...t.logged, ...(await readEverything(t.folder)), JSON.stringify(await t.events())];
  for (const text of kept) for (const value of [opaque, accessToken]) assert.ok(!text.includes(value));
});

test('refuses a bare authorization code, which looks like a refresh token', async () => {
  await using t = await aBroker();
  const { code } = await anOldTool(t, t.user('service'));
  const error = await refusalOf(bring(t, code));
  assert.equal(error.code, 'refresh_token_dead');
  assert.match(error.remedy, /no authorization code/);
  await assertNothingStored(t, code, 'refresh_token_dead');
});

test('refuses a token that is already dead, whatever ended it, and stores nothing', async () => {
  const deaths: Readonly<Record<string, (t: TestBroker) => void>> = {
    forgotten: (t) => t.sandbox.control.moveClock(91 * dayMs),
    revoked: (t) => t.sandbox.control.revokeSessions(t.user('service').objectId),
  };
  for (const [why, end] of Object.entries(deaths)) {
    await using t = await aBroker();
    const { refreshToken } = await anOldTool(t, t.user('service'));
    t.sandbox.control.moveClock(1000);
    end(t);
    const error = await refusalOf(bring(t, refreshToken));
    assert.equal(error.code, 'refresh_token_dead', why);
    await assertNothingStored(t, refreshToken, 'refresh_token_dead');
  }
});

test('leaves no orphan in Key Vault when it refuses', async () => {
  await using t = await aBroker({
    config: {
      keyVault: {
        url: 'https://example.vault.sandbox.test',
        tenant: readTenantId(DEFAULT_TENANTS.vendor),
        identity: {
          kind: 'application',
          id: readApplicationId(DEFAULT_APPLICATION.clientId),
          credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) },
        },
      },
    },
  });
  const { refreshToken } = await anOldTool(t, t.user('no-mfa'));
  assert.equal((await refusalOf(bring(t, refreshToken))).code, 'mfa_missing');
  assert.deepEqual(t.sandbox.ledger.secretVersions(), []);
});

test('renews a grant that works only where that is said', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const [before = ''] = await refreshTokensOf(t);
  const { refreshToken } = await anOldTool(t, t.user('service'));
  const error = await refusalOf(bring(t, refreshToken));
  assert.deepEqual([error.code, error.facts['state']], ['grant_exists', 'healthy']);
  assert.deepEqual(await refreshTokensOf(t), [before]);

  const renewed = await bring(t, refreshToken, { replaces: true });
  assert.deepEqual([renewed.version, renewed.isRenewed], [2, true]);
  const after = await refreshTokensOf(t);
  assert.equal(after.length, 1);
  assert.notEqual(after[0], before);
  assert.equal((await t.operator.call('listMasterKeys', {})).items[0]?.sealed.refreshTokens, 1);
});

test('brings a grant back that was found dead', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  t.sandbox.control.moveClock(1000);
  t.sandbox.control.revokeSessions(t.user('service').objectId);
  const caller = await t.aCaller();
  await assert.rejects(caller.call('acquireToken', { body: graph }), { code: 'consent_needed' });
  t.sandbox.control.moveClock(1000);
  const { refreshToken } = await anOldTool(t, t.user('service'));
  assert.equal((await bring(t, refreshToken)).state, 'healthy');
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
});

test('never brings a grant back that was taken back, whatever is said', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const { refreshToken } = await anOldTool(t, t.user('service'));
  const [grant] = (await t.operator.call('listGrants', {})).items;
  const id = readId('GrantId', grant?.id);
  await t.broker.store.grants.revoke(id, { reason: 'operator', since: t.sandbox.clock.now() });
  for (const replaces of [false, true]) {
    const error = await refusalOf(bring(t, refreshToken, { replaces }));
    assert.equal(error.code, 'grant_revoked');
    assert.match(error.remedy, /consentry invite/);
  }
  const [after] = (await t.operator.call('listGrants', {})).items;
  assert.deepEqual([after?.state, after?.version], ['revoked', 1]);
});

test('brings back no grant that was purged, and leaves nothing in the vault', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const { refreshToken } = await anOldTool(t, t.user('service'));
  const [grant] = (await t.operator.call('listGrants', {})).items;
  await t.operator.call('purgeGrant', { params: { id: grant?.id ?? '' } });
  assert.equal((await refusalOf(bring(t, refreshToken, { replaces: true }))).code, 'grant_revoked');
  assert.equal((await t.operator.call('listMasterKeys', {})).items[0]?.sealed.refreshTokens, 0);
  await t.aConnectedPartner();
  assert.equal((await bring(t, refreshToken, { replaces: true })).state, 'healthy');
});

test('imports nothing of a partner that is stopped, and redeems nothing', async () => {
  await using t = await aBroker();
  const { refreshToken } = await anOldTool(t, t.user('service'));
  await t.operator.call('setStop', { body: { partner: partnerOne, reason: 'a test' } });
  assert.equal((await refusalOf(bring(t, refreshToken))).code, 'stopped');
  assert.deepEqual(redemptions(t), []);
  await assertNothingStored(t, refreshToken, 'stopped');
});

test('a grant that is taken back while it is imported stays so', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const { refreshToken } = await anOldTool(t, t.user('service'));
  const [grant] = (await t.operator.call('listGrants', {})).items;
  const id = readId('GrantId', grant?.id);
  const held = t.sandbox.control.holdTokenEndpoint();
  const importing = refusalOf(bring(t, refreshToken, { replaces: true }));
  while (held.waiting() < 1) await new Promise((resolve) => setImmediate(resolve));
  await t.broker.store.grants.revoke(id, { reason: 'operator', since: t.sandbox.clock.now() });
  held.release();
  assert.equal((await importing).code, 'grant_revoked');
  assert.equal((await t.broker.store.grants.find(id))?.state, 'revoked');
});

test('is for the operator alone, over the API alone', async () => {
  await using t = await aBroker();
  const { refreshToken } = await anOldTool(t, t.user('service'));
  const caller = await t.aCaller();
  await assert.rejects(caller.call('importGrant', { body: { partner: partnerOne, refreshToken } }), {
    code: 'policy_denied',
  });
  const body = JSON.stringify({ partner: partnerOne, refreshToken });
  const headers = { 'content-type': 'application/json' };
  const url = new URL('/v1/grants/import', callback);
  assert.equal((await t.send(new Request(url, { method: 'POST', body, headers }))).status, 404);
  assert.deepEqual(redemptions(t), []);
});

test('the old tool goes on working: what was brought is not used up', async () => {
  await using t = await aBroker();
  const { refreshToken } = await anOldTool(t, t.user('service'));
  await bring(t, refreshToken);
  assert.equal(await useAsOldTool(t, partnerOne, refreshToken), undefined);
});
