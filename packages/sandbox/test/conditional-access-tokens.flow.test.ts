import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { ConditionalAccessPolicy, World } from '../src/index.ts';
import { aPolicy, consentFrom, refreshFrom } from './a-policy.ts';
import { aUserOf, aWorldOf } from './a-world.ts';
import {
  GRAPH_SCOPE,
  PARTNER_CENTER_SCOPE,
  anAccount,
  claimsOf,
  createExampleClient,
  parseJson,
} from './example-client.ts';
import type { ExampleClient, TokenAnswer } from './example-client.ts';
import { consentV1, redeemV1 } from './v1-client.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const HOME = DEFAULT_TENANTS.partnerOne;
const { customerA } = DEFAULT_TENANTS;

/** Signs in while no policy is there, and then puts policies up. */
async function connectBefore(
  policies: ConditionalAccessPolicy[],
  {
    world = defaultWorld(),
    name = 'service',
  }: { world?: World; name?: 'service' | 'no-mfa' | 'federated' } = {},
): Promise<{ client: ExampleClient; refresh: (scope?: string, tenant?: string) => Promise<TokenAnswer> }> {
  const client = await createExampleClient(world);
  const refreshToken = await client.connect(anAccount(name));
  world.conditionalAccess = policies;
  return {
    client,
    refresh: (scope = PARTNER_CENTER_SCOPE, tenant = HOME) => client.refresh(refreshToken, scope, tenant),
  };
}

function codesOf({ body }: TokenAnswer): number[] | undefined {
  return body.error_codes;
}

/** The body of a refusal as Entra writes it, with what stands in every one. */
function assertRefusal(answer: TokenAnswer, code: number, suberror: string | undefined): void {
  const { status, headers, body } = answer;
  assert.deepEqual(
    [status, body['error'], codesOf(answer), body['suberror']],
    [400, 'invalid_grant', [code], suberror],
  );
  assert.match(headers.get('content-type') ?? '', /^application\/json/);
  assert.match(headers.get('cache-control') ?? '', /no-store/);
  assert.match(
    body['error_description'] ?? '',
    new RegExp(`^AADSTS${code}: .*\\r\\nTrace ID: \\S+\\r\\nCorrelation ID: \\S+\\r\\nTimestamp: `),
  );
  assert.match(body['error_uri'] ?? '', new RegExp(`/error\\?code=${code}$`));
  assert.equal(body['access_token'], undefined);
}

test('AADSTS50076: a policy wants MFA and the sign-in had none; the challenge names the policy', async () => {
  const policy = aPolicy({ resources: ['https://graph.microsoft.com'] });
  const { refresh } = await connectBefore([policy], { world: aWorldOf({ mfa: 'when-asked' }) });
  const refused = await refresh(GRAPH_SCOPE);
  assertRefusal(refused, 50076, 'basic_action');
  assert.deepEqual(parseJson(refused.body['claims'] ?? ''), {
    access_token: { polids: { essential: true, values: [policy.id] } },
  });
  assert.match(refused.body['error_description'] ?? '', /00000003-0000-0000-c000-000000000000/);
  assert.equal((await refresh()).status, 200);
});

test('the claims challenge of AADSTS50076, brought along to a sign-in, leads to a token', async () => {
  const world = aWorldOf({ mfa: 'when-asked' });
  const { client, refresh } = await connectBefore([aPolicy()], { world });
  const { claims = '' } = (await refresh()).body;
  const { code = '' } = await client.consent(anAccount('service'), { changes: { claims } });
  assert.equal((await client.redeem(code)).status, 200);
});

test('AADSTS50079: a policy wants MFA and the account never registered, or its MFA cannot be seen', async () => {
  const { refresh } = await connectBefore([aPolicy()], { name: 'no-mfa' });
  const refused = await refresh();
  assert.deepEqual([refused.status, codesOf(refused)], [400, [50079]]);
  const federated = await connectBefore([aPolicy()], {
    world: aWorldOf({ federation: 'mfa-without-claim' }),
  });
  assert.deepEqual(codesOf(await federated.refresh()), [50079]);
});

test('AADSTS53003: a policy blocks the address that the token request comes from', async () => {
  const policy = aPolicy({ grant: 'block', locations: { include: 'all', exclude: ['203.0.113.0/24'] } });
  const { client, refresh } = await connectBefore([policy]);
  assertRefusal(await refresh(), 53003, 'message_only');
  const { code = '' } = await consentFrom(client, '203.0.113.5', anAccount('service'));
  assert.deepEqual(codesOf(await client.redeem(code)), [53003]);
});

test('a token request from an allowed address passes, and the token tells the address', async () => {
  const policy = aPolicy({ grant: 'block', locations: { include: 'all', exclude: ['203.0.113.0/24'] } });
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  client.sandbox.world.conditionalAccess.push(policy);
  const answer = await refreshFrom(client, '203.0.113.5, 10.0.0.1', refreshToken, PARTNER_CENTER_SCOPE, HOME);
  assert.equal(claimsOf(answer.body['access_token'])['ipaddr'], '203.0.113.5');
  const unreadable = await refreshFrom(client, 'unknown', refreshToken, PARTNER_CENTER_SCOPE, HOME);
  assert.deepEqual(codesOf(unreadable), [53003]);
});

test('AADSTS53002: a policy wants an application of Microsoft’s list', async () => {
  const { refresh } = await connectBefore([aPolicy({ grant: 'approved-application' })]);
  assertRefusal(await refresh(), 53002, 'message_only');
});

test('AADSTS530003: a policy wants a managed device', async () => {
  const { refresh } = await connectBefore([aPolicy({ grant: 'compliant-device' })]);
  assertRefusal(await refresh(), 530003, 'message_only');
});

test('AADSTS50158: a policy wants an external challenge that nobody passed, and a sign-in that passes it heals', async () => {
  const { client, refresh } = await connectBefore([aPolicy({ grant: 'external-challenge' })]);
  assertRefusal(await refresh(), 50158, 'basic_action');
  const { code = '' } = await client.consent(anAccount('service'));
  assert.equal((await client.redeem(code)).status, 200);
});

test('AADSTS70043: the sign-in is older than the sign-in frequency, however young the refresh token is', async () => {
  const { grant: _none, ...limit } = aPolicy({ signInFrequencyHours: 24 });
  const client = await createExampleClient();
  const signedInAt = client.sandbox.clock.now();
  let refreshToken = await client.connect(anAccount('service'));
  client.sandbox.world.conditionalAccess.push(limit);
  client.sandbox.clock.move(23 * HOUR_MS);
  refreshToken = (await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, HOME)).body['refresh_token'] ?? '';
  client.sandbox.clock.move(2 * HOUR_MS);
  const refused = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, HOME);
  assertRefusal(refused, 70043, 'token_expired');
  const [, issuedAt = ''] =
    /issued on (\S+) and the maximum allowed lifetime for this request is 86400\./.exec(
      refused.body['error_description'] ?? '',
    ) ?? [''];
  assert.ok(Math.abs(Date.parse(issuedAt) - signedInAt) < HOUR_MS);
});

test('AADSTS50078: MFA was done longer ago than the tenant lets it count, and doing it again heals', async () => {
  const world = aWorldOf({ mfaLifetimeDays: 7 });
  const { client, refresh } = await connectBefore([], { world });
  client.sandbox.clock.move(6 * DAY_MS);
  assert.equal((await refresh()).status, 200);
  client.sandbox.clock.move(DAY_MS);
  assertRefusal(await refresh(), 50078, 'basic_action');
  const { code = '' } = await client.consent(anAccount('service'));
  assert.equal((await client.redeem(code)).status, 200);
});

test('the gravest cause comes first: block, device, sign-in frequency, MFA expired, MFA, external challenge', async () => {
  const world = aWorldOf({ mfa: 'when-asked', mfaLifetimeDays: 1 });
  const client = await createExampleClient(world);
  const refreshToken = await client.connect(anAccount('service'));
  const mfaToken = await connectWithMfa(client);
  client.sandbox.clock.move(2 * DAY_MS);
  const { grant: _none, ...frequency } = aPolicy({ signInFrequencyHours: 1 });
  const steps: [policy: ConditionalAccessPolicy, code: number, token: string][] = [
    [aPolicy({ grant: 'external-challenge' }), 50158, refreshToken],
    [aPolicy({ grant: 'mfa' }), 50076, refreshToken],
    [aPolicy({ state: 'disabled' }), 50078, mfaToken],
    [frequency, 70043, mfaToken],
    [aPolicy({ grant: 'compliant-device' }), 530003, mfaToken],
    [aPolicy({ grant: 'block' }), 53003, mfaToken],
  ];
  for (const [policy, code, token] of steps) {
    world.conditionalAccess.push(policy);
    assert.deepEqual(codesOf(await client.refresh(token, PARTNER_CENTER_SCOPE, HOME)), [code]);
  }
});

/** A refresh token of a sign-in with MFA, where the tenant does not ask for it. */
async function connectWithMfa(client: ExampleClient): Promise<string> {
  const changes = { amr_values: 'mfa', prompt: 'login' };
  const { code = '' } = await client.consent(anAccount('service'), { changes });
  return (await client.redeem(code)).body['refresh_token'] ?? '';
}

test('a customer’s policy meets a partner’s user, unless it leaves service providers out', async () => {
  const policy = aPolicy({ tenantId: customerA, grant: 'block' });
  const { client, refresh } = await connectBefore([policy]);
  assert.deepEqual(codesOf(await refresh(GRAPH_SCOPE, customerA)), [53003]);
  client.sandbox.world.conditionalAccess = [
    { ...policy, users: { include: 'all', excludeServiceProviders: true } },
  ];
  assert.equal((await refresh(GRAPH_SCOPE, customerA)).status, 200);
});

test('leaving service providers out lets nobody out at home', async () => {
  const users = { include: 'all', excludeServiceProviders: true } as const;
  const { refresh } = await connectBefore([aPolicy({ grant: 'block', users })]);
  assert.deepEqual(codesOf(await refresh()), [53003]);
});

test('a policy that is disabled or only reports does nothing, and one of another resource neither', async () => {
  const { refresh } = await connectBefore([
    aPolicy({ grant: 'block', state: 'report-only' }),
    aPolicy({ grant: 'block', state: 'disabled' }),
    aPolicy({ grant: 'block', resources: ['https://vault.azure.net'] }),
  ]);
  assert.equal((await refresh()).status, 200);
});

test('the token of an application alone meets no policy for users', async () => {
  const { client } = await connectBefore([aPolicy({ tenantId: customerA, grant: 'block' })]);
  const fields = { grant_type: 'client_credentials', scope: GRAPH_SCOPE };
  assert.equal((await client.token(fields, customerA)).status, 200);
});

test('a v1 sign-in without a resource meets no policy, and its token request does', async () => {
  const world = aWorldOf({ mfa: 'when-asked' });
  world.conditionalAccess = [aPolicy()];
  const client = await createExampleClient(world);
  const { code = '' } = await consentV1(client, anAccount('service'), { resource: null });
  const refused = await redeemV1(client, code, { resource: 'https://graph.microsoft.com' });
  assert.deepEqual(refused.body.error_codes, [50076]);
});

test('a policy can leave one user out by the object id at home', async () => {
  const world = defaultWorld();
  const { objectId } = aUserOf(world, 'service@partner-one.example');
  const users = { include: 'all' as const, exclude: [objectId] };
  const policy = aPolicy({ tenantId: customerA, grant: 'block', users });
  const { refresh } = await connectBefore([policy], { world });
  assert.equal((await refresh(GRAPH_SCOPE, customerA)).status, 200);
});
