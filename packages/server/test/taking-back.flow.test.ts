import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuditEvent, type GrantId, isConsentryError, type SealedGrant } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { signIn } from '@consentry/sandbox/person';
import { createRecoveryKey } from '../src/backup/recovery-key.ts';
import { aBroker, customerA, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';

type Report = AnswerOf<'revokeGrant'>;

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const partnerCenter = { partner: partnerOne, resource: 'partner-center' };

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

async function theGrant(t: TestBroker): Promise<SealedGrant> {
  const [grant] = (await t.broker.store.grants.list({ limit: 9 })).toSorted(
    (one, other) => other.consentedAt - one.consentedAt,
  );
  assert.ok(grant);
  return grant;
}

const leftOf = ({ left }: Report): readonly string[] => left.map(({ code }) => code).toSorted();
const revoke = (t: TestBroker, id: GrantId) => t.operator.call('revokeGrant', { params: { id } });
const purge = (t: TestBroker, id: GrantId) => t.operator.call('purgeGrant', { params: { id } });
const isReadable = async (t: TestBroker, { id, version, secret }: SealedGrant): Promise<boolean> =>
  (await codeOf(t.broker.vault.vault.get(secret, { grant: id, version }))) === 'nothing was refused';

test('hands out nothing of a revoked grant, cached or not, and says truly what is left', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const token = await caller.call('acquireToken', { body: graph });
  await caller.call('acquireToken', { body: graph });
  const grant = await theGrant(t);
  const asked = t.tokenRequests();
  const report = await revoke(t, grant.id);
  for (const body of [graph, partnerCenter, { ...graph, force: true }])
    assert.equal(await codeOf(caller.call('acquireToken', { body })), 'grant_revoked');
  assert.equal(t.tokenRequests(), asked, 'nothing was redeemed');

  assert.deepEqual([report.act, report.scope], ['revoke', 'grant']);
  assert.deepEqual(
    report.grants.map(({ id, stateBefore, purged }) => ({ id, stateBefore, purged })),
    [{ id: grant.id, stateBefore: 'healthy', purged: undefined }],
  );
  const [held] = report.tokens;
  assert.equal(report.tokens.length, 1);
  assert.deepEqual(
    [held?.callerName, held?.grant, held?.tenant, held?.resource, held?.handedOut, held?.expiresAt],
    ['test', grant.id, customerA, 'graph', 2, token.expiresAt],
  );
  assert.deepEqual(leftOf(report), [
    'access_tokens_live',
    'consent_remains',
    'refresh_token_kept',
    'successors_live',
  ]);
  // Each sentence: the access token works until then, the refresh token lies there, and Entra would still redeem it.
  assert.equal(await readMe(t, token.accessToken), 200);
  const live = report.left.find(({ code }) => code === 'access_tokens_live');
  assert.equal(live?.until, token.expiresAt);
  t.sandbox.control.moveClock(Date.parse(token.expiresAt) - t.sandbox.clock.now() + 1000);
  assert.equal(await readMe(t, token.accessToken), 401);
  assert.ok(await isReadable(t, grant));
  assert.equal(await redeemByHand(t, grant), 200);
});

test('purges the refresh token, and says so', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const grant = await theGrant(t);
  const report = await purge(t, grant.id);
  assert.equal(report.grants[0]?.purged?.outcome, 'destroyed');
  assert.equal(report.grants[0]?.purged?.vault, 'database');
  assert.deepEqual(leftOf(report), ['backups_remain', 'consent_remains', 'successors_live']);
  assert.ok(!(await isReadable(t, grant)));
  const asked = t.tokenRequests();
  assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'grant_revoked');
  await t.broker.app.tokens.keepAlive(100);
  t.sandbox.control.moveClock(80 * 24 * 60 * 60 * 1000);
  await t.broker.app.tokens.keepAlive(100);
  assert.equal(t.tokenRequests(), asked);
  const { items } = await t.operator.call('listGrants', {});
  assert.deepEqual(
    items.map(({ state, purged }) => [state, purged?.outcome]),
    [['revoked', 'destroyed']],
  );
  // Once more: nothing is wrong with that.
  assert.equal((await purge(t, grant.id)).grants[0]?.stateBefore, 'revoked');
});

test('records who took it back before anything is changed, and journals it', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const grant = await theGrant(t);
  await purge(t, grant.id);
  const events = (await t.events()).filter((event) => 'grant' in event && event.grant === grant.id);
  assert.deepEqual(events.map(({ type, actor }) => [type, actor]).slice(0, 3), [
    ['grant.purged', 'operator'],
    ['grant.state_changed', 'operator'],
    ['grant.take_back', 'operator'],
  ]);
  assert.deepEqual(
    t.broker.store.revocations.read().map(({ act, of, authentic }) => ({ act, of, authentic })),
    [{ act: 'purge', of: grant.id, authentic: true }],
  );
  assert.ok((await t.operator.call('verifyAudit', {})).ok);
});

test('lets a grant that was taken back while its refresh token was being redeemed hand out nothing', async () => {
  let arrive = (): void => undefined;
  let goOn = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
  let isHeld = false;
  await using t = await aBroker({
    watch: (fetch) => async (request) => {
      const answer = await fetch(request);
      if (isHeld && request.url.includes('/token')) {
        arrive();
        await mayGoOn;
      }
      return answer;
    },
  });
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const grant = await theGrant(t);
  isHeld = true;
  const asking = codeOf(caller.call('acquireToken', { body: partnerCenter }));
  await arrived;
  await purge(t, grant.id);
  isHeld = false;
  goOn();
  assert.equal(await asking, 'grant_revoked');
  const after = await theGrant(t);
  assert.deepEqual([after.state, after.version], ['revoked', grant.version]);
  assert.ok(!(await isReadable(t, after)));
  assert.equal(t.sandbox.ledger.tokenRequests().at(-1)?.outcome.result, 'issued', 'Entra did answer');
  assert.equal((await t.broker.app.tokens.keepAlive(100)).exercised, 0);
});

test('refuses at the last moment a token whose grant was taken back while it was being recorded', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  await caller.call('acquireToken', { body: graph });
  const grant = await theGrant(t);
  const { audit } = t.broker.store;
  const write = audit.write.bind(audit);
  // Between the record and the answer there is nothing but this.
  (audit as { write: typeof audit.write }).write = async (event: AuditEvent) => {
    await write(event);
    if (event.type === 'token.issued') await revoke(t, grant.id);
  };
  assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'grant_revoked');
});

test('seals a new consent as another grant after a purge, and the old one stays as it is', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const old = await theGrant(t);
  const late = await begunConsent(t);
  await purge(t, old.id);
  assert.equal((await late()).status, 409, 'it was begun before');
  assert.equal((await t.broker.store.grants.list({ limit: 9 })).length, 1);
  t.sandbox.control.moveClock(1000);
  await t.aConnectedPartner();
  const next = await theGrant(t);
  assert.notEqual(next.id, old.id);
  const caller = await t.aCaller();
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
  assert.equal((await t.broker.store.grants.find(old.id))?.state, 'revoked');
});

test('a grant that was revoked is given again by a new consent alone, and then works', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const old = await theGrant(t);
  await revoke(t, old.id);
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
  assert.deepEqual([(await theGrant(t)).id, (await theGrant(t)).state], [old.id, 'healthy']);
});

test('takes every grant of a partner back at once, and of everybody', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  await t.connect(await t.invite({ partner: partnerTwo, kind: 'approve' }), t.user('admin', partnerTwo));
  await t.connect(await t.invite({ partner: partnerTwo }), t.user('service', partnerTwo));
  const open = await t.invite();
  assert.ok(open);
  const one = await t.operator.call('revokeGrants', { body: { partner: partnerOne } });
  assert.deepEqual([one.scope, one.partner, one.grants.length], ['partner', partnerOne, 1]);
  assert.ok(leftOf(one).includes('invitations_open'), String(leftOf(one)));
  assert.ok(leftOf(one).includes('application_goes_on'));
  const states = async () =>
    new Map((await t.operator.call('listGrants', {})).items.map(({ partner, state }) => [partner, state]));
  assert.deepEqual(
    [(await states()).get(partnerOne), (await states()).get(partnerTwo)],
    ['revoked', 'healthy'],
  );
  const all = await t.operator.call('revokeGrants', { body: { everything: true } });
  assert.deepEqual(
    all.grants.map(({ partner, stateBefore }) => [partner, stateBefore]),
    [
      [partnerTwo, 'healthy'],
      [partnerOne, 'revoked'],
    ],
    'what was revoked before and still lies in the vault is told too',
  );
  assert.equal((await states()).get(partnerTwo), 'revoked');
  assert.equal(t.broker.store.revocations.read().length, 2);
});

test('names the copies that left, and lets none leave that was being recorded meanwhile', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const { id } = await theGrant(t);
  const body = { confirm: id, recipientKey: createRecoveryKey().seals };
  await t.operator.call('exportGrant', { params: { id }, body });
  const { audit } = t.broker.store;
  const write = audit.write.bind(audit);
  let report: Report | undefined;
  (audit as { write: typeof audit.write }).write = async (event: AuditEvent) => {
    await write(event);
    if (event.type === 'grant.exported') report = await revoke(t, id);
  };
  assert.equal(await codeOf(t.operator.call('exportGrant', { params: { id }, body })), 'grant_revoked');
  const copies = report?.left.find(({ code }) => code === 'copies_exported');
  assert.match(copies?.text ?? '', /to a file sealed to rk_/);
  assert.ok(leftOf(await revoke(t, id)).includes('copies_exported'));
});

test('says nothing of tokens of the application, and of invitations, while all that is stopped', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  await t.invite();
  await t.operator.call('setStop', { body: { partner: partnerOne } });
  const report = await t.operator.call('revokeGrants', { body: { partner: partnerOne } });
  assert.deepEqual(leftOf(report), ['consent_remains', 'refresh_token_kept', 'successors_live']);
});

test('refuses what there is not, and whoever is no operator', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const id = 'gra_AAAAAAAAAAAAAAAAAAAAAA' as GrantId;
  assert.equal(await codeOf(revoke(t, id)), 'grant_not_found');
  assert.equal(await codeOf(purge(t, id)), 'grant_not_found');
  const caller = await t.aCaller();
  const grant = await theGrant(t);
  for (const operation of ['revokeGrant', 'purgeGrant', 'signOutGrant'] as const)
    assert.equal(await codeOf(caller.call(operation, { params: { id: grant.id } })), 'policy_denied');
  assert.equal(await codeOf(caller.call('revokeGrants', { body: { everything: true } })), 'policy_denied');
  assert.equal(await codeOf(caller.call('setStop', { body: { everything: true } })), 'policy_denied');
  assert.equal((await theGrant(t)).state, 'healthy');
});

/** Whether Graph takes a token. */
async function readMe(t: TestBroker, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await t.sandbox.fetch(`${t.sandbox.origins.graph}/v1.0/users?$top=1`, { headers })).status;
}

/** What Entra answers to the refresh token of a grant, whoever presents it. */
async function redeemByHand(t: TestBroker, { id, version, secret, partner }: SealedGrant): Promise<number> {
  const { application } = t.config;
  assert.ok(application.credential.kind === 'secret');
  const refreshToken = await t.broker.vault.vault.get(secret, { grant: id, version });
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: application.id,
    client_secret: application.credential.secret.reveal(),
    refresh_token: refreshToken.reveal(),
    scope: 'https://graph.microsoft.com/.default',
  });
  const url = `${t.sandbox.origins.login}/${partner}/oauth2/v2.0/token`;
  return (await t.sandbox.fetch(url, { method: 'POST', body })).status;
}

/** Begins a consent: the button is pressed. The person signs in when what it returns is called. */
async function begunConsent(t: TestBroker): Promise<() => Promise<{ readonly status: number }>> {
  const who = t.person();
  const page = await who.submit(await who.open(await t.invite()));
  const { userPrincipalName, password, totpSecret } = t.user('service');
  const account = { userPrincipalName, password, ...(totpSecret === undefined ? {} : { totpSecret }) };
  return () => signIn(who, page, account, { now: () => t.sandbox.clock.now() });
}
