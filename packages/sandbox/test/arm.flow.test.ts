import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS } from '../src/index.ts';
import {
  aPartnerCenterToken,
  aUserAt,
  anApplicationAt,
  anApplicationToken,
  createApiCaller,
  worldOfAllApis,
} from './api-client.ts';
import { anAccount, createExampleClient } from './example-client.ts';
import { valueOf } from './graph-client.ts';
import { graphErrorOf } from './write-call.ts';

const { customerA, customerD, partnerOne } = DEFAULT_TENANTS;
const ARM = 'https://management.azure.com';
const LIST = '/subscriptions?api-version=2022-12-01';

test("a partner's administration agent sees what the partner sold to the customer, as long as GDAP lets it in", async () => {
  const caller = await aUserAt('arm', ARM);
  const { world } = caller.client.sandbox;
  const answer = await caller.get(LIST);
  assert.equal(answer.status, 200);
  const names = valueOf(answer).map((one) => one['displayName']);
  assert.deepEqual(names, ['Azure plan 1', 'Azure plan 2']);
  const [first] = valueOf(answer);
  assert.equal(first?.['id'], `/subscriptions/${String(first?.['subscriptionId'])}`);
  assert.deepEqual([first?.['tenantId'], first?.['state']], [customerA, 'Enabled']);
  const one = await caller.get(`/subscriptions/${String(first?.['subscriptionId'])}?api-version=2022-12-01`);
  assert.deepEqual(one.body, first);

  const [sold] = world.azureSubscriptions;
  assert.ok(sold);
  sold.partnerTenantId = DEFAULT_TENANTS.partnerTwo;
  assert.equal(valueOf(await caller.get(LIST)).length, 1, 'what another partner sold is not seen');
  assert.deepEqual(graphErrorOf(await caller.get(LIST.replace('?', `/${sold.id}?`))), [
    403,
    'AuthorizationFailed',
  ]);
  const user = world.users.find(
    ({ userPrincipalName }) => userPrincipalName === 'service@partner-one.example',
  );
  assert.ok(user);
  sold.access.push({ objectId: user.objectId });
  assert.equal(valueOf(await caller.get(LIST)).length, 2, 'who is named sees it');
  user.groups = [];
  assert.equal(valueOf(await caller.get(LIST)).length, 1);
  for (const relationship of world.relationships) relationship.endsAt = caller.client.sandbox.clock.now();
  assert.deepEqual(graphErrorOf(await caller.get(LIST)), [403, 'AuthorizationFailed']);
});

test('an application alone sees the subscriptions in which it has a role, and none is an empty list', async () => {
  const caller = await anApplicationAt('arm', ARM);
  assert.deepEqual(
    valueOf(await caller.get(LIST)).map((one) => one['displayName']),
    ['Azure plan 1'],
  );
  for (const one of caller.client.sandbox.world.azureSubscriptions) one.access = [];
  assert.deepEqual((await caller.get(LIST)).body, { value: [] });
});

test('pages by an absolute next link that keeps the version', async () => {
  const world = worldOfAllApis();
  world.settings.armPageSize = 2;
  const [pattern] = world.azureSubscriptions;
  assert.ok(pattern);
  for (let number = 0; number < 5; number += 1) {
    const id = `60000000-0000-4000-8000-00000000000${number}`;
    world.azureSubscriptions.push({ ...pattern, id, displayName: `More ${number}` });
  }
  const caller = await aUserAt('arm', ARM, { world });
  const { arm } = caller.client.sandbox.origins;
  const ids: unknown[] = [];
  let path: string | undefined = LIST;
  while (path !== undefined) {
    const page = await caller.get(path);
    ids.push(...valueOf(page).map((one) => one['subscriptionId']));
    const next = page.body['nextLink'];
    assert.ok(
      next === undefined ||
        (typeof next === 'string' && next.startsWith(`${arm}/subscriptions?api-version=2022-12-01&`)),
    );
    path = typeof next === 'string' ? next.slice(arm.length) : undefined;
  }
  assert.equal(new Set(ids).size, 7);
  assert.equal(ids.length, 7);
  const bad = await caller.get(`${LIST}&$skiptoken=nonsense`);
  assert.deepEqual(graphErrorOf(bad), [400, 'InvalidSkipToken']);
});

test('wants a version, and knows the paths that it knows', async () => {
  const caller = await aUserAt('arm', ARM);
  assert.deepEqual(graphErrorOf(await caller.get('/subscriptions')), [400, 'MissingApiVersionParameter']);
  const odd = await caller.get('/subscriptions?api-version=latest');
  assert.deepEqual(graphErrorOf(odd), [400, 'InvalidApiVersionParameter']);
  const nowhere = await caller.get('/providers?api-version=2022-12-01');
  assert.equal(nowhere.status, 404);
  const missing = await caller.get(
    '/subscriptions/60000000-0000-4000-8000-00000000000a?api-version=2022-12-01',
  );
  assert.deepEqual(graphErrorOf(missing), [404, 'SubscriptionNotFound']);
  assert.match(missing.headers.get('x-ms-request-id') ?? '', /^[0-9a-f-]{36}$/);
});

test('refuses another audience and another tenant with a challenge that says where to ask', async () => {
  const client = await createExampleClient(worldOfAllApis());
  const { login, arm } = client.sandbox.origins;
  for (const good of [ARM, 'https://management.core.windows.net', arm]) {
    const caller = createApiCaller(client, 'arm', await anApplicationToken(client, good));
    assert.equal((await caller.get(LIST)).status, 200, good);
  }
  const none = await createApiCaller(client, 'arm', '').get(LIST);
  assert.deepEqual(graphErrorOf(none), [401, 'AuthenticationFailed']);
  assert.ok(
    none.headers
      .get('www-authenticate')
      ?.startsWith(`Bearer realm="", authorization_uri="${login}/common/oauth2/authorize"`),
  );
  const wrong = createApiCaller(client, 'arm', await aPartnerCenterToken(client));
  assert.deepEqual(graphErrorOf(await wrong.get(LIST)), [401, 'InvalidAuthenticationTokenAudience']);

  const other = client.sandbox.world.azureSubscriptions.find(({ tenantId }) => tenantId === customerD);
  const caller = createApiCaller(client, 'arm', await anApplicationToken(client, ARM));
  const elsewhere = await caller.get(`/subscriptions/${String(other?.id)}?api-version=2022-12-01`);
  assert.deepEqual(graphErrorOf(elsewhere), [401, 'InvalidAuthenticationTokenTenant']);
  assert.match(elsewhere.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
  client.sandbox.control.moveClock(2 * 3_600_000);
  assert.deepEqual(graphErrorOf(await caller.get(LIST)), [401, 'ExpiredAuthenticationToken']);
});

test("shows the token's tenant and the user's home", async () => {
  const caller = await aUserAt('arm', ARM);
  const { value } = (await caller.get('/tenants?api-version=2022-12-01')).body;
  const ids = (value as Record<string, unknown>[]).map((one) => one['tenantId']);
  assert.deepEqual(ids, [partnerOne, customerA]);
  const alone = await anApplicationAt('arm', ARM);
  assert.equal(valueOf(await alone.get('/tenants?api-version=2022-12-01')).length, 1);
});

test('the token endpoint wants consent and GDAP for ARM as for Graph', async () => {
  const client = await createExampleClient(worldOfAllApis());
  const refreshToken = await client.connect(anAccount('service'));
  const codes = async (tenant: string) =>
    (await client.refresh(refreshToken, `${ARM}/.default`, tenant)).body.error_codes;
  assert.deepEqual(await codes(DEFAULT_TENANTS.customerB), [65001]);
  assert.deepEqual(await codes(DEFAULT_TENANTS.customerC), [50020]);
  assert.equal(await codes(customerA), undefined);
});
