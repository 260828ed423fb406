import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_PASSWORD, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { User, World } from '../src/index.ts';
import { aPolicy } from './a-policy.ts';
import { aUserOf } from './a-world.ts';
import { PARTNER_CENTER_SCOPE, claimsOf, createExampleClient } from './example-client.ts';
import type { ExampleClient, TokenAnswer } from './example-client.ts';
import { anObserver, at } from './graph-posture-client.ts';

const { partnerOne } = DEFAULT_TENANTS;
const SERVICE = 'service@partner-one.example';

/** Partner one asks nobody for a code who need not give one. */
function aWorld(user: Partial<User> = {}): World {
  const world = defaultWorld();
  for (const tenant of world.tenants) tenant.mfa = 'when-asked';
  Object.assign(aUserOf(world, SERVICE), user);
  return world;
}

/** A program that knows a name and a password. A change of `null` leaves a field out. */
function signIn(
  client: ExampleClient,
  changes: Record<string, string | null> = {},
  tenant: string = partnerOne,
): Promise<TokenAnswer> {
  return client.token(
    {
      grant_type: 'password',
      username: SERVICE,
      password: DEFAULT_PASSWORD,
      scope: `${PARTNER_CENTER_SCOPE} openid offline_access`,
      ...changes,
    },
    tenant,
  );
}

const refusalOf = async (answer: Promise<TokenAnswer>): Promise<unknown> => {
  const { status, body } = await answer;
  return [status, body['error'], body.error_codes?.[0]];
};

test('a name and a password give tokens without MFA, which Partner Center refuses', async () => {
  const client = await createExampleClient(aWorld());
  await client.consent({ userPrincipalName: SERVICE, password: DEFAULT_PASSWORD });
  const { status, body } = await signIn(client);
  assert.equal(status, 200);
  const { amr, appid, upn } = claimsOf(body['access_token']);
  assert.deepEqual([amr, appid, upn], [['pwd'], DEFAULT_APPLICATION.clientId, SERVICE]);
  const refused = await client.get('partnerCenter', '/v1/customers', body['access_token'] ?? '');
  assert.equal(refused.status, 401);
  const again = await client.refresh(body['refresh_token'] ?? '', PARTNER_CENTER_SCOPE, partnerOne);
  assert.deepEqual(claimsOf(again.body['access_token'])['amr'], ['pwd']);
});

test('at an alias it is the tenant of the user; at v1 a resource is named', async () => {
  const client = await createExampleClient(aWorld());
  await client.consent({ userPrincipalName: SERVICE, password: DEFAULT_PASSWORD });
  const { body } = await signIn(client, {}, 'organizations');
  assert.equal(claimsOf(body['access_token'])['tid'], partnerOne);
  const fields = new URLSearchParams({
    grant_type: 'password',
    username: SERVICE,
    password: DEFAULT_PASSWORD,
    client_id: DEFAULT_APPLICATION.clientId,
    client_secret: DEFAULT_APPLICATION.secret,
    resource: 'https://api.partnercenter.microsoft.com',
  });
  const url = `${client.sandbox.origins.login}/${partnerOne}/oauth2/token`;
  const answer = await client.send(new Request(url, { method: 'POST', body: fields }));
  const { access_token } = (await answer.json()) as { access_token: string };
  assert.deepEqual(claimsOf(access_token)['amr'], ['pwd']);
});

test('where MFA is wanted there is no page to do it on: AADSTS50076, and AADSTS50079 without a method', async () => {
  for (const [user, number] of [
    [{}, 50076],
    [{ secondFactor: 'third-party' }, 50079],
  ] as const) {
    const world = aWorld();
    const client = await createExampleClient(world);
    await client.consent({ userPrincipalName: SERVICE, password: DEFAULT_PASSWORD });
    Object.assign(aUserOf(world, SERVICE), user);
    world.conditionalAccess.push(aPolicy());
    assert.deepEqual(((await refusalOf(signIn(client))) as unknown[]).at(-1), number);
  }
});

test('refuses what a page would refuse, by the same numbers', async () => {
  const client = await createExampleClient(aWorld());
  const cases: [fields: Record<string, string | null>, error: string, number: number][] = [
    [{ password: 'wrong' }, 'invalid_grant', 50126],
    [{ username: 'nobody@partner-one.example' }, 'invalid_grant', 50034],
    [{ username: null }, 'invalid_request', 900144],
    [{ password: '' }, 'invalid_request', 90014],
    [{ scope: null }, 'invalid_request', 900144],
    [{ client_secret: 'wrong' }, 'invalid_client', 7000215],
    [{}, 'invalid_grant', 65001],
  ];
  for (const [fields, error, number] of cases) {
    const [, said, code] = (await refusalOf(signIn(client, fields))) as unknown[];
    assert.deepEqual([said, code], [error, number], JSON.stringify(fields));
  }
  for (const [user, number] of [
    [{ state: 'disabled' }, 50057],
    [{ passwordExpired: true }, 50055],
  ] as const) {
    const [, , code] = (await refusalOf(signIn(await createExampleClient(aWorld(user))))) as unknown[];
    assert.equal(code, number);
  }
});

test('the log has it as a sign-in by ropc with one factor, and a wrong password with its number', async () => {
  const observer = await anObserver(aWorld());
  const { client } = observer;
  await client.consent({ userPrincipalName: SERVICE, password: DEFAULT_PASSWORD });
  await signIn(client);
  await signIn(client, { password: 'wrong' });
  const { body } = await observer.beta('/auditLogs/signIns?$top=3');
  const seen = [0, 1, 2].map((index) => [
    at(body, `value.${index}.authenticationProtocol`),
    at(body, `value.${index}.status.errorCode`),
    at(body, `value.${index}.isInteractive`),
    at(body, `value.${index}.authenticationRequirement`),
  ]);
  assert.deepEqual(seen, [
    ['ropc', 50126, true, 'singleFactorAuthentication'],
    ['ropc', 0, true, 'singleFactorAuthentication'],
    ['oAuth2', 0, true, 'singleFactorAuthentication'],
  ]);
});
