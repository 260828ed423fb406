import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { signIn } from '../src/person/index.ts';
import { aUserOf, aWorldOf } from './a-world.ts';
import { PARTNER_CENTER_SCOPE, anAccount, claimsOf, createExampleClient } from './example-client.ts';

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
  ['a malformed scope', 70011, 'invalid_scope', { scope: 'https://graph.microsoft.com/' }],
  ['claims that are no JSON', 9002313, 'invalid_request', { claims: '{' }],
  ['claims that are no object', 9002313, 'invalid_request', { claims: '[]' }],
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

test('shows AADSTS50034, AADSTS50126 and AADSTS500121 on the form for a wrong address, password and code', async () => {
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

test('redirects AADSTS65001 for a silent request that lacks consent', async () => {
  const client = await createExampleClient();
  await client.consent(anAccount('service'), { decision: 'cancel' });
  const changes = { prompt: 'none', response_mode: 'query' };
  const query = new URL((await client.person.open(client.authorizeUrl(changes))).url).searchParams;
  assert.equal(query.get('error'), 'consent_required');
  assert.match(query.get('error_description') ?? '', /^AADSTS65001:/);
});

test('shows AADSTS7000112 where an administrator disabled the application', async () => {
  const world = defaultWorld();
  for (const principal of world.servicePrincipals) principal.state = 'disabled';
  const client = await createExampleClient(world);
  assert.match((await client.person.open(client.authorizeUrl())).text, /AADSTS7000112:/);
});

test('shows AADSTS50020 to an account of another partner', async () => {
  const client = await createExampleClient();
  assert.match((await client.consent(anAccount('service', 'two')))['page'] ?? '', /AADSTS50020:/);
});

test('sends AADSTS65004 back where the person declined consent', async () => {
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

test('shows the sign-in again for prompt=login, with the hinted address', async () => {
  const client = await createExampleClient();
  await client.consent(anAccount('service'));
  const changes = { prompt: 'login', login_hint: 'a@b.example' };
  const page = await client.person.open(client.authorizeUrl(changes));
  assert.deepEqual(page.forms[0]?.fields[1], { name: 'login', type: 'text', value: 'a@b.example' });
});

test('shows AADSTS50055 for an expired password, after the right one only', async () => {
  const world = defaultWorld();
  aUserOf(world, 'service@partner-one.example').passwordExpired = true;
  const client = await createExampleClient(world);
  const { person } = client;
  const { userPrincipalName, password } = anAccount('service');
  const asked = await person.submit(await person.open(client.authorizeUrl()), { login: userPrincipalName });
  assert.match((await person.submit(asked, { passwd: 'wrong' })).text, /AADSTS50126:/);
  const page = await person.submit(asked, { passwd: password });
  assert.match(page.text, /AADSTS50055:/);
  assert.equal(new URL(page.url).origin, client.sandbox.origins.login);
});

test('shows AADSTS50105 to a user who is not assigned to the application, and lets an assigned one in', async () => {
  const world = defaultWorld();
  const { objectId } = aUserOf(world, 'admin@partner-one.example');
  for (const principal of world.servicePrincipals) principal.assignedUserObjectIds = [objectId];
  const client = await createExampleClient(world);
  assert.match((await client.consent(anAccount('service')))['page'] ?? '', /AADSTS50105:/);
  const admin = await client.consent(anAccount('admin'), { changes: { prompt: 'login' } });
  assert.match(admin['code'] ?? '', /^1\./);
});

test('answers AADSTS50105 at the token endpoint once a user is no longer assigned', async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  for (const principal of client.sandbox.world.servicePrincipals) principal.assignedUserObjectIds = [];
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.partnerOne);
  assert.deepEqual(body.error_codes, [50105]);
});

test("has a tenant's own identity provider ask for the code, and does not see the MFA", async () => {
  const client = await createExampleClient(aWorldOf({ federation: 'mfa-without-claim' }));
  const { person } = client;
  const { userPrincipalName, password } = anAccount('service');
  const login = await person.submit(await person.open(client.authorizeUrl()), { login: userPrincipalName });
  const page = await person.submit(login, { passwd: password });
  assert.match(page.text, /own identity provider asks/);
  await signIn(person, page, anAccount('service'), { now: client.sandbox.clock.now });
  assert.deepEqual(client.sandbox.ledger.signIns()[0]?.amr, ['pwd', 'fed']);
});

test('shows AADSTS50079 where MFA is required and the identity provider does not tell of it', async () => {
  const world = aWorldOf({ federation: 'mfa-without-claim', mfa: 'required' });
  const client = await createExampleClient(world);
  assert.match((await client.consent(anAccount('service')))['page'] ?? '', /AADSTS50079:/);
});

test('takes a challenge for MFA, and what a client can do for none', async () => {
  const world = aWorldOf({ mfa: 'when-asked' });
  const client = await createExampleClient(world);
  const capability = { access_token: { xms_cc: { values: ['CP1'] } } };
  await client.consent(anAccount('service'), { changes: { claims: JSON.stringify(capability) } });
  const challenge = { access_token: { acrs: { essential: true, value: 'c1' } } };
  await client.consent(anAccount('service'), { changes: { claims: JSON.stringify(challenge) } });
  assert.deepEqual(
    client.sandbox.ledger.signIns().map(({ amr }) => amr),
    [['pwd'], ['pwd', 'mfa']],
  );
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
  const { idp, unique_name, upn } = claimsOf(body['access_token']);
  const home = `${client.sandbox.origins.login}/sts/${DEFAULT_TENANTS.vendor}/`;
  assert.deepEqual([idp, unique_name, upn], [home, guest.userPrincipalName, undefined]);
});

test('sends pages with a strict policy', async () => {
  const client = await createExampleClient();
  const page = await client.person.open(client.authorizeUrl());
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'none'/);
  assert.match(policy, /form-action 'self' http:\/\/localhost:44395/);
  assert.match(page.text, /This is not Microsoft/);
});

test('shows AADSTS50089 for a form that comes from another browser or another origin', async () => {
  const client = await createExampleClient();
  const page = await client.person.open(client.authorizeUrl());
  const stranger = await createExampleClient();
  const { action, fields } = page.forms[0] ?? { action: '', fields: [] };
  const body = new URLSearchParams([...fields.map(({ name, value }) => [name, value]), ['login', 'x']]);
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
  const post = (headers: Record<string, string>): Promise<Response> =>
    client.send(new Request(action, { method: 'POST', body, headers }));
  const refused = await post({});
  assert.match(await refused.text(), /AADSTS50089/);
  // A page answers 200, whatever the status of the JSON answer.
  assert.equal(refused.status, 200);
  assert.match(await (await post({ cookie, origin: 'https://evil.example' })).text(), /AADSTS50089/);
  assert.match(await (await post({ cookie, origin: stranger.sandbox.origins.login })).text(), /AADSTS50034/);
});
