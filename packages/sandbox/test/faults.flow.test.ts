import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { AADSTS, ControlProblems, DEFAULT_TENANTS } from '../src/index.ts';
import type { AadstsCode, Fault, FaultRule } from '../src/index.ts';
import { GRAPH_SCOPE, anAccount, createExampleClient, parseJson } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';

const KEYS = '/organizations/discovery/v2.0/keys';

function getKeys(client: ExampleClient, path = KEYS): Promise<Response> {
  return client.send(new Request(`${client.sandbox.origins.login}${path}`));
}

async function playAtKeys(fault: Fault): Promise<{ client: ExampleClient; response: Response }> {
  const client = await createExampleClient();
  client.sandbox.control.playFault({ service: 'login', path: KEYS, fault });
  return { client, response: await getKeys(client) };
}

test('an ordered answer takes every form of Retry-After as it is', async () => {
  const forms: Record<string, string>[] = [
    { 'retry-after': '7' },
    { 'retry-after': 'Fri, 20 Nov 2026 12:00:00 GMT' },
    { 'retry-after-ms': '1500' },
    { 'x-ms-retry-after-ms': '1500' },
    {},
  ];
  for (const headers of forms) {
    const { response } = await playAtKeys({ kind: 'answer', status: 429, headers, body: 'slow down' });
    assert.equal(response.status, 429);
    for (const name of ['retry-after', 'retry-after-ms', 'x-ms-retry-after-ms'])
      assert.equal(response.headers.get(name), headers[name] ?? null, name);
    assert.equal(await response.text(), 'slow down');
  }
});

test('any number of the table comes with its own status and error, from the token endpoint', async () => {
  const client = await createExampleClient();
  for (const [code, status, error] of [
    [50076, 400, 'invalid_grant'],
    [7000222, 401, 'invalid_client'],
    [65001, 400, 'invalid_grant'],
  ] as const) {
    client.sandbox.control.playFault({ service: 'login', fault: { kind: 'aadsts', code } });
    const answer = await client.token({ grant_type: 'client_credentials', scope: GRAPH_SCOPE });
    assert.deepEqual([answer.status, answer.body['error'], answer.body.error_codes], [status, error, [code]]);
    assert.match(answer.body['error_description'] ?? '', new RegExp(`^AADSTS${code}: [^{}]+\r\nTrace ID: `));
  }
});

test('an ordered 50076 brings a claims challenge, as a real one does', async () => {
  const client = await createExampleClient();
  client.sandbox.control.playFault({ service: 'login', fault: { kind: 'aadsts', code: 50076 } });
  const { body } = await client.token({});
  assert.match(
    body['claims'] ?? '',
    /^\{"access_token":\{"polids":\{"essential":true,"values":\["[0-9a-f-]{36}"\]/,
  );
});

test('every number of the table can be ordered', async () => {
  const client = await createExampleClient();
  for (const code of Object.keys(AADSTS).map(Number) as AadstsCode[]) {
    client.sandbox.control.playFault({ service: 'login', fault: { kind: 'aadsts', code } });
    const { status, body } = await client.token({});
    assert.deepEqual([status, body.error_codes], [AADSTS[code].status, [code]]);
  }
});

test('garbage is announced as JSON and is none', async () => {
  const { response } = await playAtKeys({ kind: 'garbage' });
  assert.deepEqual(
    [response.status, response.headers.get('content-type')?.slice(0, 16)],
    [200, 'application/json'],
  );
  const text = await response.text();
  assert.throws(() => JSON.parse(text) as unknown, SyntaxError);
});

test('the wrong type comes with the right body', async () => {
  const { response } = await playAtKeys({ kind: 'wrong-type' });
  assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
  assert.ok(parseJson<{ keys: unknown[] }>(await response.text()).keys.length > 0);
});

test('a page in the way is HTML with 200, and says that it is a sandbox', async () => {
  const { response } = await playAtKeys({ kind: 'html-page' });
  assert.deepEqual([response.status, response.headers.get('content-type')?.slice(0, 9)], [200, 'text/html']);
  assert.match(await response.text(), /This is not Microsoft/);
});

test('an oversized body is JSON of just this length, which nothing announces', async () => {
  const { response } = await playAtKeys({ kind: 'oversized', bytes: 1_000_001 });
  assert.equal(response.headers.get('content-length'), null);
  const text = await response.text();
  assert.equal(text.length, 1_000_001);
  assert.equal(JSON.parse(text), 0);
});

test('a gzip bomb is small, and inflates to just this length', async () => {
  const { response } = await playAtKeys({ kind: 'gzip-bomb', bytes: 5_000_000 });
  assert.equal(response.headers.get('content-encoding'), 'gzip');
  const zipped = Buffer.from(await response.arrayBuffer());
  assert.ok(zipped.length < 10_000, `${zipped.length} bytes`);
  assert.equal(gunzipSync(zipped).length, 5_000_000);
});

test('a redirect leads where it is told', async () => {
  const { response } = await playAtKeys({
    kind: 'redirect',
    location: 'http://localhost:1/elsewhere',
    status: 307,
  });
  assert.deepEqual(
    [response.status, response.headers.get('location')],
    [307, 'http://localhost:1/elsewhere'],
  );
});

test('a truncated body announces its length and breaks off', async () => {
  const { client, response } = await playAtKeys({ kind: 'truncated' });
  const whole = await (await getKeys(client)).text();
  assert.equal(response.headers.get('content-length'), String(whole.length));
  await assert.rejects(response.text(), { name: 'TypeError', message: 'terminated' });
});

test('a slow body is whole in the end', async () => {
  const { client, response } = await playAtKeys({ kind: 'slow-drip', bytesPerSecond: 20_000 });
  const [first] = await Array.fromAsync(response.clone().body ?? []);
  assert.equal(first?.length, 1000);
  assert.equal(await response.text(), await (await getKeys(client)).text());
});

test('a reset looks like a failed fetch, and the service has not acted', async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  client.sandbox.ledger.clear();
  client.sandbox.control.playFault({
    service: 'login',
    grantType: 'refresh_token',
    fault: { kind: 'reset' },
  });
  const lost = client.refresh(refreshToken, GRAPH_SCOPE, DEFAULT_TENANTS.customerA);
  await assert.rejects(lost, (error: TypeError) => {
    assert.deepEqual([error.name, error.message], ['TypeError', 'fetch failed']);
    return (error.cause as { code: string }).code === 'ECONNRESET';
  });
  assert.deepEqual(
    client.sandbox.ledger.tokenRequests().map(({ outcome }) => outcome),
    [{ result: 'fault' }],
  );
});

test('a reset after the service has acted loses the answer, and the token was issued', async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  client.sandbox.ledger.clear();
  client.sandbox.control.playFault({ service: 'login', fault: { kind: 'reset-after' } });
  await assert.rejects(client.refresh(refreshToken, GRAPH_SCOPE, DEFAULT_TENANTS.customerA), TypeError);
  const { ledger } = client.sandbox;
  assert.deepEqual(
    ledger.tokenRequests().map(({ outcome }) => outcome.result),
    ['issued'],
  );
  const [request] = ledger.requests();
  assert.deepEqual([request?.fault, request?.status], ['reset-after', undefined]);
});

test('a request that hangs ends when its caller gives up, and is in the ledger at once', async () => {
  const client = await createExampleClient();
  client.sandbox.control.playFault({ service: 'graph', fault: { kind: 'hang' } });
  const giveUp = new AbortController();
  const hanging = client.send(
    new Request(`${client.sandbox.origins.graph}/v1.0/me`, { signal: giveUp.signal }),
  );
  const ended = assert.rejects(hanging, { name: 'AbortError' });
  while (client.sandbox.ledger.requests({ fault: 'hang' }).length === 0) await Promise.resolve();
  giveUp.abort();
  await ended;
  assert.equal(client.sandbox.ledger.requests().length, 1);
});

test('a late request is served, unless its caller gave up before', async () => {
  const client = await createExampleClient();
  client.sandbox.control.playFault({ service: 'login', times: 2, fault: { kind: 'latency', ms: 1 } });
  assert.equal((await getKeys(client)).status, 200);
  const url = `${client.sandbox.origins.login}${KEYS}`;
  await assert.rejects(client.send(new Request(url, { signal: AbortSignal.abort() })), {
    name: 'AbortError',
  });
});

test('a rule meets its service, method, path, tenant and grant type alone', async () => {
  const client = await createExampleClient();
  const { partnerOne, partnerTwo } = DEFAULT_TENANTS;
  const hits = async (rule: Omit<FaultRule, 'service' | 'fault'>): Promise<boolean> => {
    const fault = client.sandbox.control.playFault({
      service: 'login',
      fault: { kind: 'answer', status: 599, body: '{}' },
      ...rule,
    });
    const { status } = await client.token(
      { grant_type: 'client_credentials', scope: GRAPH_SCOPE },
      partnerOne,
    );
    const isHit = status === 599;
    assert.equal(fault.played(), isHit ? 1 : 0);
    fault.remove();
    return isHit;
  };
  const path = `/${partnerOne}/oauth2/v2.0/token`;
  for (const rule of [
    {},
    { method: 'POST' },
    { path },
    { path: path.toUpperCase() },
    { path: `/${partnerOne}/*` },
    { path: '/*/oauth2/*token' },
    { tenant: partnerOne },
    { tenant: 'partner-one.example' },
    { grantType: 'client_credentials' },
  ])
    assert.equal(await hits(rule), true, JSON.stringify(rule));
  for (const rule of [
    { method: 'GET' },
    { path: `${path}s` },
    { path: '/*/oauth2/v2.0' },
    { path: '/*/oauth2/v2_0/token' },
    { tenant: partnerTwo },
    { tenant: 'common' },
    { grantType: 'refresh_token' },
    { certificate: 'ab'.repeat(32) },
  ])
    assert.equal(await hits(rule), false, JSON.stringify(rule));
  client.sandbox.control.playFault({ service: 'graph', fault: { kind: 'answer', status: 599 } });
  assert.equal((await getKeys(client)).status, 200);
});

test('at an API, a rule for a tenant meets the tokens of that tenant', async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  const tokenOf = async (tenant: string): Promise<string> =>
    (await client.refresh(refreshToken, GRAPH_SCOPE, tenant)).body['access_token'] ?? '';
  const { customerA, partnerOne } = DEFAULT_TENANTS;
  client.sandbox.control.playFault({
    service: 'graph',
    tenant: customerA,
    times: 'always',
    fault: { kind: 'answer', status: 599 },
  });
  assert.equal((await client.get('graph', '/v1.0/me', await tokenOf(partnerOne))).status, 200);
  assert.equal((await client.get('graph', '/v1.0/me', await tokenOf(customerA))).status, 599);
  assert.notEqual((await client.get('graph', '/v1.0/me', 'nonsense')).status, 599);
});

test('a rule is played once, so many times, or always, and the first that matches comes first', async () => {
  const client = await createExampleClient();
  const { control } = client.sandbox;
  const answer = (status: number): Fault => ({ kind: 'answer', status });
  control.playFault({ service: 'login', fault: answer(501) });
  control.playFault({ service: 'login', times: 2, fault: answer(502) });
  const always = control.playFault({ service: 'login', times: 'always', fault: answer(503) });
  const seen: number[] = [];
  for (let index = 0; index < 5; index += 1) seen.push((await getKeys(client)).status);
  assert.deepEqual(seen, [501, 502, 502, 503, 503]);
  assert.equal(always.played(), 2);
  always.remove();
  assert.equal((await getKeys(client)).status, 200);
});

test('a percentage is drawn by lot, again and again', async () => {
  const client = await createExampleClient();
  const half = client.sandbox.control.playFault({
    service: 'login',
    percentage: 50,
    fault: { kind: 'answer', status: 503 },
  });
  const answers = await Promise.all(Array.from({ length: 200 }, () => getKeys(client)));
  const failed = answers.filter(({ status }) => status === 503).length;
  assert.equal(half.played(), failed);
  // Outside with a chance below one in a billion.
  assert.ok(failed > 50 && failed < 150, `${failed} of 200`);
});

test('two requests at once do not both meet a rule for one', async () => {
  const client = await createExampleClient();
  client.sandbox.control.playFault({ service: 'login', grantType: 'none', fault: { kind: 'reset' } });
  client.sandbox.control.failNext('login', { status: 503, body: '{}' });
  const answers = await Promise.all([client.token({}), client.token({})]);
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((one, other) => one - other),
    [400, 503],
  );
});

test('a rule that is not good is refused with everything that is wrong', async () => {
  const { sandbox } = await createExampleClient();
  const rule = {
    service: 'graph',
    times: 0,
    percentage: 101,
    pth: '/',
    grantType: 'x',
    fault: { kind: 'aadsts', code: 1 },
  } as unknown as FaultRule;
  assert.throws(
    () => sandbox.control.playFault(rule),
    (error: unknown) => {
      assert.ok(error instanceof ControlProblems);
      const paths = error.problems.map(({ path }) => path);
      assert.deepEqual(paths.toSorted(), ['fault.code', 'grantType', 'percentage', 'pth', 'times']);
      return true;
    },
  );
  const misplaced: FaultRule = { service: 'vault', grantType: 'x', fault: { kind: 'aadsts', code: 50076 } };
  assert.throws(
    () => sandbox.control.playFault(misplaced),
    /grantType: .*login only; fault\.code: .*login only/,
  );
  const impossible: FaultRule = { service: 'vault', fault: { kind: 'answer', status: 204, body: 'x' } };
  assert.throws(() => sandbox.control.playFault(impossible), /fault\.body/);
});

test('every request of the four services is in the ledger, without its query', async () => {
  const client = await createExampleClient();
  await getKeys(client, `${KEYS}?appid=a-secret`);
  await client.get('partnerCenter', '/v1/customers?size=1', '');
  await client.get('graph', '/v1.0/nothing', '');
  await client.send(new Request(`${client.sandbox.origins.vault}/secrets?api-version=7.4`));
  await client.send(new Request(`${client.sandbox.origins.vault}/secrets/a~value?api-version=7.4`));
  await getKeys(client, '/no/such/path');
  client.sandbox.control.playFault({ service: 'login', fault: { kind: 'truncated' } });
  await getKeys(client);
  assert.deepEqual(
    client.sandbox.ledger
      .requests()
      .map(({ service, method, path, status, fault }) => [service, method, path, status, fault]),
    [
      ['login', 'GET', KEYS, 200, undefined],
      ['partnerCenter', 'GET', '/v1/customers', 401, undefined],
      ['graph', 'GET', '/v1.0/nothing', 404, undefined],
      ['vault', 'GET', '/secrets', 401, undefined],
      ['vault', 'GET', '/secrets/*', 401, undefined],
      ['login', 'GET', '/no/such/path', 404, undefined],
      ['login', 'GET', KEYS, 200, 'truncated'],
    ],
  );
});
