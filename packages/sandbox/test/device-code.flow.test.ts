import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '../src/index.ts';
import { signIn } from '../src/person/index.ts';
import type { Page, SignInOptions } from '../src/person/index.ts';
import { aWorldWith } from './a-world.ts';
import {
  PARTNER_CENTER_SCOPE,
  anAccount,
  claimsOf,
  createExampleClient,
  parseJson,
} from './example-client.ts';
import type { ExampleClient, TokenAnswer } from './example-client.ts';
import { PARTNER_CENTER, tokenV1 } from './v1-client.ts';

const HOME = DEFAULT_TENANTS.partnerOne;
const V2_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** What a device is given. */
interface Codes {
  user_code: string;
  device_code: string;
  verification_uri: string;
  expires_in: number;
  interval: number;
  message: string;
}

function aDevice(): Promise<ExampleClient> {
  return createExampleClient(aWorldWith({ allowPublicClientFlows: true }));
}

async function post<T>(client: ExampleClient, path: string, fields: Record<string, string>): Promise<T> {
  const body = new URLSearchParams({ client_id: DEFAULT_APPLICATION.clientId, ...fields });
  const url = `${client.sandbox.origins.login}/${path}`;
  return parseJson<T>(await (await client.send(new Request(url, { method: 'POST', body }))).text());
}

function begin(client: ExampleClient, tenant: string = HOME): Promise<Codes> {
  const scope = `${PARTNER_CENTER_SCOPE} openid offline_access`;
  return post(client, `${tenant}/oauth2/v2.0/devicecode`, { scope });
}

function poll(client: ExampleClient, { device_code }: Codes, tenant: string = HOME): Promise<TokenAnswer> {
  return client.token({ grant_type: V2_GRANT, device_code, client_secret: null }, tenant);
}

async function type({ person, sandbox }: ExampleClient, userCode: string): Promise<Page> {
  const page = await person.open(`${sandbox.origins.login}/common/oauth2/deviceauth`);
  return person.submit(page, { user_code: userCode });
}

/** Enters the code and signs in, as a person with a browser of their own does. */
async function enter(client: ExampleClient, userCode: string, options: SignInOptions = {}): Promise<Page> {
  const page = await type(client, userCode);
  const { now } = client.sandbox.clock;
  return signIn(client.person, page, anAccount('service'), { now, ...options });
}

test('gives a device its codes: numbers at v2, text and verification_url at v1', async () => {
  const client = await aDevice();
  const page = `${client.sandbox.origins.login}/common/oauth2/deviceauth`;
  const v2 = await begin(client);
  assert.match(v2.user_code, /^[A-Z2-9]{9}$/);
  assert.deepEqual([v2.verification_uri, v2.expires_in, v2.interval], [page, 900, 5]);
  assert.match(v2.message, new RegExp(`${page} and enter the code ${v2.user_code} `));
  const v1 = await post<Record<string, string>>(client, `${HOME}/oauth2/devicecode`, {
    resource: PARTNER_CENTER,
  });
  assert.deepEqual(
    [v1['verification_url'], v1['expires_in'], v1['interval'], v1['verification_uri']],
    [page, '900', '5', undefined],
  );
});

test('signs a device in while it polls, and its client proves nothing', async () => {
  const client = await aDevice();
  const codes = await begin(client, 'organizations');
  const waiting = await poll(client, codes, 'organizations');
  assert.deepEqual([waiting.status, waiting.body['error']], [400, 'authorization_pending']);
  assert.deepEqual(waiting.body.error_codes, [70016]);
  const end = await enter(client, codes.user_code.toLowerCase());
  assert.match(end.text, /You have signed in to Example Integration on your device/);
  const { status, body } = await poll(client, codes, 'organizations');
  assert.equal(status, 200, JSON.stringify(body));
  const claims = claimsOf(body['access_token']);
  assert.deepEqual([claims['appidacr'], claims['amr'], claims['tid']], ['0', ['pwd', 'mfa'], HOME]);
  assert.ok(body['refresh_token']);
  assert.ok(body['id_token']);
});

test('takes the v1 grant, with the field named code', async () => {
  const client = await aDevice();
  const v1 = await post<Record<string, string>>(client, `${HOME}/oauth2/devicecode`, {
    resource: PARTNER_CENTER,
  });
  await enter(client, v1['user_code'] ?? '');
  const fields = { grant_type: 'device_code', code: v1['device_code'] ?? '' };
  const body = await post<TokenAnswer['body']>(client, `${HOME}/oauth2/token`, fields);
  assert.equal(body['resource'], PARTNER_CENTER, JSON.stringify(body));
});

test('takes the short name of the grant at v2 too, as MSAL sends it', async () => {
  const client = await aDevice();
  const codes = await begin(client);
  await enter(client, codes.user_code);
  const { device_code } = codes;
  const { status } = await client.token({ grant_type: 'device_code', device_code, client_secret: null });
  assert.equal(status, 200);
});

test('names the application and warns before the device is let in', async () => {
  const client = await aDevice();
  const { user_code } = await begin(client);
  await client.consent(anAccount('service'));
  const asked = await type(client, user_code);
  assert.match(asked.text, /sign in to Example Integration\?.*Continue only if you started this yourself/);
});

async function decline(client: ExampleClient): Promise<void> {
  const codes = await begin(client);
  const end = await enter(client, codes.user_code, { decision: 'cancel' });
  assert.match(end.text, /You have not signed in to Example Integration/);
  const { body } = await poll(client, codes);
  assert.deepEqual([body['error'], body.error_codes], ['authorization_declined', [70017]]);
}

test('tells the device with AADSTS70017 that the person did not consent', async () => {
  const client = await aDevice();
  await decline(client);
  assert.equal(client.sandbox.ledger.consents()[0]?.decision, 'declined');
});

test('tells the device with AADSTS70017 that the person did not want to sign in there', async () => {
  const client = await aDevice();
  await client.consent(anAccount('service'));
  await decline(client);
});

test('answers AADSTS70016 as long as nobody answered', async () => {
  const client = await aDevice();
  const { status, body } = await poll(client, await begin(client));
  assert.deepEqual([status, body['error'], body.error_codes], [400, 'authorization_pending', [70016]]);
});

test('refuses an unknown device code with AADSTS70018', async () => {
  const client = await aDevice();
  const { body } = await poll(client, { ...(await begin(client)), device_code: 'unknown' });
  assert.deepEqual([body['error'], body.error_codes], ['bad_verification_code', [70018]]);
});

test('refuses a device code that was used with AADSTS54005', async () => {
  const client = await aDevice();
  const codes = await begin(client);
  await enter(client, codes.user_code);
  assert.equal((await poll(client, codes)).status, 200);
  assert.deepEqual((await poll(client, codes)).body.error_codes, [54005]);
});

test('refuses a device code older than fifteen minutes with AADSTS70020, approved or not', async () => {
  const client = await aDevice();
  const [approved, pending] = [await begin(client), await begin(client)];
  await enter(client, approved.user_code);
  client.sandbox.clock.move(15 * 60_000 + 1);
  for (const codes of [approved, pending]) {
    const { body } = await poll(client, codes);
    assert.deepEqual([body['error'], body.error_codes], ['expired_token', [70020]]);
  }
});

test('keeps a user code that is wrong, or was used, on its page with AADSTS70018', async () => {
  const client = await aDevice();
  assert.match((await type(client, 'WRONGCODE')).text, /AADSTS70018:/);
  const codes = await begin(client);
  await enter(client, codes.user_code);
  assert.match((await type(client, codes.user_code)).text, /AADSTS70018:/);
});

test('keeps a user code older than fifteen minutes on its page with AADSTS70019', async () => {
  const client = await aDevice();
  const codes = await begin(client);
  client.sandbox.clock.move(15 * 60_000 + 1);
  assert.match((await type(client, codes.user_code)).text, /AADSTS70019:/);
});

test('refuses a device code at another tenant with AADSTS700005, and one of another client with AADSTS700007', async () => {
  const world = aWorldWith({ allowPublicClientFlows: true });
  const [first] = world.applications;
  const other = '40000000-0000-4000-8000-000000000001';
  if (first !== undefined) world.applications.push({ ...first, clientId: other });
  const client = await createExampleClient(world);
  const codes = await begin(client);
  await enter(client, codes.user_code);
  assert.deepEqual((await poll(client, codes, DEFAULT_TENANTS.partnerTwo)).body.error_codes, [700005]);
  const { device_code } = codes;
  const fields = { grant_type: V2_GRANT, device_code, client_id: other, client_secret: null };
  assert.deepEqual((await client.token(fields)).body.error_codes, [700007]);
});

test('refuses a confidential registration with AADSTS7000218, and a credential with AADSTS700025', async () => {
  const client = await createExampleClient();
  const codes = await begin(client);
  assert.deepEqual((await poll(client, codes)).body.error_codes, [7000218]);
  const { device_code } = codes;
  const withSecret = await client.token({ grant_type: V2_GRANT, device_code });
  assert.deepEqual([withSecret.status, withSecret.body.error_codes], [401, [700025]]);
  const v1 = await tokenV1(client, { grant_type: 'device_code', code: device_code });
  assert.deepEqual(v1.body.error_codes, [700025]);
});

test('shows AADSTS50105 to a user who is not assigned to the application, and lets no device in', async () => {
  const world = aWorldWith({ allowPublicClientFlows: true });
  for (const principal of world.servicePrincipals) principal.assignedUserObjectIds = [];
  const client = await createExampleClient(world);
  const codes = await begin(client);
  assert.match((await enter(client, codes.user_code)).text, /AADSTS50105:/);
  assert.equal((await poll(client, codes)).body['error'], 'authorization_pending');
});

test('answers what is wrong with the request of a device as JSON', async () => {
  const client = await aDevice();
  const answer = await post<TokenAnswer['body']>(client, `${HOME}/oauth2/v2.0/devicecode`, {});
  assert.deepEqual([answer['error'], answer.error_codes], ['invalid_request', [900144]]);
  const unknown = await post<TokenAnswer['body']>(client, 'unknown.example/oauth2/devicecode', {});
  assert.deepEqual(unknown.error_codes, [90002]);
});
