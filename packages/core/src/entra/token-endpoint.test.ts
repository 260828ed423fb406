import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aClock,
  aFetch,
  anAnswer,
  aRandom,
  clientId,
  customer,
  errorOf,
  mapOf,
  noon,
  partner,
  redirectUri,
} from '../../test/builders.ts';
import { type Fetch, type IncomingAnswer, TransportError, type TransportFailure } from '../ports.ts';
import { Secret } from '../secret.ts';
import { createClientAuthentication } from './client-credential.ts';
import { clouds } from './clouds.ts';
import { type Dialect, standardDialect } from './dialect.ts';
import { createTokenEndpoint } from './token-endpoint.ts';

const scope = 'https://api.partnercenter.microsoft.com/user_impersonation';
const tokens = {
  token_type: 'Bearer',
  scope,
  expires_in: 3599,
  access_token: 'AT',
  refresh_token: 'RT',
  id_token: 'IDT',
};

const v1: Dialect = { endpoints: 'v1', responseType: 'code id_token' };

async function anEndpoint(fetch: Fetch, dialect: Dialect = standardDialect) {
  const clock = aClock();
  const credential = { kind: 'secret', secret: Secret.of('s3cret') } as const;
  const authentication = await createClientAuthentication({ clientId, credential, clock, random: aRandom() });
  return createTokenEndpoint({
    cloud: clouds.public,
    clientId,
    authentication,
    fetch,
    clock,
    dialect,
  });
}

async function refresh(answer: IncomingAnswer | Error) {
  const endpoint = await anEndpoint(aFetch(answer));
  return endpoint.redeemRefreshToken({ tenant: partner, refreshToken: Secret.of('RT0'), scopes: [scope] });
}

test('a code is redeemed once at its tenant, with verifier, redirect URI and secret in the form', async () => {
  const fetch = aFetch(anAnswer(tokens));
  const answer = await (await anEndpoint(fetch)).redeemCode({
    tenant: partner,
    code: Secret.of('0.AX+/='),
    redirectUri,
    verifier: Secret.of('a-verifier'),
    scopes: [scope],
  });
  const [request] = fetch.requests;
  assert.equal(request?.method, 'POST');
  assert.equal(request?.url, `https://login.microsoftonline.com/${partner}/oauth2/v2.0/token`);
  assert.equal(request?.headers?.['content-type'], 'application/x-www-form-urlencoded');
  assert.equal(request?.deadlineMs, 10_000);
  assert.deepEqual(mapOf(request?.body), {
    grant_type: 'authorization_code',
    client_id: clientId,
    code: '0.AX+/=',
    redirect_uri: redirectUri,
    code_verifier: 'a-verifier',
    scope: `${scope} openid profile offline_access`,
    client_secret: 's3cret',
  });
  assert.equal(answer.accessToken.reveal(), 'AT');
  assert.equal(answer.refreshToken?.reveal(), 'RT');
  assert.equal(answer.idToken?.reveal(), 'IDT');
  assert.equal(answer.expiresAt, noon + 3_599_000);
  assert.deepEqual(answer.scopes, [scope]);
});

test('a refresh token is redeemed at the tenant that the token is for, claims letter by letter', async () => {
  const fetch = aFetch(anAnswer(tokens));
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
  await (await anEndpoint(fetch)).redeemRefreshToken({
    tenant: customer,
    refreshToken: Secret.of('RT0'),
    scopes: ['https://graph.microsoft.com/.default'],
    claims,
  });
  assert.equal(fetch.requests[0]?.url, `https://login.microsoftonline.com/${customer}/oauth2/v2.0/token`);
  assert.deepEqual(mapOf(fetch.requests[0]?.body), {
    grant_type: 'refresh_token',
    client_id: clientId,
    refresh_token: 'RT0',
    scope: 'https://graph.microsoft.com/.default openid profile offline_access',
    claims,
    client_secret: 's3cret',
  });
});

test('an application’s own token is asked for with its scope alone', async () => {
  const { scope: _, ...withoutScope } = tokens;
  const fetch = aFetch(anAnswer(withoutScope));
  const answer = await (await anEndpoint(fetch)).redeemClientCredentials({
    tenant: partner,
    scope: 'https://vault.azure.net/.default',
  });
  assert.deepEqual(mapOf(fetch.requests[0]?.body), {
    grant_type: 'client_credentials',
    client_id: clientId,
    scope: 'https://vault.azure.net/.default',
    client_secret: 's3cret',
  });
  assert.deepEqual(answer.scopes, ['https://vault.azure.net/.default']);
});

const v1Tokens = {
  token_type: 'Bearer',
  scope: 'user_impersonation',
  expires_in: '3599',
  ext_expires_in: '3599',
  expires_on: '1795176000',
  not_before: '1795172400',
  resource: 'https://api.partnercenter.microsoft.com',
  access_token: 'AT',
  refresh_token: 'RT',
  id_token: 'IDT',
};

test('v1 redeems a code for the resource, and its scopes are told as those of v2', async () => {
  const fetch = aFetch(anAnswer(v1Tokens));
  const answer = await (await anEndpoint(fetch, v1)).redeemCode({
    tenant: partner,
    code: Secret.of('the-code'),
    redirectUri,
    verifier: Secret.of('a-verifier'),
    scopes: [scope],
  });
  assert.equal(fetch.requests[0]?.url, `https://login.microsoftonline.com/${partner}/oauth2/token`);
  assert.deepEqual(mapOf(fetch.requests[0]?.body), {
    grant_type: 'authorization_code',
    client_id: clientId,
    code: 'the-code',
    redirect_uri: redirectUri,
    code_verifier: 'a-verifier',
    resource: 'https://api.partnercenter.microsoft.com',
    client_secret: 's3cret',
  });
  assert.equal(answer.expiresAt, noon + 3_599_000);
  assert.deepEqual(answer.scopes, [scope]);
});

test('v1 redeems a refresh token for a resource that ends in a slash, letter by letter', async () => {
  const resource = 'https://management.core.windows.net/';
  const fetch = aFetch(anAnswer({ ...v1Tokens, resource, scope: 'user_impersonation openid' }));
  const answer = await (await anEndpoint(fetch, v1)).redeemRefreshToken({
    tenant: customer,
    refreshToken: Secret.of('RT0'),
    scopes: [`${resource}/.default`],
  });
  assert.deepEqual(mapOf(fetch.requests[0]?.body), {
    grant_type: 'refresh_token',
    client_id: clientId,
    refresh_token: 'RT0',
    resource,
    client_secret: 's3cret',
  });
  assert.deepEqual(answer.scopes, [`${resource}/user_impersonation`, 'openid']);
});

test('v1 gives the application its own token for a resource', async () => {
  const { scope: _, ...withoutScope } = v1Tokens;
  const fetch = aFetch(anAnswer({ ...withoutScope, resource: 'https://vault.azure.net' }));
  const answer = await (await anEndpoint(fetch, v1)).redeemClientCredentials({
    tenant: partner,
    scope: 'https://vault.azure.net/.default',
  });
  assert.deepEqual(mapOf(fetch.requests[0]?.body), {
    grant_type: 'client_credentials',
    client_id: clientId,
    resource: 'https://vault.azure.net',
    client_secret: 's3cret',
  });
  assert.deepEqual(answer.scopes, ['https://vault.azure.net/.default']);
});

test('a v1 token for another resource than the one that was asked for is refused', async () => {
  const ask = async (resource: unknown) => {
    const endpoint = await anEndpoint(aFetch(anAnswer({ ...v1Tokens, resource })), v1);
    return endpoint.redeemRefreshToken({ tenant: partner, refreshToken: Secret.of('RT0'), scopes: [scope] });
  };
  for (const resource of ['https://graph.microsoft.com', '', 7]) {
    const error = await errorOf(() => ask(resource));
    assert.deepEqual([error.code, error.facts['reason']], ['idp_bad_response', 'resource']);
  }
  assert.ok(await ask('https://api.partnercenter.microsoft.com/'));
  assert.ok(await ask(undefined));
});

test('a certificate’s proof for v1 is made out to the v1 endpoint', async () => {
  const fetch = aFetch(anAnswer(v1Tokens));
  const clock = aClock();
  const made: string[] = [];
  const authentication = {
    facts: {},
    apply: async (_form: URLSearchParams, url: string) => void made.push(url),
  };
  const endpoint = createTokenEndpoint({
    cloud: clouds.public,
    clientId,
    authentication,
    fetch,
    clock,
    dialect: v1,
  });
  await endpoint.redeemRefreshToken({ tenant: customer, refreshToken: Secret.of('RT0'), scopes: [scope] });
  assert.deepEqual(made, [`https://login.microsoftonline.com/${customer}/oauth2/token`]);
});

const transport: readonly [TransportFailure, boolean, string][] = [
  ['dns', false, 'idp_unreachable'],
  ['connect', false, 'idp_unreachable'],
  ['reset', false, 'idp_unreachable'],
  ['reset', true, 'idp_answer_lost'],
  ['timeout', true, 'idp_timeout'],
  ['proxy', false, 'proxy_error'],
  ['tls', false, 'idp_tls'],
  ['protocol', true, 'idp_protocol'],
  ['too_large', true, 'idp_too_large'],
];

for (const [failure, mayHaveArrived, code] of transport) {
  test(`a ${failure}${mayHaveArrived ? ' after sending' : ''} is ${code}`, async () => {
    const error = await errorOf(() =>
      refresh(new TransportError(failure, { mayHaveArrived, message: 'no answer' })),
    );
    assert.equal(error.code, code);
    assert.deepEqual(error.facts, { tenant: partner, transport: failure, mayHaveArrived });
  });
}

test('an error that is not of the transport passes unchanged', async () => {
  await assert.rejects(refresh(new RangeError('a defect')), RangeError);
});

test('a lifetime may be a number, text or missing, and what makes no sense is not kept', async () => {
  const cases: readonly [unknown, number][] = [
    [20, 20_000],
    ['3599', 3_599_000],
    [undefined, 300_000],
    [1e12, 86_400_000],
    ['99999999999999999999', 86_400_000],
    [0, 0],
    [-1, 0],
    ['soon', 0],
    [null, 0],
    ['', 0],
  ];
  for (const [expires_in, lifetimeMs] of cases) {
    const answer = await refresh(anAnswer({ ...tokens, expires_in }));
    assert.equal(answer.expiresAt - noon, lifetimeMs, String(expires_in));
  }
});

test('a wish for early renewal counts if it lies within the lifetime', async () => {
  assert.equal((await refresh(anAnswer({ ...tokens, refresh_in: '1800' }))).refreshAt, noon + 1_800_000);
  for (const refresh_in of [3599, -1, 'later', undefined]) {
    assert.equal((await refresh(anAnswer({ ...tokens, refresh_in }))).refreshAt, undefined);
  }
});

test('an answer without a new refresh token is an answer', async () => {
  const { refresh_token: _, id_token: __, ...rest } = tokens;
  const answer = await refresh(anAnswer({ ...rest, foci: '1', ext_expires_in: '0' }));
  assert.equal(answer.refreshToken, undefined);
  assert.equal(answer.idToken, undefined);
});

test('JSON decides, whatever the content type, and with a byte order mark', async () => {
  const body = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(JSON.stringify(tokens))]);
  for (const type of ['text/html', 'application/octet-stream', '']) {
    const answer = await refresh(anAnswer(body, { headers: { 'content-type': type } }));
    assert.equal(answer.accessToken.reveal(), 'AT');
  }
});

test('a large opaque access token passes', async () => {
  const access_token = 'x'.repeat(40_000);
  assert.equal((await refresh(anAnswer({ ...tokens, access_token }))).accessToken.reveal(), access_token);
});

test('the scopes are those of the answer, more or fewer', async () => {
  assert.deepEqual((await refresh(anAnswer({ ...tokens, scope: 'a  b' }))).scopes, ['a', 'b']);
});

const unusable: readonly [string, IncomingAnswer, string][] = [
  ['cut JSON', anAnswer('{"access_token":"CANARY'), 'not_json'],
  ['HTML', anAnswer('<html>CANARY</html>', { headers: { 'content-type': 'text/html' } }), 'not_json'],
  ['nothing', anAnswer(''), 'not_json'],
  ['UTF-16', anAnswer(Buffer.from(JSON.stringify(tokens), 'utf16le')), 'not_json'],
  ['UTF-16 with mark', anAnswer(Buffer.from(`\ufeff${JSON.stringify(tokens)}`, 'utf16le')), 'not_utf8'],
  ['bad UTF-8', anAnswer(Buffer.from([0x7b, 0xff, 0x7d])), 'not_utf8'],
  ['null', anAnswer('null'), 'not_an_object'],
  ['an array', anAnswer([tokens]), 'not_an_object'],
  ['a string', anAnswer('"CANARY"'), 'not_an_object'],
  ['an empty object', anAnswer({}), 'access_token'],
  ['an inherited token', anAnswer(`{"__proto__":${JSON.stringify(tokens)}}`), 'access_token'],
  ['an empty access token', anAnswer({ ...tokens, access_token: '' }), 'access_token'],
  ['a numeric access token', anAnswer({ ...tokens, access_token: 5 }), 'access_token'],
  ['an access token with a line break', anAnswer({ ...tokens, access_token: 'a\r\nb' }), 'access_token'],
  ['an empty refresh token', anAnswer({ ...tokens, refresh_token: '' }), 'refresh_token'],
  ['a null refresh token', anAnswer({ ...tokens, refresh_token: null }), 'refresh_token'],
  ['a refresh token with a line break', anAnswer({ ...tokens, refresh_token: 'a\nb' }), 'refresh_token'],
  ['a numeric id_token', anAnswer({ ...tokens, id_token: 1 }), 'id_token'],
  ['another token type', anAnswer({ ...tokens, token_type: 'mac' }), 'token_type'],
  ['no token type', anAnswer({ ...tokens, token_type: undefined }), 'token_type'],
  ['an odd status', anAnswer(tokens, { status: 400 }), 'status'],
];

for (const [name, answer, reason] of unusable) {
  test(`an answer of ${name} is refused, and told by type, weight and mark only`, async () => {
    const error = await errorOf(() => refresh(answer));
    assert.equal(error.code, 'idp_bad_response');
    assert.equal(error.facts['reason'], reason);
    assert.equal(error.facts['bytes'], answer.body.byteLength);
    assert.match(String(error.facts['sha256']), /^[0-9a-f]{16}$/);
    assert.doesNotMatch(`${error.message} ${JSON.stringify(error.facts)}`, /CANARY|AT"|RT"/);
  });
}

test('the token type may be written in any case', async () => {
  assert.ok(await refresh(anAnswer({ ...tokens, token_type: 'bearer' })));
});

test('an answer of more than a megabyte is refused', async () => {
  const error = await errorOf(() => refresh(anAnswer(Buffer.alloc(1_048_577, 0x20))));
  assert.equal(error.code, 'idp_too_large');
});

test('a redirect is refused, and its target not told', async () => {
  const error = await errorOf(() =>
    refresh(anAnswer('', { status: 307, headers: { location: 'https://evil.example/CANARY' } })),
  );
  assert.equal(error.code, 'idp_redirect');
  assert.doesNotMatch(JSON.stringify(error.facts), /CANARY/);
});
