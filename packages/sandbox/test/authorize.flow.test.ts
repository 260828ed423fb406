import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { signIn } from '../src/person/index.ts';
import { anAccount, createExampleClient } from './example-client.ts';

/** What is wrong with an authorize request, and the number that Entra's own page shows. */
const ON_THE_PAGE: [cause: string, code: number, changes: Record<string, string | null>, tenant?: string][] =
  [
    ['a redirect URI that is not registered', 50011, { redirect_uri: 'http://localhost:44395/callback/' }],
    ['an unknown client', 700016, { client_id: '99999999-0000-4000-8000-000000000000' }],
    ['no client id', 900144, { client_id: null }],
    ['an unknown tenant', 90002, {}, 'unknown.example'],
    ['a tenant segment that cannot be one', 900023, {}, 'a_b'],
    ['an unknown response mode', 70007, { response_mode: 'web_message' }],
  ];

for (const [cause, code, changes, tenant] of ON_THE_PAGE) {
  test(`shows AADSTS${code} on Entra's own page for ${cause}`, async () => {
    const client = await createExampleClient();
    const page = await client.person.open(
      client.authorizeUrl({ response_mode: 'query', ...changes }, tenant),
    );
    assert.equal(new URL(page.url).origin, client.sandbox.origins.login);
    assert.match(page.text, new RegExp(`AADSTS${code}:`));
    assert.deepEqual(client.sandbox.ledger.authorizeVisits()[0]?.codes, [code]);
  });
}

/** What is wrong, and the error that is redirected to the application. */
const REDIRECTED: [cause: string, code: number, error: string, changes: Record<string, string | null>][] = [
  ['hybrid', 700054, 'unsupported_response_type', { response_type: 'code id_token' }],
  ['the implicit flow', 700051, 'unsupported_response_type', { response_type: 'token' }],
  ['no scope', 900144, 'invalid_request', { scope: null }],
  ['a resource parameter', 901002, 'invalid_request', { resource: 'https://graph.microsoft.com' }],
  ['an unknown resource', 500011, 'invalid_resource', { scope: 'https://unknown.example/.default' }],
  [
    'an unknown permission',
    650053,
    'invalid_scope',
    { scope: 'https://graph.microsoft.com/Incidents.Read.All' },
  ],
  ['a short code challenge', 501491, 'invalid_request', { code_challenge: 'short' }],
  ['an unknown prompt', 90023, 'invalid_request', { prompt: 'admin_consent' }],
  ['a silent request without a session', 50058, 'login_required', { prompt: 'none' }],
];

for (const [cause, code, error, changes] of REDIRECTED) {
  test(`redirects AADSTS${code} to the application for ${cause}`, async () => {
    const client = await createExampleClient();
    const page = await client.person.open(client.authorizeUrl({ response_mode: 'query', ...changes }));
    const query = new URL(page.url).searchParams;
    assert.equal(new URL(page.url).origin, 'http://localhost:44395');
    assert.equal(query.get('error'), error);
    assert.equal(query.get('state'), 'the-state');
    assert.match(query.get('error_description') ?? '', new RegExp(`^AADSTS${code}: .*\r\nTrace ID: `));
  });
}

test('posts an error to the application where it asked for form_post', async () => {
  const client = await createExampleClient();
  const page = await client.person.open(client.authorizeUrl({ response_type: 'code id_token' }));
  const answered = await client.person.submit(page);
  assert.match(answered.text, /"method":"POST","error":"unsupported_response_type"/);
});

test('shows AADSTS50194 when a single-tenant application comes through an alias', async () => {
  const world = defaultWorld();
  for (const application of world.applications) application.multiTenant = false;
  const client = await createExampleClient(world);
  const page = await client.person.open(client.authorizeUrl({}, 'organizations'));
  assert.match(page.text, /AADSTS50194:/);
});

test('shows AADSTS500113 when no redirect URI is registered', async () => {
  const world = defaultWorld();
  for (const application of world.applications) application.redirectUris = [];
  const client = await createExampleClient(world);
  assert.match((await client.person.open(client.authorizeUrl())).text, /AADSTS500113:/);
});

test('keeps a wrong address, password and code on the sign-in page, and lets the person try again', async () => {
  const client = await createExampleClient();
  const { person } = client;
  const right = anAccount('service');
  let page = await person.open(client.authorizeUrl());
  page = await person.submit(page, { login: 'nobody@partner-one.example' });
  assert.match(page.text, /AADSTS50034:/);
  page = await person.submit(page, { login: right.userPrincipalName });
  page = await person.submit(page, { passwd: 'wrong' });
  assert.match(page.text, /AADSTS50126:/);
  page = await person.submit(page, { passwd: right.password });
  page = await person.submit(page, { otc: '000000' });
  assert.match(page.text, /AADSTS500121:/);
  page = await signIn(person, page, right, { now: client.sandbox.clock.now });
  assert.match(page.text, /"code":"1\./);
  assert.deepEqual(
    client.sandbox.ledger.signIns().map(({ result, codes }) => [result, ...codes]),
    [['refused', 50034], ['refused', 50126], ['refused', 500121], ['signed-in']],
  );
});

test('shows AADSTS50057 to a disabled account', async () => {
  const world = defaultWorld();
  for (const user of world.users) user.state = 'disabled';
  const client = await createExampleClient(world);
  assert.match((await client.consent(anAccount('service')))['page'] ?? '', /AADSTS50057:/);
});

test('shows AADSTS50020 to an account of another partner', async () => {
  const client = await createExampleClient();
  assert.match((await client.consent(anAccount('service', 'two')))['page'] ?? '', /AADSTS50020:/);
});

test('shows AADSTS50079 where MFA is required and the account never registered', async () => {
  const world = defaultWorld();
  for (const tenant of world.tenants) tenant.mfa = 'required';
  const client = await createExampleClient(world);
  assert.match((await client.consent(anAccount('no-mfa')))['page'] ?? '', /AADSTS50079:/);
});

test('tells the application that consent was declined', async () => {
  const client = await createExampleClient();
  const answer = await client.consent(anAccount('service'), { decision: 'cancel' });
  assert.equal(answer['error'], 'access_denied');
  assert.match(answer['error_description'] ?? '', /^AADSTS65004:/);
  assert.deepEqual(
    client.sandbox.world.consents.filter((consent) => consent.kind === 'user'),
    [],
  );
});

test('stops a user who may not consent with AADSTS90094, and offers the way back', async () => {
  const client = await createExampleClient();
  const tenant = DEFAULT_TENANTS.partnerTwo;
  const answer = await client.consent(anAccount('service', 'two'), { tenant });
  assert.equal(answer['error'], 'access_denied');
  const page = await client.person.open(client.authorizeUrl({}, tenant));
  assert.match(page.text, /Need admin approval AADSTS90094:/);
});

test('asks for consent once, and again when the application says prompt=consent', async () => {
  const client = await createExampleClient();
  await client.consent(anAccount('service'));
  const again = await client.person.open(client.authorizeUrl());
  assert.equal(again.forms[0]?.fields[0]?.name, 'code');
  const asked = await client.person.open(client.authorizeUrl({ prompt: 'consent' }));
  assert.match(asked.text, /Permissions requested .*Act as you in Partner Center/);
});

test('shows the sign-in again for prompt=login and prompt=select_account, with the hinted address', async () => {
  const client = await createExampleClient();
  await client.consent(anAccount('service'));
  for (const prompt of ['login', 'select_account']) {
    const page = await client.person.open(client.authorizeUrl({ prompt, login_hint: 'a@b.example' }));
    assert.deepEqual(page.forms[0]?.fields[1], { name: 'login', type: 'text', value: 'a@b.example' });
  }
});

test('asks for the one-time code only if the application does, where the tenant says so', async () => {
  const world = defaultWorld();
  for (const tenant of world.tenants) tenant.mfa = 'when-asked';
  const client = await createExampleClient(world);
  await client.consent(anAccount('service'));
  assert.deepEqual(client.sandbox.ledger.signIns()[0]?.amr, ['pwd']);
  await client.consent(anAccount('service'), { changes: { amr_values: 'mfa' } });
  assert.deepEqual(client.sandbox.ledger.signIns()[1]?.amr, ['pwd', 'mfa']);
});

test('lets a guest in, and names the home of the account', async () => {
  const client = await createExampleClient();
  const guest = { ...anAccount('service'), userPrincipalName: 'guest@control-panel.example' };
  const { code = '' } = await client.consent(guest);
  const { body } = await client.redeem(code);
  assert.equal(body['token_type'], 'Bearer');
});

test('sends pages with a strict policy, and takes no form from another browser or another origin', async () => {
  const client = await createExampleClient();
  const page = await client.person.open(client.authorizeUrl());
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'none'/);
  assert.match(policy, /form-action 'self' http:\/\/localhost:44395/);
  assert.match(page.text, /This is not Microsoft/);
  const stranger = await createExampleClient();
  const { action, fields } = page.forms[0] ?? { action: '', fields: [] };
  const body = new URLSearchParams([...fields.map(({ name, value }) => [name, value]), ['login', 'x']]);
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  const post = (headers: Record<string, string>): Promise<Response> =>
    client.send(new Request(action, { method: 'POST', body, headers }));
  assert.match(await (await post({})).text(), /AADSTS50089/);
  assert.match(await (await post({ cookie, origin: 'https://evil.example' })).text(), /AADSTS50089/);
  assert.match(await (await post({ cookie, origin: stranger.sandbox.origins.login })).text(), /AADSTS50034/);
});
