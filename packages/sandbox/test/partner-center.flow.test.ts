import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { World } from '../src/index.ts';
import {
  GRAPH_SCOPE,
  PARTNER_CENTER_SCOPE,
  anAccount,
  createExampleClient,
  parseJson,
} from './example-client.ts';
import type { ExampleClient } from './example-client.ts';

const USERS_OF_A = `/v1/customers/${DEFAULT_TENANTS.customerA}/users`;

const PARTNER_CENTER_DEFAULT = 'https://api.partnercenter.microsoft.com/.default';

/** The application is the partner's own, and not a vendor's. */
function worldOfOwnApplication(): World {
  const world = defaultWorld();
  for (const application of world.applications) application.homeTenantId = DEFAULT_TENANTS.partnerOne;
  return world;
}

interface Collection {
  totalCount: number;
  items: { id: string; attributes: { objectType: string } }[];
  links: { next?: { uri: string; headers: { key: string; value: string }[] } };
}

interface Named {
  id: string;
  userPrincipalName: string;
}

async function aToken(
  client: ExampleClient,
  name: Parameters<typeof anAccount>[0] = 'service',
): Promise<string> {
  const refreshToken = await client.connect(anAccount(name));
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.partnerOne);
  return body['access_token'] ?? '';
}

async function faultOf(response: Response): Promise<[number, string]> {
  return [response.status, parseJson<{ code: string }>(await response.text()).code];
}

test("lists the customers of the partner of the token, and nobody else's", async () => {
  const client = await createExampleClient();
  const response = await client.get('partnerCenter', '/v1/customers?size=10', await aToken(client));
  const { items, links } = parseJson<Collection>(await response.text());
  const { customerA, customerB, customerC } = DEFAULT_TENANTS;
  assert.deepEqual(
    items.map(({ id }) => id),
    [customerA, customerB, customerC],
  );
  assert.equal(links.next, undefined);
});

test('pages by links.next, which lacks /v1 and needs its header', async () => {
  const client = await createExampleClient();
  const token = await aToken(client);
  const ids: string[] = [];
  let path = `${USERS_OF_A}?size=10`;
  let headers: Record<string, string> = {};
  for (;;) {
    const { items, links, totalCount } = parseJson<Collection>(
      await (await client.get('partnerCenter', path, token, headers)).text(),
    );
    assert.equal(totalCount, items.length);
    ids.push(...items.map(({ id }) => id));
    if (links.next === undefined) break;
    assert.match(links.next.uri, /^\/customers\/.*\?size=10&seekOperation=Next$/);
    path = `/v1${links.next.uri}`;
    headers = Object.fromEntries(links.next.headers.map(({ key, value }) => [key, value]));
    assert.deepEqual(Object.keys(headers), ['MS-ContinuationToken']);
  }
  assert.equal(new Set(ids).size, 27);
  const lost = await client.get('partnerCenter', `${USERS_OF_A}?size=10&seekOperation=Next`, token);
  assert.equal(lost.status, 400);
});

test('refuses a tenant that is no customer with 20002, and one without GDAP with 900308', async () => {
  const client = await createExampleClient();
  const token = await aToken(client);
  const { customerC, customerD } = DEFAULT_TENANTS;
  for (const path of [`/v1/customers/${customerD}`, `/v1/customers/${customerD}/users`]) {
    assert.deepEqual(await faultOf(await client.get('partnerCenter', path, token)), [403, '20002']);
  }
  const noGdap = await client.get('partnerCenter', `/v1/customers/${customerC}/users`, token);
  assert.deepEqual(await faultOf(noGdap), [403, '900308']);
  assert.equal((await client.get('partnerCenter', `/v1/customers/${customerC}`, token)).status, 200);
});

test('refuses no token, a damaged one, an expired one, and one for another audience', async () => {
  const client = await createExampleClient();
  const { body } = await client.refresh(
    await client.connect(anAccount('service')),
    GRAPH_SCOPE,
    DEFAULT_TENANTS.partnerOne,
  );
  const graphToken = body['access_token'] ?? '';
  const token = await aToken(client);
  const call = (one: string): Promise<Response> => client.get('partnerCenter', '/v1/customers?size=1', one);
  assert.deepEqual(await faultOf(await call('')), [401, '400']);
  assert.deepEqual(await faultOf(await call(`${token.slice(0, -10)}AAAAAAAAAA`)), [401, '400']);
  assert.deepEqual(await faultOf(await call(graphToken)), [401, '900420']);
  client.sandbox.clock.move(91 * 60_000);
  assert.deepEqual(await faultOf(await call(token)), [401, '400']);
});

async function anAppOnlyToken(client: ExampleClient, scope = PARTNER_CENTER_DEFAULT): Promise<string> {
  const { body } = await client.token({ grant_type: 'client_credentials', scope });
  return body['access_token'] ?? '';
}

test("takes a partner's own application alone for customers and the legal profile, not for users", async () => {
  const client = await createExampleClient(worldOfOwnApplication());
  const token = await anAppOnlyToken(client);
  for (const path of ['/v1/customers?size=1', '/v1/profiles/legalbusiness?vettingVersion=Current']) {
    assert.equal((await client.get('partnerCenter', path, token)).status, 200);
  }
  for (const path of [USERS_OF_A, '/v1/profiles/mpn', '/v1/profiles/organization']) {
    assert.deepEqual(await faultOf(await client.get('partnerCenter', path, token)), [403, '900329']);
  }
});

test("refuses a vendor's application alone, and says why", async () => {
  const client = await createExampleClient();
  const response = await client.get('partnerCenter', '/v1/customers?size=1', await anAppOnlyToken(client));
  const { code, description } = parseJson<Record<string, string>>(await response.text());
  assert.deepEqual([response.status, code], [403, '900329']);
  assert.match(description ?? '', /control panel vendor/);
});

test('refuses a token for the retired Azure AD Graph with 900420', async () => {
  const client = await createExampleClient(worldOfOwnApplication());
  const token = await anAppOnlyToken(client, 'https://graph.windows.net/.default');
  const response = await client.get('partnerCenter', '/v1/customers?size=1', token);
  assert.deepEqual(await faultOf(response), [401, '900420']);
});

test('refuses an application that is not registered in Partner Center', async () => {
  const world = defaultWorld();
  for (const application of world.applications) application.registeredInPartnerCenter = false;
  const client = await createExampleClient(world);
  const response = await client.get('partnerCenter', '/v1/customers?size=1', await aToken(client));
  assert.deepEqual(await faultOf(response), [403, '2032']);
});

test('refuses a user who is no agent with 900150', async () => {
  const world = defaultWorld();
  for (const user of world.users) user.groups = [];
  const client = await createExampleClient(world);
  assert.deepEqual(await faultOf(await client.get('partnerCenter', USERS_OF_A, await aToken(client))), [
    403,
    '900150',
  ]);
});

/** The form of the refusal, and what comes with status 401. */
const MFA_FORMS: [form: World['settings']['partnerCenterMfa'], body: RegExp][] = [
  ['900421', /"code":"900421"/],
  ['10001', /MFA required\. \(10001\)/],
  ['reason-phrase', /^$/],
];

for (const [form, body] of MFA_FORMS) {
  test(`refuses a user without MFA in the form ${form}`, async () => {
    const world = defaultWorld();
    world.settings.partnerCenterMfa = form;
    const client = await createExampleClient(world);
    const token = await aToken(client, 'no-mfa');
    const response = await client.get('partnerCenter', '/v1/customers?size=1', token, {
      ValidateMfa: 'true',
    });
    assert.equal(response.status, 401);
    assert.equal(response.headers.get('www-authenticate'), 'Bearer error="invalid_token"');
    assert.equal(response.headers.get('isMfaCompliant'), 'false');
    assert.match(await response.text(), body);
  });
}

test('says isMfaCompliant only if asked, and only if it knows', async () => {
  const client = await createExampleClient();
  const compliance = async (token: string, headers = {}): Promise<string | null> => {
    const response = await client.get('partnerCenter', '/v1/customers?size=1', token, headers);
    assert.equal(response.status, 200);
    return response.headers.get('isMfaCompliant');
  };
  const token = await aToken(client);
  assert.equal(await compliance(token), null);
  assert.equal(await compliance(token, { ValidateMfa: 'true' }), 'true');
});

test('takes a token that is silent about MFA: nobody can tell, or Partner Center alone can', async () => {
  for (const [amrClaim, expected] of [
    ['absent', null],
    ['partner-center-only', 'true'],
  ] as const) {
    const world = defaultWorld();
    for (const user of world.users)
      if (user.userPrincipalName.startsWith('federated@')) user.amrClaim = amrClaim;
    const client = await createExampleClient(world);
    const token = await aToken(client, 'federated');
    const response = await client.get('partnerCenter', '/v1/customers?size=1', token, {
      ValidateMfa: 'true',
    });
    assert.deepEqual([response.status, response.headers.get('isMfaCompliant')], [200, expected]);
  }
});

test('echoes the request id and the correlation id, and makes them where there are none', async () => {
  const client = await createExampleClient();
  const sent = { 'MS-RequestId': 'request-1', 'MS-CorrelationId': 'correlation-1' };
  const echoed = await client.get('partnerCenter', '/v1/customers', '', sent);
  assert.equal(echoed.headers.get('MS-RequestId'), 'request-1');
  assert.equal(echoed.headers.get('MS-CorrelationId'), 'correlation-1');
  const made = await client.get('partnerCenter', '/v1/customers', '');
  assert.match(made.headers.get('MS-RequestId') ?? '', /^[0-9a-f-]{36}$/);
});

test('answers the locale that was asked for, and refuses one that is none', async () => {
  const client = await createExampleClient();
  const token = await aToken(client);
  const answerTo = (headers: Record<string, string>): Promise<Response> =>
    client.get('partnerCenter', '/v1/customers?size=1', token, headers);
  assert.equal((await answerTo({})).headers.get('X-Locale'), 'en-US');
  assert.equal((await answerTo({ 'X-Locale': 'de-DE' })).headers.get('X-Locale'), 'de-DE');
  assert.deepEqual(await faultOf(await answerTo({ 'X-Locale': 'German' })), [400, '800002']);
});

test('finds customers by the beginning of a name or a part of a domain, over several pages', async () => {
  const client = await createExampleClient();
  const token = await aToken(client);
  const find = async (filter: object, more = '', headers = {}): Promise<Collection> => {
    const query = `size=1&filter=${encodeURIComponent(JSON.stringify(filter))}${more}`;
    const response = await client.get('partnerCenter', `/v1/customers?${query}`, token, headers);
    assert.equal(response.status, 200);
    return parseJson(await response.text());
  };
  const byName = await find({ Field: 'CompanyName', Value: 'customer b', Operator: 'starts_with' });
  assert.deepEqual(
    byName.items.map(({ id }) => id),
    [DEFAULT_TENANTS.customerB],
  );
  const filter = { Field: 'Domain', Value: 'customer-', Operator: 'substring' };
  const { next } = (await find(filter)).links;
  assert.ok(next);
  assert.match(next.uri, /&filter=/);
  const headers = Object.fromEntries(next.headers.map(({ key, value }) => [key, value]));
  const second = await find(filter, '&seekOperation=Next', headers);
  assert.deepEqual(
    second.items.map(({ id }) => id),
    [DEFAULT_TENANTS.customerB],
  );
  const unknown = encodeURIComponent('{"Field":"Email","Value":"a","Operator":"equals"}');
  const refused = await client.get('partnerCenter', `/v1/customers?size=1&filter=${unknown}`, token);
  assert.deepEqual(await faultOf(refused), [400, '800002']);
});

test('shows one user of a customer, and has none that is of another tenant', async () => {
  const client = await createExampleClient();
  const token = await aToken(client);
  const users = client.sandbox.world.users.filter(({ tenantId }) => tenantId === DEFAULT_TENANTS.customerA);
  const id = users[3]?.objectId ?? '';
  const response = await client.get('partnerCenter', `${USERS_OF_A}/${id}`, token);
  const user = parseJson<Named>(await response.text());
  assert.deepEqual([user.id, user.userPrincipalName], [id, 'user04@customer-a.example']);
  const stranger = client.sandbox.world.users[0]?.objectId ?? '';
  const refused = await client.get('partnerCenter', `${USERS_OF_A}/${stranger}`, token);
  assert.deepEqual(await faultOf(refused), [404, '60002']);
});

test('shows the profiles of the partner of the token', async () => {
  const client = await createExampleClient();
  const token = await aToken(client);
  const profile = async (path: string): Promise<Record<string, unknown>> => {
    const response = await client.get('partnerCenter', `/v1/profiles/${path}`, token);
    return { status: response.status, ...parseJson<Record<string, unknown>>(await response.text()) };
  };
  const { vettingStatus } = await profile('legalbusiness');
  assert.equal(vettingStatus, 'authorized');
  const organization = await profile('organization');
  assert.deepEqual(
    [organization['tenantId'], organization['culture']],
    [DEFAULT_TENANTS.partnerOne, 'en-US'],
  );
  const { mpnId } = await profile('mpn');
  assert.match(String(mpnId), /^\d{7}$/);
  assert.equal((await profile(`mpn?mpnId=${String(mpnId)}`))['status'], 200);
  assert.equal((await profile('mpn?mpnId=1'))['code'], '800015');
  assert.equal((await profile('billing'))['billingCurrency'], 'USD');
  assert.equal((await profile('support'))['email'], 'support@partner-one.example');
  assert.equal((await profile('secret'))['code'], '1000');
});

test('counts calls by partner and customer in each minute, and answers too many as the gateway does', async () => {
  const world = defaultWorld();
  world.settings.partnerCenterPerMinute = 2;
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  const client = await createExampleClient(world, { now: () => minute + 15_000 });
  const token = await aToken(client);
  const call = (path: string): Promise<Response> => client.get('partnerCenter', path, token);
  for (const status of [200, 200, 429]) assert.equal((await call(USERS_OF_A)).status, status);
  assert.equal((await call('/v1/customers?size=1')).status, 200);
  assert.equal((await call(`/v1/customers/${DEFAULT_TENANTS.customerB}`)).status, 200);
  const refused = await call(`/v1/customers/${DEFAULT_TENANTS.customerA}`);
  assert.equal(refused.headers.get('retry-after'), '45');
  assert.deepEqual(parseJson(await refused.text()), {
    statusCode: 429,
    message: 'Rate limit is exceeded. Try again in 45 seconds.',
  });
  client.sandbox.clock.move(45_000);
  assert.equal((await call(USERS_OF_A)).status, 200);
});
