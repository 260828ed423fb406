import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { LedgerRecord, WorldView } from '../src/index.ts';
import { GRAPH_SCOPE, anAccount, createExampleClient, parseJson } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';

const SERVICE = 'service@partner-one.example';

interface Told {
  status: number;
  body: {
    error?: string;
    about?: string;
    id?: number;
    now?: number;
    problems?: { path: string; message: string }[];
    routes?: { method: string; path: string; what: string }[];
    faults?: { id: number; played: number; rule: { service: string } }[];
    records?: LedgerRecord[];
  };
}

/** Asks the control, with its token. */
async function ask(client: ExampleClient, method: string, path: string, body?: unknown): Promise<Told> {
  const { origins, controlToken } = client.sandbox;
  const response = await client.send(
    new Request(`${origins.control}${path}`, {
      method,
      headers: { authorization: `Bearer ${controlToken}` },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : parseJson<Told['body']>(text) };
}

/** The key ids that the sandbox publishes. */
async function publishedKeys(client: ExampleClient): Promise<string[]> {
  const url = `${client.sandbox.origins.login}/${DEFAULT_TENANTS.partnerOne}/discovery/v2.0/keys`;
  const { keys } = parseJson<{ keys: { kid: string }[] }>(await (await client.send(new Request(url))).text());
  return keys.map(({ kid }) => kid);
}

test('orders a fault, lists it with how often it was played, and ends it', async () => {
  const client = await createExampleClient();
  const fault = { kind: 'answer', status: 503 };
  const { status, body } = await ask(client, 'POST', '/faults', { service: 'graph', times: 'always', fault });
  assert.equal(status, 201);
  await ask(client, 'POST', '/faults', { service: 'vault', fault });
  assert.equal((await client.get('graph', '/v1.0/me', '')).status, 503);
  const [first, second] = (await ask(client, 'GET', '/faults')).body.faults ?? [];
  assert.deepEqual([first?.id, first?.played, first?.rule.service], [body.id, 1, 'graph']);
  assert.deepEqual([second?.played, second?.rule.service], [0, 'vault']);
  assert.equal((await ask(client, 'DELETE', `/faults/${body.id}`)).status, 204);
  assert.equal((await ask(client, 'DELETE', `/faults/${body.id}`)).status, 404);
  assert.equal((await client.get('graph', '/v1.0/me', '')).status, 401);
  assert.equal((await ask(client, 'DELETE', '/faults')).status, 204);
  assert.deepEqual((await ask(client, 'GET', '/faults')).body.faults, []);
});

test('orders that the next request of the vault fails', async () => {
  const client = await createExampleClient();
  const order = { service: 'vault', answer: { status: 503 } };
  assert.equal((await ask(client, 'POST', '/fail-next', order)).status, 204);
  const url = `${client.sandbox.origins.vault}/secrets`;
  assert.equal((await client.sandbox.fetch(url)).status, 503);
  assert.equal((await client.sandbox.fetch(url)).status, 401);
});

test('a body that is not good is answered 400 with every problem', async () => {
  const client = await createExampleClient();
  const wrong: [path: string, body: unknown, places: string[]][] = [
    [
      '/faults',
      { service: 'control', times: -1, extra: 1, fault: { kind: 'hang' } },
      ['extra', 'service', 'times'],
    ],
    ['/faults', { service: 'graph', fault: { kind: 'latency' } }, ['fault.ms']],
    ['/faults', 'no JSON', ['']],
    [
      '/fail-next',
      { service: 'graph', answer: { status: 99, headers: { 'a b': '' } } },
      ['answer.headers', 'answer.status'],
    ],
    ['/clock', { moveMs: '1' }, ['']],
    ['/clock', { to: 'tomorrow' }, ['']],
    ['/revoke', {}, ['']],
    ['/revoke', { userPrincipalName: SERVICE, objectId: 'x' }, ['']],
    ['/reset-password', { userPrincipalName: SERVICE, by: 'me' }, ['by', 'password']],
    ['/forge-id-token', { claim: {}, signWith: 'me' }, ['claim', 'signWith']],
  ];
  for (const [path, body, places] of wrong) {
    const answer = await ask(client, 'POST', path, body);
    assert.equal(answer.status, 400, path);
    assert.deepEqual(
      answer.body.problems?.map((problem) => problem.path).toSorted(),
      places,
      JSON.stringify(body),
    );
    assert.ok(answer.body.problems?.every(({ message }) => message.length > 5));
  }
  assert.deepEqual(client.sandbox.ledger.all(), []);
});

test('an unknown path is answered 404 with what there is', async () => {
  const client = await createExampleClient();
  for (const [method, path, status] of [
    ['GET', '/', 200],
    ['GET', '/nothing', 404],
    ['PUT', '/ledger', 404],
  ] as const) {
    const answer = await ask(client, method, path);
    assert.equal(answer.status, status);
    assert.match(answer.body.about ?? '', /not Microsoft/);
    const routes = answer.body.routes?.map((route) => `${route.method} ${route.path}`) ?? [];
    for (const route of ['POST /faults', 'POST /keys/rotate', 'GET /ledger', 'POST /reset-password'])
      assert.ok(routes.includes(route), route);
  }
});

test('a page of the login origin that is not there says that this is a sandbox', async () => {
  const client = await createExampleClient();
  const response = await client.send(new Request(`${client.sandbox.origins.login}/no/such/path`));
  assert.deepEqual([response.status, response.headers.get('content-type')?.slice(0, 9)], [404, 'text/html']);
  assert.match(await response.text(), /This is not Microsoft/);
});

test('moves the clock, sets it and tells it', async () => {
  const client = await createExampleClient(defaultWorld());
  const to = Date.parse('2030-01-31T12:00:00Z');
  for (const instant of [to, '2030-01-31T12:00:00Z', '2030-01-31T13:00:00+01:00']) {
    const { body } = await ask(client, 'POST', '/clock', { to: instant });
    assert.ok((body.now ?? 0) >= to && (body.now ?? 0) < to + 60_000);
  }
  await ask(client, 'POST', '/clock', { moveMs: -3_600_000 });
  const { body } = await ask(client, 'GET', '/clock');
  assert.ok((body.now ?? 0) >= to - 3_600_000 && (body.now ?? 0) < to);
});

test('rotates the signing key, and retires the old ones', async () => {
  const client = await createExampleClient();
  const before = await publishedKeys(client);
  const [first = ''] = before;
  assert.equal((await ask(client, 'POST', '/keys/rotate')).status, 204);
  const both = await publishedKeys(client);
  assert.ok(both.includes(first) && both.length === before.length + 1);
  assert.equal((await ask(client, 'POST', '/keys/retire')).status, 204);
  assert.deepEqual(
    await publishedKeys(client),
    both.filter((kid) => kid !== first),
  );
});

test('revokes a user by name or object id, and knows who is not there', async () => {
  const client = await createExampleClient();
  const objectId = client.sandbox.world.users.find((user) => user.userPrincipalName === SERVICE)?.objectId;
  for (const whom of [{ userPrincipalName: SERVICE.toUpperCase() }, { objectId }]) {
    const refreshToken = await client.connect(anAccount('service'));
    client.sandbox.clock.move(1000);
    assert.equal((await ask(client, 'POST', '/revoke', whom)).status, 204);
    const { body } = await client.refresh(refreshToken, GRAPH_SCOPE, DEFAULT_TENANTS.partnerOne);
    assert.deepEqual(body.error_codes, [50173]);
    client.sandbox.clock.move(1000);
  }
  for (const whom of [{ userPrincipalName: 'nobody@partner-one.example' }, { objectId: 'nobody' }])
    assert.equal((await ask(client, 'POST', '/revoke', whom)).status, 404);
});

test('a password that an administrator resets revokes, and one that is reset in the Azure portal does not', async () => {
  for (const [by, codes] of [
    [undefined, [50173]],
    ['azure-portal', undefined],
  ] as const) {
    const client = await createExampleClient();
    const refreshToken = await client.connect(anAccount('service'));
    client.sandbox.clock.move(1000);
    const reset = { userPrincipalName: SERVICE, password: 'a-new-one', ...(by === undefined ? {} : { by }) };
    assert.equal((await ask(client, 'POST', '/reset-password', reset)).status, 204);
    const { body } = await client.refresh(refreshToken, GRAPH_SCOPE, DEFAULT_TENANTS.partnerOne);
    assert.deepEqual(body.error_codes, codes);
    const user = client.sandbox.world.users.find((one) => one.userPrincipalName === SERVICE);
    assert.equal(user?.password, 'a-new-one');
  }
});

test('tells the ledger, or one kind of its records', async () => {
  const client = await createExampleClient();
  await client.get('graph', '/v1.0/me', '');
  const kinds = async (query: string): Promise<string[] | undefined> =>
    (await ask(client, 'GET', `/ledger${query}`)).body.records?.map(({ kind }) => kind);
  assert.deepEqual((await kinds(''))?.toSorted(), ['api-call', 'request']);
  assert.deepEqual(await kinds('?kind=request'), ['request']);
  assert.deepEqual(await kinds('?kind=refresh-token'), []);
  assert.equal((await ask(client, 'GET', '/ledger?kind=requests')).status, 400);
  assert.equal((await ask(client, 'DELETE', '/ledger')).status, 204);
  assert.deepEqual(await kinds(''), []);
});

test('answers to its own host only, with no word of CORS', async () => {
  const client = await createExampleClient();
  const { origins, controlToken } = client.sandbox;
  const headers = { authorization: `Bearer ${controlToken}`, origin: 'https://evil.example' };
  const call = (origin: string, method = 'GET'): Promise<Response> =>
    client.sandbox.services.control(new Request(`${origin}/world`, { method, headers }));
  for (const host of ['http://evil.example:1', 'http://127.0.0.1.evil.example', 'http://login.sandbox.test'])
    assert.equal((await call(host)).status, 421, host);
  for (const host of [origins.control, 'http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1']) {
    const answer = await call(host);
    assert.equal(answer.status, 200, host);
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
  }
  const preflight = await client.sandbox.services.control(
    new Request(`${origins.control}/world`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    }),
  );
  assert.equal(preflight.status, 401);
});

test('the world tells those first who can do something', async () => {
  const client = await createExampleClient();
  const world = (await ask(client, 'GET', '/world')).body as unknown as WorldView;
  const kindOf = new Map(world.tenants.map(({ id, kind }) => [id, kind]));
  const isCustomers = world.accounts.map(({ tenantId }) => kindOf.get(tenantId) === 'customer');
  assert.equal(isCustomers.lastIndexOf(false) + 1, isCustomers.indexOf(true));
  assert.deepEqual(world.leftOut, { tenants: 0, accounts: 0 });
  assert.equal(world.accounts.length, client.sandbox.world.users.length);
});
