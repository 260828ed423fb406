import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import {
  GRAPH_SCOPE,
  PARTNER_CENTER_SCOPE,
  anAccount,
  claimsOf,
  createExampleClient,
  parseJson,
} from './example-client.ts';
import type { ExampleClient, TokenAnswer } from './example-client.ts';
import { aWorldWith } from './a-world.ts';

const DAY_MS = 24 * 60 * 60_000;

async function aCode(client: ExampleClient): Promise<string> {
  return (await client.consent(anAccount('service')))['code'] ?? '';
}

function codesOf({ body }: TokenAnswer): number[] | undefined {
  return body.error_codes;
}

test('writes a refusal as Entra does', async () => {
  const client = await createExampleClient();
  const { status, headers, body } = await client.redeem('unknown');
  assert.equal(status, 400);
  assert.match(headers.get('cache-control') ?? '', /no-store/);
  assert.deepEqual(Object.keys(body), [
    'error',
    'error_description',
    'error_codes',
    'timestamp',
    'trace_id',
    'correlation_id',
    'error_uri',
    'suberror',
  ]);
  assert.match(
    body['error_description'] ?? '',
    /^AADSTS70000: .*\r\nTrace ID: \S+\r\nCorrelation ID: \S+\r\nTimestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/,
  );
  assert.equal(body['error_uri'], `${client.sandbox.origins.login}/error?code=70000`);
});

test('answers a grant with a life of 60 to 90 minutes, and with full scopes', async () => {
  const client = await createExampleClient();
  const { body } = await client.redeem(await aCode(client));
  assert.ok(body.expires_in !== undefined && body.expires_in >= 3600 && body.expires_in <= 5400);
  assert.equal(body['scope'], PARTNER_CENTER_SCOPE);
});

test('refuses a code that was used with AADSTS54005', async () => {
  const client = await createExampleClient();
  const code = await aCode(client);
  await client.redeem(code);
  assert.deepEqual(codesOf(await client.redeem(code)), [54005]);
});

test('refuses a code older than ten minutes with AADSTS70008', async () => {
  const client = await createExampleClient();
  const code = await aCode(client);
  client.sandbox.clock.move(10 * 60_000 + 1);
  assert.deepEqual(codesOf(await client.redeem(code)), [70008]);
});

test('refuses a code at another tenant with AADSTS700005, and takes a code of an alias at home', async () => {
  const client = await createExampleClient();
  const code = await aCode(client);
  assert.deepEqual(codesOf(await client.redeem(code, {}, 'organizations')), [700005]);
  assert.deepEqual(codesOf(await client.redeem(code, {}, DEFAULT_TENANTS.partnerTwo)), [700005]);
  const answer = await client.consent(anAccount('service'), { tenant: 'organizations' });
  assert.equal((await client.redeem(answer['code'] ?? '')).status, 200);
});

test('refuses a wrong or missing code verifier with AADSTS501481', async () => {
  const client = await createExampleClient();
  const code = await aCode(client);
  assert.deepEqual(codesOf(await client.redeem(code, { code_verifier: 'wrong' })), [501481]);
  assert.deepEqual(codesOf(await client.redeem(code, { code_verifier: null })), [501481]);
  assert.equal((await client.redeem(code)).status, 200);
});

test('refuses another redirect URI with AADSTS500112', async () => {
  const client = await createExampleClient();
  const answer = await client.redeem(await aCode(client), { redirect_uri: 'http://localhost:1/' });
  assert.deepEqual([answer.status, codesOf(answer)], [401, [500112]]);
});

test('refuses several resources in a code redemption with AADSTS28000, and takes the first in a refresh', async () => {
  const client = await createExampleClient();
  const scope = `${PARTNER_CENTER_SCOPE} ${GRAPH_SCOPE}`;
  assert.deepEqual(codesOf(await client.redeem(await aCode(client), { scope })), [28000]);
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(refreshToken, scope, DEFAULT_TENANTS.partnerOne);
  assert.equal(claimsOf(body['access_token'])['aud'], 'https://api.partnercenter.microsoft.com');
});

/** What is wrong with the form, and the refusal. */
const BAD_FORMS: [cause: string, code: number, status: number, fields: Record<string, string | null>][] = [
  ['no grant type', 900144, 400, {}],
  ['an unknown grant type', 70003, 400, { grant_type: 'implicit' }],
  ['no client id', 900144, 400, { grant_type: 'refresh_token', client_id: null }],
  ['no credential', 7000218, 401, { grant_type: 'refresh_token', client_secret: null }],
  ['a wrong secret', 7000215, 401, { grant_type: 'refresh_token', client_secret: 'wrong' }],
  ['an unknown client', 700016, 400, { grant_type: 'refresh_token', client_id: 'unknown' }],
  [
    'a resource parameter',
    901002,
    400,
    { grant_type: 'refresh_token', resource: 'https://graph.microsoft.com' },
  ],
  [
    'a refresh token that was damaged',
    70000,
    400,
    { grant_type: 'refresh_token', refresh_token: '1.damaged' },
  ],
  ['no refresh token', 900144, 400, { grant_type: 'refresh_token' }],
  ['an empty refresh token', 9002313, 400, { grant_type: 'refresh_token', refresh_token: '' }],
  ['an empty secret', 9002313, 400, { grant_type: 'refresh_token', client_secret: '' }],
  ['an empty code', 90014, 400, { grant_type: 'authorization_code', code: '' }],
  ['an empty grant type', 90014, 400, { grant_type: '' }],
  ['no code', 900144, 400, { grant_type: 'authorization_code' }],
  ['no scope for the application itself', 900144, 400, { grant_type: 'client_credentials' }],
  ['an empty scope for the application itself', 90014, 400, { grant_type: 'client_credentials', scope: '' }],
  [
    'a malformed scope',
    70011,
    400,
    { grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/' },
  ],
];

for (const [cause, code, status, fields] of BAD_FORMS) {
  test(`refuses ${cause} with AADSTS${code}`, async () => {
    const client = await createExampleClient();
    const answer = await client.token(fields);
    assert.deepEqual([answer.status, codesOf(answer)], [status, [code]]);
  });
}

test('refuses a single-tenant application at an alias with AADSTS50194, and in another tenant with AADSTS700016', async () => {
  const client = await createExampleClient(aWorldWith({ multiTenant: false }));
  const fields = { grant_type: 'client_credentials', scope: GRAPH_SCOPE };
  assert.deepEqual(codesOf(await client.token(fields, 'organizations')), [50194]);
  assert.deepEqual(codesOf(await client.token(fields, DEFAULT_TENANTS.partnerOne)), [700016]);
  assert.deepEqual(codesOf(await client.token(fields, DEFAULT_TENANTS.vendor)), undefined);
});

test('answers an unknown tenant with AADSTS90002', async () => {
  const client = await createExampleClient();
  const answer = await client.token({ grant_type: 'refresh_token' }, 'unknown.example');
  assert.deepEqual([answer.status, codesOf(answer)], [400, [90002]]);
});

test('refuses a customer that never consented with AADSTS65001', async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  const answer = await client.refresh(refreshToken, GRAPH_SCOPE, DEFAULT_TENANTS.customerB);
  assert.deepEqual(
    [answer.body['error'], answer.body['suberror'], codesOf(answer)],
    ['invalid_grant', 'consent_required', [65001]],
  );
});

test('refuses an application that acts for itself at common with AADSTS9001023', async () => {
  const client = await createExampleClient();
  const fields = { grant_type: 'client_credentials', scope: GRAPH_SCOPE };
  assert.deepEqual(codesOf(await client.token(fields, 'common')), [9001023]);
});

test('refuses an expired secret with AADSTS7000222', async () => {
  const world = defaultWorld();
  for (const application of world.applications) application.secrets = [{ value: 'old', expiresAt: 1 }];
  const client = await createExampleClient(world);
  const answer = await client.token({ grant_type: 'refresh_token', client_secret: 'old' });
  assert.deepEqual(
    [answer.status, answer.body['error'], codesOf(answer)],
    [401, 'invalid_client', [7000222]],
  );
});

test('takes the secret by HTTP Basic', async () => {
  const client = await createExampleClient();
  const refresh_token = await client.connect(anAccount('service'));
  const { clientId, secret } = DEFAULT_APPLICATION;
  const authorization = `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(secret)}`).toString('base64')}`;
  const url = `${client.sandbox.origins.login}/${DEFAULT_TENANTS.partnerOne}/oauth2/v2.0/token`;
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token });
  const response = await client.send(new Request(url, { method: 'POST', headers: { authorization }, body }));
  assert.equal(response.status, 200);
});

test('refuses JSON bodies and requests of web pages', async () => {
  const client = await createExampleClient();
  const url = `${client.sandbox.origins.login}/${DEFAULT_TENANTS.partnerOne}/oauth2/v2.0/token`;
  const body = new URLSearchParams({ grant_type: 'refresh_token' });
  const requests: [Request, RegExp][] = [
    [new Request(url, { method: 'POST', body: '{"grant_type":"refresh_token"}' }), /AADSTS900144/],
    [
      new Request(url, { method: 'POST', body, headers: { origin: 'https://page.example' } }),
      /AADSTS9002326/,
    ],
  ];
  for (const [request, expected] of requests) {
    assert.match(await (await client.send(request)).text(), expected);
  }
});

test('AADSTS900561: the token endpoint is asked with GET', async () => {
  const { send, sandbox } = await createExampleClient();
  const url = `${sandbox.origins.login}/${DEFAULT_TENANTS.partnerOne}/oauth2/v2.0/token`;
  const response = await send(new Request(url));
  assert.equal(response.status, 400);
  assert.deepEqual(parseJson<{ error_codes: number[] }>(await response.text()).error_codes, [900561]);
});

test('keeps a refresh token good after use, and gives each successor a fresh 90 days', async () => {
  const client = await createExampleClient();
  const first = await client.connect(anAccount('service'));
  client.sandbox.clock.move(60 * DAY_MS);
  const { body } = await client.refresh(first, PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.partnerOne);
  assert.equal((await client.refresh(first, PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.partnerOne)).status, 200);
  client.sandbox.clock.move(31 * DAY_MS);
  const old = await client.refresh(first, PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.partnerOne);
  assert.deepEqual(codesOf(old), [700082]);
  const second = body['refresh_token'] ?? '';
  assert.equal((await client.refresh(second, PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.partnerOne)).status, 200);
});

test('refuses the refresh token of another client with AADSTS700007', async () => {
  const world = defaultWorld();
  const [first] = world.applications;
  const other = '40000000-0000-4000-8000-000000000001';
  if (first !== undefined) world.applications.push({ ...first, clientId: other });
  const client = await createExampleClient(world);
  const refresh_token = await client.connect(anAccount('service'));
  const answer = await client.token({ grant_type: 'refresh_token', client_id: other, refresh_token });
  assert.deepEqual(codesOf(answer), [700007]);
});

test("issues Partner Center tokens in the partner's own tenant only", async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  const answer = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.customerA);
  assert.deepEqual([answer.body['error'], codesOf(answer)], ['invalid_resource', [500011]]);
});

test("gives a partner's user another object id in each tenant", async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  const oids = [];
  for (const tenant of [DEFAULT_TENANTS.partnerOne, DEFAULT_TENANTS.customerA]) {
    const { body } = await client.refresh(refreshToken, GRAPH_SCOPE, tenant);
    oids.push(claimsOf(body['access_token'])['oid']);
  }
  assert.equal(new Set(oids).size, 2);
});

test("names the audience as it was asked for: the real URI or the sandbox's own origin", async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  for (const resource of ['https://graph.microsoft.com', client.sandbox.origins.graph]) {
    const { body } = await client.refresh(refreshToken, `${resource}/.default`, DEFAULT_TENANTS.customerA);
    assert.equal(claimsOf(body['access_token'])['aud'], resource);
    assert.equal((await client.get('graph', '/v1.0/users', body['access_token'] ?? '')).status, 200);
  }
});

test('issues no refresh token without offline_access, and no id_token without openid', async () => {
  const client = await createExampleClient();
  const answer = await client.consent(anAccount('service'), { changes: { scope: PARTNER_CENTER_SCOPE } });
  const { body } = await client.redeem(answer['code'] ?? '', { scope: PARTNER_CENTER_SCOPE });
  assert.deepEqual(
    [typeof body['access_token'], body['refresh_token'], body['id_token']],
    ['string', undefined, undefined],
  );
});

test('issues a token to the application itself where it was installed, with its roles', async () => {
  const world = defaultWorld();
  for (const principal of world.servicePrincipals) {
    principal.roles = [{ resource: 'https://graph.microsoft.com', roles: ['User.Read.All'] }];
  }
  const client = await createExampleClient(world);
  const fields = { grant_type: 'client_credentials', scope: GRAPH_SCOPE };
  const { body } = await client.token(fields, DEFAULT_TENANTS.customerA);
  const claims = claimsOf(body['access_token']);
  assert.deepEqual([claims['roles'], claims['idtyp'], claims['scp']], [['User.Read.All'], 'app', undefined]);
  assert.equal(body['refresh_token'], undefined);
});

test('AADSTS7000229: an application asks for a token of its own where it was not installed', async () => {
  const client = await createExampleClient();
  const fields = { grant_type: 'client_credentials', scope: GRAPH_SCOPE };
  const answer = await client.token(fields, DEFAULT_TENANTS.partnerTwo);
  assert.deepEqual(
    [answer.status, answer.body['error'], codesOf(answer)],
    [401, 'invalid_client', [7000229]],
  );
});

test('AADSTS1002012: an application asks for a token of its own with a scope that is not .default', async () => {
  const client = await createExampleClient();
  const scope = 'https://graph.microsoft.com/User.Read';
  const fields = { grant_type: 'client_credentials', scope };
  assert.deepEqual(codesOf(await client.token(fields, DEFAULT_TENANTS.customerA)), [1002012]);
});
