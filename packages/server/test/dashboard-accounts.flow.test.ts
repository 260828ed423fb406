import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readApplicationId, readTenantId } from '@consentry/core';
import type { Application, World } from '@consentry/sandbox';
import { type Page, type Person, type SignInOptions, signIn } from '@consentry/sandbox/person';
import { aBroker, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';
import { aDashboard, dashboardUrl } from './a-dashboard.ts';

const clientId = '50000000-0000-4000-8000-000000000000';
const signInUrl = `${dashboardUrl}/dashboard/sign-in`;

interface Change {
  readonly roles?: readonly string[];
  readonly authenticationContext?: string;
  readonly application?: Partial<Application>;
}

/** A broker at whose dashboard accounts of the first partner sign in; its administrator has these roles. */
function aBrokerWithAccounts(change: Change = {}): Promise<TestBroker> {
  const accounts = {
    tenant: readTenantId(partnerOne),
    clientId: readApplicationId(clientId),
    authenticationContext: change.authenticationContext,
  };
  return aBroker({
    config: { dashboard: { url: dashboardUrl, accounts } },
    world: (world) => register(world, change),
  });
}

function register(world: World, { roles = ['Consentry.Admin'], application = {} }: Change): void {
  world.applications.push({
    clientId,
    homeTenantId: partnerOne,
    displayName: 'Example Dashboard',
    secrets: [],
    certificates: [],
    redirectUris: [`${signInUrl}/answer`],
    requiredScopes: [],
    multiTenant: false,
    idTokenIssuance: true,
    optionalIdTokenClaims: ['auth_time'],
    ...application,
  });
  const administrator = world.users.find(
    ({ tenantId, userPrincipalName }) => tenantId === partnerOne && userPrincipalName.startsWith('admin'),
  );
  assert.ok(administrator);
  world.servicePrincipals.push({
    tenantId: partnerOne,
    clientId,
    state: 'enabled',
    roles: [],
    userRoles: roles.map((role) => ({ userObjectId: administrator.objectId, role })),
  });
}

async function signInAt(
  t: TestBroker,
  person: Person,
  page: Page,
  options: SignInOptions & { name?: string; tenant?: string } = {},
): Promise<Page> {
  const { userPrincipalName, password, totpSecret } = t.user(options.name ?? 'admin', options.tenant);
  const account = { userPrincipalName, password, ...(totpSecret === undefined ? {} : { totpSecret }) };
  return signIn(person, page, account, { now: () => t.sandbox.clock.now(), ...options });
}

test('an account of the tenant signs in, comes to the page that it asked for, and stands in the audit', async () => {
  await using t = await aBrokerWithAccounts();
  const person = t.person();
  const page = await signInAt(t, person, await person.open(`${dashboardUrl}/dashboard?x=1`));
  assert.equal(page.url, `${dashboardUrl}/dashboard?x=1`);
  assert.match(page.text, /admin · MFA unknown/);
  const [event] = await t.events();
  assert.equal(event?.type, 'dashboard.signed_in');
  assert.equal(event?.person, t.user('admin').objectId);
});

for (const role of ['Viewer', 'Operator', 'Admin']) {
  test(`the app role Consentry.${role} is the role ${role.toLowerCase()}`, async () => {
    await using t = await aBrokerWithAccounts({ roles: [`Consentry.${role}`] });
    const person = t.person();
    const page = await signInAt(t, person, await person.open(signInUrl));
    assert.match(page.text, new RegExp(`${role.toLowerCase()} · MFA`));
  });
}

test('an account without a role, or with one of another application, is refused', async () => {
  await using t = await aBrokerWithAccounts({ roles: ['Other.Admin'] });
  const person = t.person();
  const page = await signInAt(t, person, await person.open(signInUrl));
  assert.equal(page.status, 403);
  assert.match(page.text, /no role here.*Consentry\.Viewer/);
});

test('an account of another tenant is refused', async () => {
  await using t = await aBrokerWithAccounts();
  const person = t.person();
  const iss = `${t.sandbox.origins.login}/${partnerTwo}/v2.0`;
  t.sandbox.control.forgeNextIdToken({ claims: { tid: partnerTwo, iss } });
  const page = await signInAt(t, person, await person.open(signInUrl));
  assert.equal(page.status, 400);
  assert.match(page.text, /another organisation/);
});

test('with an authentication context MFA is confirmed by it, and a sign-in without it is refused', async () => {
  await using t = await aBrokerWithAccounts({ authenticationContext: 'c1' });
  const person = t.person();
  const page = await signInAt(t, person, await person.open(signInUrl));
  assert.match(page.text, /admin · MFA confirmed/);
  const other = t.person();
  t.sandbox.control.forgeNextIdToken({ claims: { acrs: null } });
  const refused = await signInAt(t, other, await other.open(signInUrl));
  assert.equal(refused.status, 400);
  assert.match(refused.text, /authentication context c1/);
});

test('an answer is taken only in the browser that asked, and only once it is signed for it', async () => {
  await using t = await aBrokerWithAccounts();
  const victim = t.person();
  const attacker = t.person();
  const answer = await signInAt(t, attacker, await attacker.open(signInUrl), { stopBeforeCallback: true });
  // Sent on to somebody else's browser, it would sign that browser in as the attacker.
  const page = await victim.submit(answer);
  assert.equal(page.status, 400);
  assert.match((await victim.open(`${dashboardUrl}/dashboard`)).url, /sign-in/);
  for (const change of [
    { nonce: 'x' },
    { nonce: null },
    { aud: t.config.application.id },
    { aud: [clientId, t.config.application.id] },
    { tid: partnerTwo },
  ]) {
    const person = t.person();
    t.sandbox.control.forgeNextIdToken({ claims: change });
    assert.equal((await signInAt(t, person, await person.open(signInUrl))).status, 400);
  }
});

test('nobody is led elsewhere after the sign-in', async () => {
  await using t = await aBrokerWithAccounts();
  for (const to of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/v1/grants',
    'javascript:alert(1)',
  ]) {
    const person = t.person();
    const page = await signInAt(t, person, await person.open(`${signInUrl}?to=${encodeURIComponent(to)}`));
    assert.equal(page.url, `${dashboardUrl}/dashboard`, to);
  }
});

test('a sign-in that was asked for again must say that it is new', async () => {
  await using t = await aBrokerWithAccounts({ application: { optionalIdTokenClaims: [] } });
  const person = t.person();
  const page = await person.open(signInUrl);
  const refused = await signInAt(t, person, await person.submit(page, { again: '1' }));
  assert.equal(refused.status, 400);
  assert.match(refused.text, /auth_time/);
});

test('there are no links where people sign in with accounts', async () => {
  await using t = await aBrokerWithAccounts();
  await assert.rejects(t.operator.call('createDashboardLink', { body: {} }), {
    code: 'dashboard_has_accounts',
  });
});

test('an answer is taken once: sent again after the sign-out, it signs nobody in', async () => {
  await using t = await aBrokerWithAccounts();
  const person = t.person();
  const answer = await signInAt(t, person, await person.open(signInUrl), { stopBeforeCallback: true });
  const page = await person.submit(answer);
  assert.equal(page.url, `${dashboardUrl}/dashboard`);
  await person.submit(page, {}, { button: 'Sign out' });
  assert.equal((await person.submit(answer)).status, 400);
  assert.match((await person.open(`${dashboardUrl}/dashboard`)).url, /sign-in/);
});

test('what somebody may not is recorded with who asked for it', async () => {
  await using t = await aBrokerWithAccounts({ roles: ['Consentry.Viewer'] });
  const person = t.person();
  const page = await signInAt(t, person, await person.open(signInUrl));
  const stop = `${dashboardUrl}/dashboard/stop/everything`;
  const form = page.forms.find(({ action }) => action.endsWith('/sign-out')) ?? assert.fail();
  const tampered = { ...page, forms: [{ ...form, action: stop }] };
  assert.equal((await person.submit(tampered)).status, 403);
  assert.equal((await person.open(stop)).status, 403);
  const refused = (await t.events()).filter(({ type }) => type === 'access.refused');
  const who = t.user('admin').objectId;
  assert.deepEqual(
    refused.map(({ actor, person: id }) => [actor, id]),
    [
      ['operator', who],
      ['operator', who],
    ],
  );
});

test('links, and sessions that began by one, are over once people sign in with accounts', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn();
  const { url } = await d.t.operator.call('createDashboardLink', { body: {} });
  const { pathname } = new URL(url);
  const accounts = {
    tenant: readTenantId(partnerOne),
    clientId: readApplicationId(clientId),
    authenticationContext: undefined,
  };
  await d.t.restart({ dashboard: { url: dashboardUrl, accounts } });
  assert.match((await browser.open('/dashboard')).path, /sign-in/);
  const other = d.browser();
  assert.equal((await other.open(pathname)).status, 404);
  const sent = await other.request(pathname, {
    method: 'POST',
    headers: { origin: dashboardUrl },
    body: new URLSearchParams(),
  });
  assert.equal(sent.status, 404);
});

test('a session holds only as long as the configuration would let its person in', async () => {
  await using t = await aBrokerWithAccounts();
  const person = t.person();
  await signInAt(t, person, await person.open(signInUrl));
  const accounts = t.config.dashboard?.accounts ?? assert.fail();
  const turnTo = (change: Partial<typeof accounts> | undefined) =>
    t.restart({
      dashboard: { url: dashboardUrl, accounts: change && { ...accounts, ...change } },
    });
  const opened = async () => (await person.open(`${dashboardUrl}/dashboard`)).url;
  await turnTo({ tenant: readTenantId(partnerTwo) });
  assert.match(await opened(), /sign-in/);
  await turnTo({ authenticationContext: 'c1' });
  assert.match(await opened(), /sign-in/);
  await turnTo(undefined);
  assert.match(await opened(), /sign-in/);
  await turnTo({});
  assert.doesNotMatch(await opened(), /sign-in/);
});

test('claims in another form than Entra’s give no role, no MFA and no proof', async () => {
  await using t = await aBrokerWithAccounts({ authenticationContext: 'c1' });
  const signedInWith = async (claims: Record<string, unknown>) => {
    const person = t.person();
    t.sandbox.control.forgeNextIdToken({ claims });
    return signInAt(t, person, await person.open(signInUrl));
  };
  for (const roles of ['Consentry.Admin', ['consentry.admin'], [['Consentry.Admin']], null])
    assert.equal((await signedInWith({ roles })).status, 403, JSON.stringify(roles));
  for (const acrs of ['c10', ['c10', 'c2'], [['c1']], {}, null])
    assert.equal((await signedInWith({ acrs })).status, 400, JSON.stringify(acrs));
  for (const authTime of ['9999999999', null, [1]]) {
    const person = t.person();
    const page = await person.open(signInUrl);
    t.sandbox.control.forgeNextIdToken({ claims: { auth_time: authTime } });
    const refused = await signInAt(t, person, await person.submit(page, { again: '1' }));
    assert.equal(refused.status, 400, JSON.stringify(authTime));
  }
});
