import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSecurityData } from '../src/security/security-data.ts';
import { DEFAULT_TENANTS, generateWorld } from '../src/index.ts';
import type { World } from '../src/index.ts';
import {
  aPartnerCenterToken,
  aUserAt,
  anApplicationAt,
  anApplicationToken,
  createApiCaller,
  worldOfAllApis,
} from './api-client.ts';
import type { ApiCaller } from './api-client.ts';
import { createExampleClient } from './example-client.ts';
import { valueOf } from './graph-client.ts';
import { graphErrorOf } from './write-call.ts';

const { customerA, customerD } = DEFAULT_TENANTS;
const DEFENDER = 'https://api.security.microsoft.com';
const STOPPED = { now: () => Date.UTC(2026, 5, 15, 12) };

function worldWithIncidents(incidents: number): World {
  const world = worldOfAllApis();
  for (const tenant of world.tenants) if (tenant.id === customerA) tenant.incidents = incidents;
  return world;
}

function listWith(caller: ApiCaller, query: Record<string, string>) {
  return caller.get(`/api/incidents?${new URLSearchParams(query)}`);
}

test('gives every incident once, the newest first, in pages of a hundred at most', async () => {
  const caller = await anApplicationAt('defender', DEFENDER, { world: worldWithIncidents(230) });
  const ids: unknown[] = [];
  const times: string[] = [];
  for (const [skip, size] of [
    ['0', 100],
    ['100', 100],
    ['200', 30],
  ] as const) {
    const page = await listWith(caller, { $skip: skip });
    assert.equal(page.status, 200);
    assert.deepEqual(Object.keys(page.body), ['@odata.context', 'value'], 'there is no next link');
    const value = valueOf(page);
    assert.equal(value.length, size);
    ids.push(...value.map((one) => one['incidentId']));
    times.push(...value.map((one) => String(one['createdTime'])));
  }
  assert.equal(new Set(ids).size, 230);
  assert.deepEqual(times, times.toSorted().toReversed());
  assert.match(times[0] ?? '', /^2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
  assert.equal(valueOf(await listWith(caller, { $top: '3' })).length, 3);
  assert.deepEqual(graphErrorOf(await listWith(caller, { $top: '101' })), [400, 'ODataError']);
});

test('shows an incident with its alerts, their devices and entities, and is the same each time', async () => {
  const caller = await anApplicationAt('defender', DEFENDER, { world: worldWithIncidents(40) });
  const incidents = valueOf(await listWith(caller, {}));
  const one = incidents.find(({ status }) => status === 'Active');
  assert.ok(one);
  const again = await caller.get(`/api/incidents/${String(one['incidentId'])}`);
  const { '@odata.context': context, ...incident } = again.body;
  assert.deepEqual(incident, one);
  assert.match(String(context), /#Incidents\/\$entity$/);
  const [alert] = one['alerts'] as Record<string, unknown>[];
  assert.equal(alert?.['incidentId'], one['incidentId']);
  assert.ok(alert);
  assert.equal((alert['devices'] as unknown[]).length, 1);
  const [entity] = alert['entities'] as Record<string, string>[];
  assert.match(entity?.['userPrincipalName'] ?? '', /@customer-a\.example$/);
  const redirected = incidents.find(({ status }) => status === 'Redirected');
  assert.equal(typeof redirected?.['redirectIncidentId'], 'number');
  assert.deepEqual(graphErrorOf(await caller.get('/api/incidents/7')), [404, 'ResourceNotFound']);
});

test('filters by the four fields that it knows, joined by and and or, and refuses any other', async () => {
  const caller = await anApplicationAt('defender', DEFENDER, { world: worldWithIncidents(90) });
  const all = valueOf(await listWith(caller, {}));
  const expect = async ($filter: string, isWanted: (one: Record<string, string>) => boolean) => {
    const found = valueOf(await listWith(caller, { $filter }));
    assert.deepEqual(
      found,
      all.filter((one) => isWanted(one as Record<string, string>)),
      $filter,
    );
    assert.ok(found.length > 0 && found.length < all.length, $filter);
  };
  const middle = String(all[45]?.['lastUpdateTime']);
  await expect("status eq 'Active'", ({ status }) => status === 'Active');
  await expect(`lastUpdateTime ge ${middle}`, ({ lastUpdateTime = '' }) => lastUpdateTime >= middle);
  await expect(`lastUpdateTime gt ${middle}`, ({ lastUpdateTime = '' }) => lastUpdateTime > middle);
  await expect(`createdTime le ${middle}`, ({ createdTime = '' }) => createdTime <= middle);
  await expect(`createdTime lt ${middle}`, ({ createdTime = '' }) => createdTime < middle);
  await expect("assignedTo eq 'soc@customer-a.example'", ({ assignedTo }) => Boolean(assignedTo));
  await expect(
    `(status eq 'Resolved' or status eq 'Redirected') and createdTime ge ${middle}`,
    ({ status = '', createdTime = '' }) =>
      ['Resolved', 'Redirected'].includes(status) && createdTime >= middle,
  );
  for (const bad of [
    "severity eq 'High'",
    "status ge 'Active'",
    'status eq Active',
    "createdTime ge '2026-01-01T00:00:00Z'",
    'createdTime ge yesterday',
    "(status eq 'Active'",
    "status eq 'Active",
    "status eq 'Active' xor status eq 'Resolved'",
    'createdTime',
  ])
    assert.deepEqual(graphErrorOf(await listWith(caller, { $filter: bad })), [400, 'ODataError'], bad);
  assert.deepEqual(graphErrorOf(await listWith(caller, { $orderby: 'createdTime' })), [400, 'ODataError']);
});

test('a change is there for the next one who polls, and nothing else changed', async () => {
  const caller = await anApplicationAt('defender', DEFENDER, { world: worldWithIncidents(20) });
  const before = valueOf(await listWith(caller, {}));
  const target = before.find(({ status }) => status === 'Active');
  const since = new Date(caller.client.sandbox.clock.now()).toISOString();
  caller.client.sandbox.control.moveClock(60_000);
  const path = `/api/incidents/${String(target?.['incidentId'])}`;
  const change = { status: 'Resolved', assignedTo: 'me@soc.example', tags: ['seen'], comment: 'Dealt with.' };
  const { status, body } = await caller.send('PATCH', path, change);
  assert.equal(status, 200);
  assert.equal(body['status'], 'Resolved');
  const changed = valueOf(await listWith(caller, { $filter: `lastUpdateTime ge ${since}` }));
  assert.deepEqual(
    changed.map((one) => one['incidentId']),
    [target?.['incidentId']],
  );
  assert.deepEqual(changed[0]?.['tags'], ['seen']);
  assert.ok(changed[0]);
  const [comment] = changed[0]['comments'] as Record<string, string>[];
  assert.equal(comment?.['comment'], 'Dealt with.');
  const after = valueOf(await listWith(caller, {}));
  const others = (list: Record<string, unknown>[]) =>
    list.filter((one) => one['incidentId'] !== target?.['incidentId']);
  assert.deepEqual(others(after), others(before));
  for (const bad of [{ status: 'Redirected' }, { severity: 'Low' }, { tags: 'one' }])
    assert.deepEqual(graphErrorOf(await caller.send('PATCH', path, bad)), [400, 'InvalidRequestBody']);
});

test("a partner's user reads with a role that GDAP gave, and needs another one to change", async () => {
  const reader = await aUserAt('defender', DEFENDER);
  const incidents = await listWith(reader, {});
  assert.equal(incidents.status, 200);
  const { world } = reader.client.sandbox;
  const [newest] = incidents.body['value'] as { incidentId: number }[];
  const id = newest?.incidentId ?? 1;
  assert.deepEqual(graphErrorOf(await reader.send('PATCH', `/api/incidents/${id}`, { tags: [] })), [
    403,
    'Forbidden',
  ]);
  const relationship = world.relationships.find(({ customerTenantId }) => customerTenantId === customerA);
  relationship?.roles.push('Security Operator');
  assert.notEqual((await reader.send('PATCH', `/api/incidents/${id}`, { tags: [] })).status, 403);
  relationship?.roles.splice(0, 9, 'User Administrator');
  assert.deepEqual(graphErrorOf(await listWith(reader, {})), [403, 'Forbidden']);
  relationship?.userObjectIds.splice(0, 9);
  assert.deepEqual(graphErrorOf(await listWith(reader, {})), [403, 'Forbidden']);
});

test('an application alone needs its permission; the one to write is enough to read', async () => {
  const world = worldOfAllApis();
  const caller = await anApplicationAt('defender', DEFENDER, { world });
  assert.equal((await listWith(caller, {})).status, 200);
  for (const principal of world.servicePrincipals)
    principal.roles = [{ resource: DEFENDER, roles: ['Incident.Read.All'] }];
  const reader = createApiCaller(
    caller.client,
    'defender',
    await anApplicationToken(caller.client, DEFENDER),
  );
  assert.equal((await listWith(reader, {})).status, 200);
  assert.deepEqual(graphErrorOf(await reader.send('PATCH', '/api/incidents/1', {})), [403, 'Forbidden']);
  assert.deepEqual(
    graphErrorOf(await reader.send('POST', '/api/advancedhunting/run', { Query: 'DeviceInfo' })),
    [403, 'Forbidden'],
  );
  for (const principal of world.servicePrincipals) principal.roles = [];
  const nobody = createApiCaller(
    caller.client,
    'defender',
    await anApplicationToken(caller.client, DEFENDER),
  );
  assert.deepEqual(graphErrorOf(await listWith(nobody, {})), [403, 'Forbidden']);
});

test('takes tokens for Defender XDR alone, by its address or its id: those of Defender for Endpoint are refused', async () => {
  const client = await createExampleClient(worldOfAllApis());
  const list = (token: string) => createApiCaller(client, 'defender', token).get('/api/incidents');
  for (const good of [DEFENDER, '8ee8fdad-f234-4243-8f3b-15c294843740', client.sandbox.origins.defender])
    assert.equal((await list(await anApplicationToken(client, good))).status, 200, good);
  const others = [
    'https://api.securitycenter.microsoft.com',
    'https://api.securitycenter.windows.com',
    'https://securitycenter.onmicrosoft.com/windowsatpservice',
    'https://management.azure.com',
  ];
  const refused = ['', 'no.token', await aPartnerCenterToken(client)];
  for (const other of others) refused.push(await anApplicationToken(client, other));
  assert.equal(refused.filter((token) => token.length > 20).length, 5, 'such tokens can be had');
  for (const token of refused) {
    const answer = await list(token);
    assert.deepEqual(graphErrorOf(answer), [401, 'Unauthorized']);
    assert.match(String((answer.body['error'] as { target?: unknown }).target), /^[0-9a-f-]{36}$/);
  }
});

test('a tenant has fifty calls a minute and fifteen hundred an hour, and is told when there are more', async () => {
  const caller = await anApplicationAt('defender', DEFENDER, { clock: STOPPED });
  const { control } = caller.client.sandbox;
  const one = () => listWith(caller, { $top: '1' });
  for (let minute = 0; minute < 30; minute += 1) {
    for (let call = 0; call < 50; call += 1) assert.equal((await one()).status, 200);
    const refused = await one();
    assert.deepEqual(graphErrorOf(refused), [429, 'TooManyRequests']);
    assert.equal(refused.headers.get('retry-after'), '60');
    control.moveClock(60_000);
  }
  const refused = await one();
  assert.deepEqual(graphErrorOf(refused), [429, 'TooManyRequests']);
  assert.equal(refused.headers.get('retry-after'), String(30 * 60));
  control.moveClock(30 * 60_000);
  assert.equal((await one()).status, 200);
});

test('each tenant has its own incidents and its own limits, and a regional host has the same ones', async () => {
  const world = worldOfAllApis();
  for (const tenant of world.tenants) tenant.incidents = 3;
  const caller = await anApplicationAt('defender', DEFENDER, { world, clock: STOPPED });
  const { client } = caller;
  const other = createApiCaller(client, 'defender', await anApplicationToken(client, DEFENDER, customerD));
  const mine = valueOf(await listWith(caller, {})).map((one) => one['incidentId']);
  const theirs = valueOf(await listWith(other, {})).map((one) => one['incidentId']);
  assert.equal(new Set([...mine, ...theirs]).size, 6);
  assert.deepEqual(graphErrorOf(await other.get(`/api/incidents/${String(mine[0])}`)), [
    404,
    'ResourceNotFound',
  ]);
  const regional = client.sandbox.origins.defender.replace('://', '://api-eu.');
  const response = await client.sandbox.fetch(`${regional}/api/incidents`, {
    headers: { authorization: `Bearer ${caller.token}` },
  });
  const { value } = (await response.json()) as { value: { incidentId: number }[] };
  assert.deepEqual(
    value.map(({ incidentId }) => incidentId),
    mine,
  );
});

test('ten thousand tenants have incidents of their own, which are derived when they are asked for', () => {
  const world = generateWorld({ seed: 'incidents', customers: 10_000, approvedApis: 'all' });
  const security = createSecurityData({ world, clock: STOPPED });
  const ids = world.tenants.flatMap((tenant) =>
    security.listIncidents(tenant).map(({ incidentId }) => `${tenant.id} ${incidentId}`),
  );
  assert.ok(ids.length > 10_000);
  assert.equal(new Set(ids).size, ids.length);
});
