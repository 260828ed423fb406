import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError, type SealedGrant } from '@consentry/core';
import type { World } from '@consentry/sandbox';
import { aBroker, customerA, partnerOne, type TestBroker } from './a-broker.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };

/** The application may end sessions, and every tenant consented to that. */
function mayEndSessions({ applications, consents }: World): void {
  for (const { requiredScopes } of applications)
    for (const required of requiredScopes)
      if (required.resource === 'https://graph.microsoft.com')
        required.scopes.push('User.RevokeSessions.All');
  for (const consent of consents)
    if (consent.resource === 'https://graph.microsoft.com') consent.scopes.push('User.RevokeSessions.All');
}

async function theGrant(t: TestBroker): Promise<SealedGrant> {
  const [grant] = await t.broker.store.grants.list({ limit: 1 });
  assert.ok(grant);
  return grant;
}

/** What Entra answers to a refresh token, by its numbers. */
async function redeemByHand(t: TestBroker, refreshToken: string): Promise<readonly number[]> {
  const { application } = t.config;
  assert.ok(application.credential.kind === 'secret');
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: application.id,
    client_secret: application.credential.secret.reveal(),
    refresh_token: refreshToken,
    scope: 'https://graph.microsoft.com/.default',
  });
  const url = `${t.sandbox.origins.login}/${partnerOne}/oauth2/v2.0/token`;
  const answer = await t.sandbox.fetch(url, { method: 'POST', body });
  return ((await answer.json()) as { error_codes?: number[] }).error_codes ?? [];
}

test('ends every session of the account at Microsoft, copies of the refresh token with them', async () => {
  await using t = await aBroker({ world: mayEndSessions });
  await t.aConnectedPartner();
  const grant = await theGrant(t);
  const copy = await t.broker.vault.vault.get(grant.secret, { grant: grant.id, version: grant.version });
  assert.deepEqual(await redeemByHand(t, copy.reveal()), []);
  t.sandbox.control.moveClock(1000);
  const report = await t.operator.call('signOutGrant', { params: { id: grant.id } });
  assert.deepEqual(await redeemByHand(t, copy.reveal()), [50_173]);
  const codes = report.left.map(({ code }) => code);
  assert.ok(!codes.includes('successors_live'), 'they are gone');
  assert.ok(codes.includes('refresh_token_kept'), 'it lies in the vault, and is dead');
  const after = await theGrant(t);
  assert.deepEqual([after.state, after.stateReason], ['revoked', 'signed_out']);
  const caller = await t.aCaller();
  await assert.rejects(caller.call('acquireToken', { body: graph }), { code: 'grant_revoked' });
  const types = (await t.events()).map(({ type }) => type);
  for (const type of ['grant.signed_out', 'grant.take_back']) assert.ok(types.includes(type as never), type);
});

test('a purge after it knows that nothing lives on at Microsoft, and it cannot be done twice', async () => {
  await using t = await aBroker({ world: mayEndSessions });
  await t.aConnectedPartner();
  const { id } = await theGrant(t);
  await t.operator.call('signOutGrant', { params: { id } });
  const report = await t.operator.call('purgeGrant', { params: { id } });
  assert.ok(!report.left.some(({ code }) => code === 'successors_live'));
  assert.equal((await theGrant(t)).stateReason, 'signed_out');
  try {
    await t.operator.call('signOutGrant', { params: { id } });
    assert.fail('nothing was refused');
  } catch (error) {
    assert.ok(isConsentryError(error, 'grant_revoked'));
    assert.equal(error.facts['reason'], 'signed_out');
  }
});

test('without the permission nothing is ended, and the refusal says which one is missing', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const grant = await theGrant(t);
  try {
    await t.operator.call('signOutGrant', { params: { id: grant.id } });
    assert.fail('nothing was refused');
  } catch (error) {
    assert.ok(isConsentryError(error, 'api_forbidden'));
    assert.match(error.remedy, /User\.RevokeSessions\.All/);
  }
  assert.equal((await theGrant(t)).state, 'healthy');
  const copy = await t.broker.vault.vault.get(grant.secret, { grant: grant.id, version: grant.version });
  assert.deepEqual(await redeemByHand(t, copy.reveal()), []);
});

test('signs nobody out by a grant that was revoked, or whose partner is stopped', async () => {
  await using t = await aBroker({ world: mayEndSessions });
  await t.aConnectedPartner();
  const { id } = await theGrant(t);
  await t.operator.call('setStop', { body: { partner: partnerOne } });
  await assert.rejects(t.operator.call('signOutGrant', { params: { id } }), { code: 'stopped' });
  await t.operator.call('liftStop', { params: { scope: partnerOne } });
  await t.operator.call('revokeGrant', { params: { id } });
  await assert.rejects(t.operator.call('signOutGrant', { params: { id } }), { code: 'grant_revoked' });
});
