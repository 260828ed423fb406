import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '../src/index.ts';
import { aWorldWith } from './a-world.ts';
import {
  PARTNER_CENTER_SCOPE,
  anAccount,
  claimsOf,
  createExampleClient,
  parseJson,
} from './example-client.ts';
import type { ExampleClient, TokenAnswer } from './example-client.ts';

const PAGE = 'http://localhost:3000/app';
const PAGE_ORIGIN = 'http://localhost:3000';
const DAY_MS = 24 * 60 * 60_000;

function aDesktopClient(): Promise<ExampleClient> {
  return createExampleClient(
    aWorldWith({ publicClientRedirectUris: ['http://localhost', 'app://signed-in'] }),
  );
}

function aPageClient(): Promise<ExampleClient> {
  return createExampleClient(aWorldWith({ spaRedirectUris: [PAGE] }));
}

async function aCodeAt(client: ExampleClient, redirect_uri: string): Promise<string> {
  return (await client.consent(anAccount('service'), { changes: { redirect_uri } }))['code'] ?? '';
}

/** A page's own token request: the browser says where it comes from. */
async function postAsPage(
  client: ExampleClient,
  fields: Record<string, string>,
  origin = PAGE_ORIGIN,
): Promise<{ response: Response; body: TokenAnswer['body'] }> {
  const url = `${client.sandbox.origins.login}/${DEFAULT_TENANTS.partnerOne}/oauth2/v2.0/token`;
  const body = new URLSearchParams({ client_id: DEFAULT_APPLICATION.clientId, ...fields });
  const response = await client.send(new Request(url, { method: 'POST', body, headers: { origin } }));
  return { response, body: parseJson(await response.text()) };
}

const PKCE = { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' };

/** Signs in and redeems the code, as a page does. */
async function redeemAsPage(
  client: ExampleClient,
  origin?: string,
  pkce: Record<keyof typeof PKCE, string | null> = PKCE,
): ReturnType<typeof postAsPage> {
  const changes = { redirect_uri: PAGE, ...pkce };
  const { code = '' } = await client.consent(anAccount('service'), { changes });
  const code_verifier = pkce.code_challenge ?? '';
  const fields = { grant_type: 'authorization_code', code, redirect_uri: PAGE, code_verifier };
  return postAsPage(client, { ...fields, scope: `${PARTNER_CENTER_SCOPE} offline_access` }, origin);
}

test('takes any port at localhost for the mobile and desktop platform, and the client proves nothing', async () => {
  const client = await aDesktopClient();
  const redirect_uri = 'http://localhost:53124';
  const code = await aCodeAt(client, redirect_uri);
  const { status, body } = await client.redeem(code, { redirect_uri, client_secret: null });
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(claimsOf(body['access_token'])['appidacr'], '0');
  assert.equal(client.sandbox.ledger.tokenRequests()[0]?.clientAuthentication, 'none');
});

test('refuses another path or host at the mobile and desktop platform with AADSTS50011, and goes nowhere', async () => {
  const client = await aDesktopClient();
  for (const redirect_uri of [
    'http://localhost:53124/other',
    'http://localhost.evil.example:53124',
    'http://127.0.0.1:53124',
    'https://localhost:53124',
    'http://localhost:99999',
  ]) {
    const page = await client.person.open(client.authorizeUrl({ redirect_uri, response_mode: 'query' }));
    assert.match(page.text, /AADSTS50011:/, redirect_uri);
    assert.equal(new URL(page.url).origin, client.sandbox.origins.login);
  }
});

test('takes no other port for the web platform', async () => {
  const client = await createExampleClient();
  const page = await client.person.open(client.authorizeUrl({ redirect_uri: 'http://localhost:1/callback' }));
  assert.match(page.text, /AADSTS50011:/);
});

test('hands a code to an application by a scheme of its own', async () => {
  const client = await aDesktopClient();
  const changes = { redirect_uri: 'app://signed-in', response_mode: 'query' };
  const page = await client.person.open(client.authorizeUrl(changes));
  assert.match(page.headers.get('content-security-policy') ?? '', /form-action 'self' app:;/);
});

test('refuses a credential that is sent along with a public grant with AADSTS700025', async () => {
  const client = await aDesktopClient();
  const redirect_uri = 'http://localhost:53124';
  const code = await aCodeAt(client, redirect_uri);
  const refused = await client.redeem(code, { redirect_uri });
  assert.deepEqual(
    [refused.status, refused.body['error'], refused.body.error_codes],
    [401, 'invalid_client', [700025]],
  );
  const { body } = await client.redeem(code, { redirect_uri, client_secret: null });
  const fields = { grant_type: 'refresh_token', refresh_token: body['refresh_token'] ?? '' };
  assert.deepEqual((await client.token(fields)).body.error_codes, [700025]);
  assert.equal((await client.token({ ...fields, client_secret: null })).status, 200);
});

test('refuses a code of the web platform without a credential with AADSTS7000218', async () => {
  const client = await aDesktopClient();
  const code = await aCodeAt(client, 'http://localhost:44395/callback');
  const { status, body } = await client.redeem(code, { client_secret: null });
  assert.deepEqual([status, body.error_codes], [401, [7000218]]);
});

test('lets a page redeem its own code, and lets it read the answer', async () => {
  const { response, body } = await redeemAsPage(await aPageClient());
  assert.equal(response.status, 200, JSON.stringify(body));
  assert.equal(response.headers.get('access-control-allow-origin'), '*');
  assert.equal(claimsOf(body['access_token'])['appidacr'], '0');
});

test('refuses a page that signs in without a code challenge with AADSTS9002325', async () => {
  const none = { code_challenge: null, code_challenge_method: null };
  const { body } = await redeemAsPage(await aPageClient(), PAGE_ORIGIN, none);
  assert.deepEqual(body.error_codes, [9002325]);
});

test('answers the preflight of a page', async () => {
  const client = await aPageClient();
  const url = `${client.sandbox.origins.login}/organizations/oauth2/v2.0/token`;
  const headers = { origin: PAGE_ORIGIN, 'access-control-request-headers': 'x-client-sku' };
  const response = await client.send(new Request(url, { method: 'OPTIONS', headers }));
  assert.equal(response.status, 204);
  assert.equal(response.headers.get('access-control-allow-headers'), 'x-client-sku');
});

test('refuses a code that was issued to a page where no page asks with AADSTS9002327', async () => {
  const client = await aPageClient();
  const code = await aCodeAt(client, PAGE);
  const { status, body } = await client.redeem(code, { redirect_uri: PAGE, client_secret: null });
  assert.deepEqual([status, body.error_codes], [400, [9002327]]);
});

test('refuses a page of another origin, and a page that asks for the code of the web platform, with AADSTS9002326', async () => {
  const client = await aPageClient();
  const foreign = await redeemAsPage(client, 'https://evil.example');
  assert.deepEqual(foreign.body.error_codes, [9002326]);
  const code = await aCodeAt(client, 'http://localhost:44395/callback');
  const web = await postAsPage(client, { grant_type: 'authorization_code', code });
  assert.deepEqual(web.body.error_codes, [9002326]);
});

test("ends a page's refresh tokens a day after the sign-in with AADSTS700084, successors too", async () => {
  const client = await aPageClient();
  const { body } = await redeemAsPage(client);
  const refresh = (refresh_token = ''): ReturnType<typeof postAsPage> =>
    postAsPage(client, { grant_type: 'refresh_token', refresh_token });
  client.sandbox.clock.move(DAY_MS - 60_000);
  const successor = await refresh(body['refresh_token']);
  assert.equal(successor.response.status, 200, JSON.stringify(successor.body));
  client.sandbox.clock.move(120_000);
  const late = await refresh(successor.body['refresh_token']);
  assert.deepEqual([late.body['error'], late.body.error_codes], ['invalid_grant', [700084]]);
});
