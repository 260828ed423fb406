import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_PASSWORD, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { signIn } from '../src/person/index.ts';
import type { Page } from '../src/person/index.ts';
import { REDIRECT_URI, anAccount, claimsOf, createExampleClient, parseJson } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';
import { headerOf } from './v1-client.ts';

/*
 * The wire examples of two of Microsoft's documents, sent as they are printed there. Only hosts, ids and secrets are the sandbox's:
 *
 * A: "Enable the Secure Application Model framework" (Partner Center): v1, hybrid, form_post, `resource`.
 * B: "Partner access through Microsoft 365 Defender APIs": consent link, client credentials at v1 and at v2.
 *
 * Where an example cannot work as it is printed, the test says why, and sends it mended.
 */

const { partnerOne, customerA } = DEFAULT_TENANTS;
const { clientId, secret } = DEFAULT_APPLICATION;
const PARTNER_CENTER = 'https://api.partnercenter.microsoft.com';
const DEFENDER = 'https://api.security.microsoft.com';
const CUSTOMER_ADMIN = { userPrincipalName: 'admin@customer-a.example', password: DEFAULT_PASSWORD };

/** An application as the documents register it: hybrid for A; for B a role of Defender, and customer A's administrator. */
function createDocumentClient(): Promise<ExampleClient> {
  const world = defaultWorld({ idTokenIssuance: true });
  for (const application of world.applications) {
    application.requiredRoles = [
      { resource: DEFENDER, roles: ['Incident.Read.All', 'AdvancedHunting.Read.All'] },
    ];
  }
  const [user] = world.users.filter(({ tenantId }) => tenantId === customerA);
  assert.ok(user);
  world.users.push({
    ...user,
    objectId: '50000000-0000-4000-8000-000000000001',
    userPrincipalName: CUSTOMER_ADMIN.userPrincipalName,
    directoryRoles: ['Global Administrator'],
  });
  return createExampleClient(world);
}

/** Posts a body exactly as it is written. */
async function post(
  client: ExampleClient,
  path: string,
  body: string,
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const url = `${client.sandbox.origins.login}/${path}`;
  const response = await client.send(new Request(url, { method: 'POST', headers, body }));
  return { status: response.status, headers: response.headers, body: parseJson(await response.text()) };
}

/** Opens an authorize link, signs in, and stops at the page that posts the answer. */
async function signInAt(client: ExampleClient, path: string): Promise<Page> {
  const page = await client.person.open(`${client.sandbox.origins.login}/${path}`);
  const options = { now: client.sandbox.clock.now, stopBeforeCallback: true };
  return signIn(client.person, page, anAccount('service'), options);
}

function fieldsOf(page: Page): Record<string, string> {
  return Object.fromEntries((page.forms[0]?.fields ?? []).map(({ name, value }) => [name, value]));
}

/** Each field with its type, so that a number is not taken for a text. */
function shapeOf(body: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, typeof value]));
}

function textFields(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, 'string']));
}

/** The authorization call of document A, as it is printed: no redirect URI, no state, no resource, and `nonce=1`. */
const A_AUTHORIZE = `common/oauth2/authorize?client_id=${clientId}&response_mode=form_post&response_type=code%20id_token&scope=openid%20profile&nonce=1`;

/**
 * The same, mended. Without `resource` the policies of Partner Center are not asked, MFA among them; without `state` and with a
 * nonce that everybody knows, nothing ties the answer to the browser.
 */
const A_AUTHORIZE_MENDED = `${A_AUTHORIZE.replace('nonce=1', 'nonce=of-this-sign-in')}&state=of-this-browser&redirect_uri=${encodeURIComponent(REDIRECT_URI)}&resource=${encodeURIComponent(PARTNER_CENTER)}`;

test('A, authorization code: posts code and id_token to the first redirect URI, from the login page', async () => {
  const client = await createDocumentClient();
  const page = await signInAt(client, A_AUTHORIZE);
  const [form] = page.forms;
  assert.deepEqual([form?.method, form?.action], ['POST', REDIRECT_URI]);
  assert.equal(new URL(page.url).origin, client.sandbox.origins.login);
  const { id_token, ...fields } = fieldsOf(page);
  assert.deepEqual(Object.keys(fields), ['code', 'session_state']);
  assert.deepEqual([claimsOf(id_token)['nonce'], claimsOf(id_token)['tid']], ['1', partnerOne]);
});

test('A, authorization code, mended: brings the state back too', async () => {
  const client = await createDocumentClient();
  const fields = fieldsOf(await signInAt(client, A_AUTHORIZE_MENDED));
  assert.deepEqual(Object.keys(fields).toSorted(), ['code', 'id_token', 'session_state', 'state']);
  assert.equal(fields['state'], 'of-this-browser');
});

/** The redemption of document A. It is printed without `redirect_uri`, which the mended authorize call makes necessary. */
function redeemA(client: ExampleClient, code: string): ReturnType<typeof post> {
  const body = `resource=https%3a%2f%2fapi.partnercenter.microsoft.com&client_id=${clientId}&client_secret=${secret}&grant_type=authorization_code&code=${code}&redirect_uri=${encodeURIComponent(REDIRECT_URI)}`;
  return post(client, `${partnerOne}/oauth2/token`, body);
}

test("A, refresh token: redeems a code of common at the partner's tenant, all numbers as text", async () => {
  const client = await createDocumentClient();
  const { code = '' } = fieldsOf(await signInAt(client, A_AUTHORIZE_MENDED));
  const { status, headers, body } = await redeemA(client, code);
  assert.equal(status, 200);
  assert.equal(headers.get('content-type')?.toLowerCase().replace(' ', ''), 'application/json;charset=utf-8');
  assert.deepEqual(headers.get('cache-control')?.split(', ').toSorted(), ['no-cache', 'no-store']);
  // The printed answer ends in the middle of the access token.
  assert.deepEqual(
    shapeOf(body),
    textFields(
      'token_type',
      'scope',
      'expires_in',
      'ext_expires_in',
      'expires_on',
      'not_before',
      'resource',
      'access_token',
      'refresh_token',
      'id_token',
    ),
  );
  assert.deepEqual(
    [body['token_type'], body['scope'], body['resource']],
    ['Bearer', 'user_impersonation', PARTNER_CENTER],
  );
  const claims = claimsOf(String(body['access_token']));
  assert.deepEqual(
    [claims['aud'], claims['amr'], claims['tid']],
    [PARTNER_CENTER, ['pwd', 'mfa'], partnerOne],
  );
  assert.equal(headerOf(String(body['id_token']))['alg'], 'none');
});

test('A, refresh token: redeems a code of the authorization call as it is printed, without a redirect URI', async () => {
  const client = await createDocumentClient();
  // Without `resource` nobody is asked to consent, so Partner Center must have been consented to before (else 65001).
  await signInAt(client, A_AUTHORIZE_MENDED);
  const { code = '' } = fieldsOf(await signInAt(client, A_AUTHORIZE));
  const body = `resource=https%3a%2f%2fapi.partnercenter.microsoft.com&client_id=${clientId}&client_secret=${secret}&grant_type=authorization_code&code=${code}`;
  const answer = await post(client, `${partnerOne}/oauth2/token`, body);
  assert.deepEqual([answer.status, answer.body['resource']], [200, PARTNER_CENTER]);
});

test('A, access token and Partner Center: redeems the refresh token and reads the users of a customer', async () => {
  const client = await createDocumentClient();
  const { code = '' } = fieldsOf(await signInAt(client, A_AUTHORIZE_MENDED));
  const { refresh_token } = (await redeemA(client, code)).body;
  // Printed with stray blanks, `client_id=… &client_secret= …`, which would become part of the values.
  const body = `resource=https%3a%2f%2fapi.partnercenter.microsoft.com&client_id=${clientId}&client_secret=${secret}&grant_type=refresh_token&refresh_token=${String(refresh_token)}&scope=openid`;
  const answer = await post(client, `${partnerOne}/oauth2/token`, body);
  // The printed answer has no refresh token. Entra sends one with each redemption.
  const { refresh_token: successor, ...printed } = answer.body;
  assert.equal(typeof successor, 'string');
  assert.deepEqual(
    shapeOf(printed),
    textFields(
      'token_type',
      'scope',
      'expires_in',
      'ext_expires_in',
      'expires_on',
      'not_before',
      'resource',
      'access_token',
      'id_token',
    ),
  );
  const path = `/v1/customers/${customerA}/users`;
  const headers = { accept: 'application/json', 'x-locale': 'en-US' };
  const users = await client.get('partnerCenter', path, String(printed['access_token']), headers);
  assert.equal(users.status, 200);
  const { totalCount } = parseJson<{ totalCount: number }>(await users.text());
  assert.equal(
    totalCount,
    client.sandbox.world.users.filter(({ tenantId }) => tenantId === customerA).length,
  );
});

/** The consent link of document B, as it is printed. */
const B_CONSENT = `common/oauth2/authorize?prompt=consent&client_id=${clientId}&response_type=code&sso_reload=true`;

async function consentB(client: ExampleClient): Promise<URL> {
  const page = await client.person.open(`${client.sandbox.origins.login}/${B_CONSENT}`);
  const end = await signIn(client.person, page, CUSTOMER_ADMIN, { now: client.sandbox.clock.now });
  return new URL(end.url);
}

test('B, consent link: an administrator approves for the whole tenant, and the code comes in the query', async () => {
  const client = await createDocumentClient();
  const url = await consentB(client);
  assert.equal(`${url.origin}${url.pathname}`, REDIRECT_URI);
  const names = [...url.searchParams.keys()].toSorted();
  assert.deepEqual(names, ['admin_consent', 'code', 'session_state']);
  assert.equal(url.searchParams.get('admin_consent'), 'True');
});

test('B, consent link: sends a user who is no administrator for one', async () => {
  const client = await createDocumentClient();
  const { origins, world } = client.sandbox;
  const page = await client.person.open(`${origins.login}/${B_CONSENT}`);
  const user = { userPrincipalName: 'user01@customer-a.example', password: DEFAULT_PASSWORD };
  const end = await signIn(client.person, page, user, { now: client.sandbox.clock.now });
  const query = new URL(end.url).searchParams;
  // The page of AADSTS90094 has no other way than back to the application.
  assert.deepEqual([query.get('code'), query.get('error')], [null, 'access_denied']);
  const principal = world.servicePrincipals.find(({ tenantId }) => tenantId === customerA);
  assert.deepEqual(principal?.roles, []);
});

test('B, PowerShell: gets a v1 token of the application, with the roles that the administrator granted', async () => {
  const client = await createDocumentClient();
  await consentB(client);
  // The Python example asks for https://api.securitycenter.windows.com, which is Defender for Endpoint and opens no incidents.
  const body = `resource=${encodeURIComponent(DEFENDER)}&client_id=${clientId}&client_secret=${secret}&grant_type=client_credentials`;
  const answer = await post(client, `${customerA}/oauth2/token`, body);
  assert.equal(answer.status, 200);
  assert.deepEqual(
    shapeOf(answer.body),
    textFields(
      'token_type',
      'expires_in',
      'ext_expires_in',
      'expires_on',
      'not_before',
      'resource',
      'access_token',
    ),
  );
  assertDefenderToken(answer.body);
});

test('B, curl: gets a v2 token of the application, with numbers as numbers', async () => {
  const client = await createDocumentClient();
  await consentB(client);
  // Printed with the scope https://securitycenter.onmicrosoft.com/windowsatpservice/.default, an older name of Defender for
  // Endpoint, and with -k, which verifies no certificate.
  const body = `grant_type=client_credentials&client_id=${clientId}&scope=${DEFENDER}/.default&client_secret=${secret}`;
  const answer = await post(client, `${customerA}/oauth2/v2.0/token`, body);
  assert.equal(answer.status, 200);
  assert.deepEqual(shapeOf(answer.body), {
    token_type: 'string',
    expires_in: 'number',
    ext_expires_in: 'number',
    access_token: 'string',
  });
  assertDefenderToken(answer.body);
});

/** The picture in the document shows the roles with a plural, Incidents.Read.All; their names are singular. */
function assertDefenderToken(body: Record<string, unknown>): void {
  const { aud, tid, roles, scp } = claimsOf(String(body['access_token']));
  assert.deepEqual(
    [aud, tid, roles, scp],
    [DEFENDER, customerA, ['Incident.Read.All', 'AdvancedHunting.Read.All'], undefined],
  );
}

test('B, validation: a token has no roles before an administrator consented', async () => {
  const client = await createDocumentClient();
  const body = `resource=${encodeURIComponent(DEFENDER)}&client_id=${clientId}&client_secret=${secret}&grant_type=client_credentials`;
  const { body: answer } = await post(client, `${customerA}/oauth2/token`, body);
  assert.equal(claimsOf(String(answer['access_token']))['roles'], undefined);
});
