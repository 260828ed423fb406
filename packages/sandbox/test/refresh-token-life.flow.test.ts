import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_PASSWORD, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { User } from '../src/index.ts';
import { aUserOf } from './a-world.ts';
import { GRAPH_SCOPE, PARTNER_CENTER_SCOPE, anAccount, createExampleClient } from './example-client.ts';
import type { ExampleClient, TokenAnswer } from './example-client.ts';

const DAY_MS = 24 * 60 * 60_000;
const HOME = DEFAULT_TENANTS.partnerOne;
const { customerA } = DEFAULT_TENANTS;
const PARTNER_CENTER = 'https://api.partnercenter.microsoft.com';
const NEW_PASSWORD = 'Another-password-2';

interface Connection {
  client: ExampleClient;
  user: User;
  refresh: (scope?: string, tenant?: string) => Promise<TokenAnswer>;
}

/** A refresh token of the service account, and what it gives at home. */
async function connect(world = defaultWorld()): Promise<Connection> {
  const client = await createExampleClient(world);
  const refreshToken = await client.connect(anAccount('service'));
  const user = aUserOf(world, 'service@partner-one.example');
  const refresh: Connection['refresh'] = (scope = PARTNER_CENTER_SCOPE, tenant = HOME) =>
    client.refresh(refreshToken, scope, tenant);
  return { client, user, refresh };
}

function codesOf({ body }: TokenAnswer): number[] | undefined {
  return body.error_codes;
}

function hash(token: string | undefined): string {
  return createHash('sha256')
    .update(token ?? '')
    .digest('hex');
}

test('a refresh token stays alive when it is redeemed', async () => {
  const { refresh } = await connect();
  assert.equal((await refresh()).status, 200);
  assert.equal((await refresh()).status, 200);
});

test('where refresh tokens are good once, the second use is AADSTS70000 with bad_token, and the successor lives', async () => {
  const world = defaultWorld();
  world.settings.refreshTokens = 'single-use';
  const { client, refresh } = await connect(world);
  const first = await refresh();
  const again = await refresh();
  assert.deepEqual(
    [again.status, again.body['error'], codesOf(again), again.body['suberror']],
    [400, 'invalid_grant', [70000], 'bad_token'],
  );
  const successor = first.body['refresh_token'] ?? '';
  assert.equal((await client.refresh(successor, PARTNER_CENTER_SCOPE, HOME)).status, 200);
});

test('where refresh tokens are good once, a refusal uses none up, and of two at once one wins', async () => {
  const world = defaultWorld();
  world.settings.refreshTokens = 'single-use';
  const { refresh } = await connect(world);
  assert.deepEqual(codesOf(await refresh(GRAPH_SCOPE, DEFAULT_TENANTS.customerB)), [65001]);
  const answers = await Promise.all([refresh(), refresh()]);
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
});

test('the ledger knows every refresh token, and the one that was redeemed for it', async () => {
  const { client, user, refresh } = await connect();
  const { body } = await refresh(GRAPH_SCOPE, customerA);
  const [first, second] = client.sandbox.ledger.refreshTokens();
  assert.deepEqual(
    [first?.grantType, first?.tenantId, first?.userObjectId, first?.predecessor],
    ['authorization_code', HOME, user.objectId, undefined],
  );
  assert.deepEqual(
    [second?.grantType, second?.tenantId, second?.clientId, second?.predecessor, second?.fingerprint],
    [
      'refresh_token',
      customerA,
      DEFAULT_APPLICATION.clientId,
      first?.fingerprint,
      hash(body['refresh_token']),
    ],
  );
});

test('AADSTS700082: a refresh token that nobody used for 90 days', async () => {
  const { client, refresh } = await connect();
  client.sandbox.clock.move(90 * DAY_MS + 1000);
  const refused = await refresh();
  assert.deepEqual(
    [refused.status, refused.body['error'], codesOf(refused), refused.body['suberror']],
    [400, 'invalid_grant', [700082], 'token_expired'],
  );
});

test('AADSTS50173: an administrator reset the password in the Entra admin center', async () => {
  const { client, user, refresh } = await connect();
  const by = 'entra-admin-center';
  assert.equal(client.sandbox.control.resetPassword(user.objectId, { by, password: NEW_PASSWORD }), true);
  const refused = await refresh();
  assert.deepEqual(
    [refused.status, refused.body['error'], codesOf(refused)],
    [400, 'invalid_grant', [50173]],
  );
  assert.deepEqual(codesOf(await refresh(GRAPH_SCOPE, customerA)), [50173]);
});

for (const [cause, by] of [
  ['an administrator resets the password in the Azure portal', 'azure-portal'],
  ['the user changes the password', 'user'],
] as const) {
  test(`a refresh token stays alive when ${cause}, and the new password signs in`, async () => {
    const { client, user, refresh } = await connect();
    client.sandbox.control.resetPassword(user.objectId, { by, password: NEW_PASSWORD });
    assert.equal((await refresh()).status, 200);
    const changes = { prompt: 'login' };
    const old = await client.consent(anAccount('service'), { changes });
    assert.match(old['page'] ?? '', /AADSTS50126:/);
    const answer = await client.consent({ ...anAccount('service'), password: NEW_PASSWORD }, { changes });
    assert.match(answer['code'] ?? '', /^1\./);
  });
}

test('a refresh token stays alive when the password expires', async () => {
  const { user, refresh } = await connect();
  user.passwordExpired = true;
  assert.equal((await refresh()).status, 200);
});

test('a refresh token stays alive when the user signs out everywhere', async () => {
  const { client, refresh } = await connect();
  await client.person.open(`${client.sandbox.origins.login}/${HOME}/oauth2/v2.0/logout`);
  assert.equal((await refresh()).status, 200);
});

test('AADSTS50173: all sessions of the user were revoked; a code and the browser’s session too, and a new sign-in heals', async () => {
  const { client, user, refresh } = await connect();
  const { code = '' } = await client.consent(anAccount('service'));
  assert.equal(client.sandbox.control.revokeSessions(user.objectId), true);
  assert.deepEqual(codesOf(await refresh()), [50173]);
  assert.deepEqual(codesOf(await client.redeem(code)), [50173]);
  const page = await client.person.open(client.authorizeUrl());
  assert.equal(
    page.forms[0]?.fields.some(({ name }) => name === 'login'),
    true,
  );
  const again = await client.consent(anAccount('service'));
  assert.equal((await client.redeem(again['code'] ?? '')).status, 200);
});

test('a sign-in in the same millisecond as the revocation came after it', async () => {
  const world = defaultWorld();
  const client = await createExampleClient(world, { now: () => 1_800_000_000_000 });
  const refreshToken = await client.connect(anAccount('service'));
  client.sandbox.control.revokeSessions(aUserOf(world, 'service@partner-one.example').objectId);
  assert.deepEqual(codesOf(await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, HOME)), [50173]);
  assert.notEqual(await client.connect(anAccount('service')), '');
});

test('revoking names nobody who is not there', async () => {
  const { client } = await connect();
  assert.equal(client.sandbox.control.revokeSessions('00000000-0000-4000-8000-000000000000'), false);
});

test('the sessions of a guest are revoked at home, and nowhere else', async () => {
  const world = defaultWorld();
  const guest = aUserOf(world, 'guest_control-panel.example#EXT#@partner-one.example');
  const atHome: User = {
    objectId: '50000000-0000-4000-8000-000000000001',
    tenantId: DEFAULT_TENANTS.vendor,
    userPrincipalName: 'guest@control-panel.example',
    displayName: 'Guest at home',
    password: DEFAULT_PASSWORD,
    directoryRoles: [],
    groups: [],
    state: 'active',
  };
  world.users.push(atHome);
  const client = await createExampleClient(world);
  const account = { ...anAccount('service'), userPrincipalName: 'guest@control-panel.example' };
  const { code = '' } = await client.consent(account);
  const refreshToken = (await client.redeem(code)).body['refresh_token'] ?? '';
  client.sandbox.control.revokeSessions(guest.objectId);
  assert.equal((await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, HOME)).status, 200);
  client.sandbox.control.revokeSessions(atHome.objectId);
  assert.deepEqual(codesOf(await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, HOME)), [50173]);
});

test('AADSTS50057: the user was disabled', async () => {
  const { user, refresh } = await connect();
  user.state = 'disabled';
  const refused = await refresh();
  assert.deepEqual(
    [refused.status, refused.body['error'], codesOf(refused)],
    [400, 'invalid_grant', [50057]],
  );
});

test('AADSTS500341: the user was deleted', async () => {
  const { client, user, refresh } = await connect();
  client.sandbox.world.users = client.sandbox.world.users.filter((one) => one !== user);
  const refused = await refresh();
  assert.deepEqual(
    [refused.status, refused.body['error'], codesOf(refused)],
    [400, 'invalid_grant', [500341]],
  );
  assert.deepEqual(codesOf(await refresh(PARTNER_CENTER_SCOPE, 'organizations')), [500341]);
});

test('AADSTS7000112: the application was disabled in the tenant', async () => {
  const { client, refresh } = await connect();
  for (const principal of client.sandbox.world.servicePrincipals) principal.state = 'disabled';
  const refused = await refresh();
  assert.deepEqual(
    [refused.status, refused.body['error'], codesOf(refused)],
    [400, 'unauthorized_client', [7000112]],
  );
});

test('AADSTS65001 at home and AADSTS90099 at a customer: the service principal was deleted', async () => {
  const { client, refresh } = await connect();
  client.sandbox.world.servicePrincipals = [];
  assert.deepEqual(codesOf(await refresh()), [65001]);
  const refused = await refresh(GRAPH_SCOPE, customerA);
  assert.deepEqual(
    [refused.status, refused.body['error'], codesOf(refused)],
    [400, 'invalid_grant', [90099]],
  );
});

test('AADSTS700016: the registration of the application was deleted', async () => {
  const { client, refresh } = await connect();
  client.sandbox.world.applications = [];
  const refused = await refresh();
  assert.deepEqual(
    [refused.status, refused.body['error'], codesOf(refused)],
    [400, 'unauthorized_client', [700016]],
  );
});

test('AADSTS65001: the consent was withdrawn', async () => {
  const { client, refresh } = await connect();
  const { world } = client.sandbox;
  world.consents = world.consents.filter(({ resource }) => resource !== PARTNER_CENTER);
  const refused = await refresh();
  assert.deepEqual(
    [refused.status, refused.body['error'], codesOf(refused), refused.body['suberror']],
    [400, 'invalid_grant', [65001], 'consent_required'],
  );
  assert.equal((await refresh(GRAPH_SCOPE)).status, 200);
});

test('AADSTS500011: the resource has no service principal in the tenant', async () => {
  const { refresh } = await connect();
  const refused = await refresh(PARTNER_CENTER_SCOPE, customerA);
  assert.deepEqual(
    [refused.status, refused.body['error'], codesOf(refused)],
    [400, 'invalid_resource', [500011]],
  );
});
