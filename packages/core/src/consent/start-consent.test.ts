import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anInvitation, createMemoryFlows, hourMs } from '../../test/a-consent.ts';
import { aClock, aRandom, clientId, noon, partner } from '../../test/builders.ts';
import { type Cloud, clouds } from '../entra/clouds.ts';
import { standardDialect } from '../entra/dialect.ts';
import { codeChallenge } from '../entra/pkce.ts';
import { digest } from './digest.ts';
import type { Invitation } from './invitation.ts';
import { connectScopes } from './partner-kind.ts';
import { requireUsable, startConsent, type StartConsentDeps } from './start-consent.ts';

const redirectUris = {
  connect: 'https://consentry.example/connect',
  approve: 'https://consentry.example/approve',
  customer: 'https://consentry.example/customer',
  customerSignIn: 'https://consentry.example/customer-sign-in',
};
const userImpersonation = 'https://api.partnercenter.microsoft.com/user_impersonation';

function aPlace(change: Partial<Omit<StartConsentDeps, 'flows'>> = {}) {
  return {
    cloud: clouds.public,
    application: clientId,
    redirectUris,
    prompt: 'select_account',
    amrValues: 'mfa',
    dialect: standardDialect,
    flows: createMemoryFlows(),
    clock: aClock(),
    random: aRandom(),
    ...change,
  } as const;
}

/** Starts the consent of an invitation. @returns what was put into the URL, and what was remembered */
async function start(invitation: Invitation = anInvitation(), place = aPlace()) {
  const { url, browser } = await startConsent(place, invitation);
  const { origin, pathname, searchParams } = new URL(url);
  const query = Object.fromEntries(searchParams);
  const flow = await place.flows.find(digest(query['state'] ?? ''));
  assert.ok(flow, 'nothing is remembered under the state of the URL');
  return { address: origin + pathname, query, flow, browser };
}

test('sends the browser to the invited tenant, for Partner Center and a refresh token', async () => {
  const { address, query } = await start();
  assert.equal(address, `https://login.microsoftonline.com/${partner}/oauth2/v2.0/authorize`);
  const { state: _state, nonce: _nonce, code_challenge: _challenge, ...rest } = query;
  assert.deepEqual(rest, {
    client_id: clientId,
    response_type: 'code',
    response_mode: 'form_post',
    redirect_uri: redirectUris.connect,
    scope: `${userImpersonation} openid profile offline_access`,
    code_challenge_method: 'S256',
    prompt: 'select_account',
    amr_values: 'mfa',
  });
});

test('fills in the account of the invitation, and asks for no methods when none are configured', async () => {
  const account = 'service@contoso.example';
  const { query } = await start(anInvitation({ account }), aPlace({ amrValues: undefined }));
  assert.equal(query['login_hint'], account);
  assert.ok(!('amr_values' in query));
});

test('remembers of state, nonce and browser only digests, and the verifier of the challenge', async () => {
  const { query, flow, browser } = await start();
  assert.equal(flow.nonceDigest, digest(query['nonce'] ?? ''));
  assert.equal(flow.browserDigest, digest(browser.reveal()));
  assert.ok(flow.verifier);
  assert.equal(codeChallenge(flow.verifier), query['code_challenge']);
});

test('makes state, nonce, verifier and browser of 256 bits each, and none twice', async () => {
  const place = aPlace();
  const starts = [await start(anInvitation(), place), await start(anInvitation(), place)];
  const made = starts.flatMap(({ query, flow, browser }) => [
    query['state'],
    query['nonce'],
    flow.verifier?.reveal(),
    browser.reveal(),
  ]);
  assert.equal(new Set(made).size, 8);
  assert.deepEqual([...new Set(made.map((value) => value?.length))], [43]);
});

test('gives the person an hour', async () => {
  const { flow } = await start();
  const { startedAt, expiresAt, finishedAt, invitation, purpose } = flow;
  assert.deepEqual([startedAt, expiresAt, finishedAt], [noon, noon + hourMs, undefined]);
  assert.deepEqual([invitation, purpose], [anInvitation().id, 'connect']);
});

test('gives the person no longer than the invitation lives', async () => {
  const { flow } = await start(anInvitation({ expiresAt: noon + 1000 }));
  assert.equal(flow.expiresAt, noon + 1000);
});

test('asks an administrator to approve all that the application is registered for', async () => {
  const { address, query } = await start(anInvitation({ kind: 'approve' }));
  assert.equal(address, `https://login.microsoftonline.com/${partner}/v2.0/adminconsent`);
  const { state: _, ...rest } = query;
  assert.deepEqual(rest, {
    client_id: clientId,
    scope: 'https://api.partnercenter.microsoft.com/.default',
    redirect_uri: redirectUris.approve,
  });
});

test('carries the claims challenge of an invitation to the authorize endpoint, letter by letter', async () => {
  const claims = '{"access_token":{"polids":{"essential":true,"values":["a b&c=d"]}}}';
  const { query } = await start(anInvitation({ challenge: { tenant: partner, claims } }));
  assert.equal(query['claims'], claims);
  const approval = await start(anInvitation({ kind: 'approve', challenge: { tenant: partner, claims } }));
  assert.equal(approval.query['claims'], undefined);
});

test('remembers of an approval neither verifier nor nonce', async () => {
  const { flow } = await start(anInvitation({ kind: 'approve' }));
  assert.deepEqual([flow.purpose, flow.verifier, flow.nonceDigest], ['approve', undefined, undefined]);
});

test('starts nothing for an invitation that was spent or has expired', async () => {
  const place = aPlace();
  const spent = anInvitation({ spentAt: noon - 1 });
  await assert.rejects(startConsent(place, spent), { code: 'invitation_spent' });
  await assert.rejects(startConsent(place, anInvitation({ expiresAt: noon })), {
    code: 'invitation_expired',
  });
  assert.equal(place.flows.stored.size, 0);
});

test('says of an invitation that was spent and has expired that it was spent', () => {
  const both = anInvitation({ spentAt: noon - 2, expiresAt: noon - 1 });
  assert.throws(() => requireUsable(both, noon), { code: 'invitation_spent' });
});

test('takes an invitation until the last millisecond', () => {
  assert.doesNotThrow(() => requireUsable(anInvitation({ expiresAt: noon }), noon - 1));
});

test('asks for the Partner Center of the cloud that it is in', () => {
  const { china } = clouds;
  assert.deepEqual(connectScopes(clouds.public), [userImpersonation]);
  assert.deepEqual(connectScopes(china), [
    `${china.resources['partner-center']?.audience}/user_impersonation`,
  ]);
});

test('refuses a cloud without Partner Center, whichever consent is asked for', async () => {
  const cloud: Cloud = clouds['us-dod'];
  for (const kind of ['connect', 'approve'] as const) {
    const starting = startConsent(aPlace({ cloud }), anInvitation({ kind }));
    await assert.rejects(starting, { code: 'invalid_configuration' });
  }
});
