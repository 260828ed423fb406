import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { aRandom, clientId, customer, mapOf, partner, redirectUri } from '../../test/builders.ts';
import { adminConsentUrl } from './admin-consent-url.ts';
import { authorizeUrl } from './authorize-url.ts';
import { clouds } from './clouds.ts';
import { standardDialect } from './dialect.ts';
import { codeChallenge, createVerifier } from './pkce.ts';

const request = {
  tenant: partner,
  clientId,
  redirectUri,
  scopes: [
    'https://api.partnercenter.microsoft.com/user_impersonation',
    'https://graph.microsoft.com/User.Read',
  ],
  state: 'a state+/=',
  nonce: 'a-nonce',
  codeChallenge: 'a-challenge',
  dialect: standardDialect,
} as const;

test('the authorize URL asks for a posted code with PKCE, an identity and a refresh token', () => {
  const url = new URL(authorizeUrl(clouds.public, request));
  assert.equal(
    url.origin + url.pathname,
    `https://login.microsoftonline.com/${partner}/oauth2/v2.0/authorize`,
  );
  assert.deepEqual(mapOf(url.search), {
    client_id: clientId,
    response_type: 'code',
    response_mode: 'form_post',
    redirect_uri: redirectUri,
    scope: `${request.scopes.join(' ')} openid profile offline_access`,
    state: request.state,
    nonce: request.nonce,
    code_challenge: 'a-challenge',
    code_challenge_method: 'S256',
  });
  assert.match(url.search, /\.Read%20openid/);
  assert.match(url.search, /state=a%20state%2B%2F%3D/);
});

test('the hybrid flow asks for an id_token beside the code, and for nothing else', () => {
  const hybrid = new URL(
    authorizeUrl(clouds.public, {
      ...request,
      dialect: { endpoints: 'v2', responseType: 'code id_token' },
    }),
  );
  const code = new URL(authorizeUrl(clouds.public, request));
  assert.match(hybrid.search, /response_type=code%20id_token&/);
  assert.deepEqual(
    { ...mapOf(hybrid.search), response_type: 'code' },
    { ...mapOf(code.search), response_type: 'code' },
  );
});

test('the v1 authorize URL always names the resource, and keeps nonce and PKCE', () => {
  const scopes = ['https://api.partnercenter.microsoft.com/user_impersonation'];
  const dialect = { endpoints: 'v1', responseType: 'code id_token' } as const;
  const url = new URL(authorizeUrl(clouds.public, { ...request, scopes, dialect }));
  assert.equal(url.pathname, `/${partner}/oauth2/authorize`);
  const sent = mapOf(url.search);
  assert.deepEqual(sent, {
    client_id: clientId,
    response_type: 'code id_token',
    response_mode: 'form_post',
    redirect_uri: redirectUri,
    resource: 'https://api.partnercenter.microsoft.com',
    scope: 'openid',
    state: request.state,
    nonce: request.nonce,
    code_challenge: 'a-challenge',
    code_challenge_method: 'S256',
  });
});

test('v1 takes the scopes of one API only', () => {
  const dialect = { endpoints: 'v1', responseType: 'code id_token' } as const;
  assert.throws(() => authorizeUrl(clouds.public, { ...request, dialect }), TypeError);
});

test('the authorize URL carries prompt, hint, MFA and claims if they are given', () => {
  const claims = '{"access_token":{"polids":{"essential":true,"values":["a b"]}}}';
  const url = new URL(
    authorizeUrl(clouds.china, {
      ...request,
      tenant: 'organizations',
      scopes: ['openid', 'offline_access'],
      prompt: 'login',
      loginHint: 'admin@contoso.example',
      amrValues: 'mfa',
      claims,
    }),
  );
  const sent = mapOf(url.search);
  assert.ok(url.pathname.startsWith('/organizations/'));
  assert.equal(sent['scope'], 'openid offline_access profile');
  assert.deepEqual(
    [sent['prompt'], sent['login_hint'], sent['amr_values'], sent['claims']],
    ['login', 'admin@contoso.example', 'mfa', claims],
  );
});

test('the admin consent URL names the tenant, and asks for exactly the given scopes', () => {
  const url = new URL(
    adminConsentUrl(clouds.public, {
      tenant: customer,
      clientId,
      redirectUri,
      scopes: ['https://graph.microsoft.com/.default'],
      state: 's',
    }),
  );
  assert.equal(url.pathname, `/${customer}/v2.0/adminconsent`);
  assert.deepEqual(mapOf(url.search), {
    client_id: clientId,
    scope: 'https://graph.microsoft.com/.default',
    redirect_uri: redirectUri,
    state: 's',
  });
});

test('a verifier has 256 bits, and its challenge is its SHA-256', async () => {
  const random = aRandom();
  const verifier = createVerifier(random);
  assert.equal(verifier.reveal().length, 43);
  assert.equal(codeChallenge(verifier), createHash('sha256').update(verifier.reveal()).digest('base64url'));
  assert.notEqual(createVerifier(random).reveal(), verifier.reveal());
});
