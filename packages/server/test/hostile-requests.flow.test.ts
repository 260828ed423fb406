import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { endpoints } from '@consentry/core/contract';
import { aBroker, customerA, partnerOne, type TestBroker } from './a-broker.ts';
import { aDoor, aRequest, type Door } from './a-door.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const json = { 'content-type': 'application/json' };

let t: TestBroker;
let door: Door;
/** Headers of a caller, and of the operator. */
let caller: Record<string, string>;
let operator: Record<string, string>;

before(async () => {
  t = await aBroker();
  await t.aConnectedPartner();
  const policy = { partners: [partnerOne], customers: [customerA], resources: ['graph'] };
  const { key } = await t.operator.call('addCaller', { body: { name: 'a program', policy } });
  const operatorKey = /^ctyop_.*$/m.exec(readFileSync(t.broker.store.operatorKeyFile, 'utf8'))?.[0] ?? '';
  caller = { authorization: `Bearer ${key}`, ...json };
  operator = { authorization: `Bearer ${operatorKey}`, ...json };
  door = await aDoor(t.broker.app.api);
});

after(async () => {
  await door[Symbol.asyncDispose]();
  await t[Symbol.asyncDispose]();
});

/** Everything above may have been sent: a token can be had, and the broker says that it is well. */
async function assertUp(at: Door = door): Promise<void> {
  const token = await at.send(aRequest('POST /v1/tokens', caller, JSON.stringify(graph)));
  assert.equal(token.status, 200, token.text);
  assert.equal((await at.send(aRequest('GET /readyz'))).status, 200);
}

/** A refusal of ours: a status of the caller's fault, and a code with its remedy. */
function assertRefused({ status, text }: { status: number; text: string }, expected?: string): void {
  assert.ok(status >= 400 && status < 500, text);
  const code = /"code":"(\w+)"/.exec(text)?.[1];
  if (expected !== undefined) assert.equal(code, expected, text);
  assert.doesNotMatch(text, /at .*\.ts|node_modules/);
}

const good = JSON.stringify(graph);

for (const [what, body] of Object.entries({
  'an empty body': '',
  'half a JSON': good.slice(0, -1),
  'two JSONs': good + good,
  'a list': `[${good}]`,
  'a number': '1',
  null: 'null',
  'a tenant that is a number': good.replace(`"${partnerOne}"`, '1'),
  'a tenant that is an object': good.replace(`"${partnerOne}"`, '{"$ne":null}'),
  'a resource that is a list': good.replace('"graph"', '["graph"]'),
  'scopes that are a text': good.replace('{', '{"scopes":"User.Read.All",'),
  'a field that is not known': good.replace('{', '{"tenant":"x",'),
  'a field __proto__': good.replace('{', '{"__proto__":{"customers":"all"},'),
  'a field constructor': good.replace('{', '{"constructor":{"prototype":{"customers":"all"}},'),
  'a field prototype': good.replace('{', '{"prototype":{},'),
  'a field toString': good.replace('{', '{"toString":"x",'),
  'a name twice': good.replace('{', `{"partner":"${customerA}",`),
  'a name twice, once escaped': good.replace('{', `{"\\u0070artner":"${customerA}",`),
  'a thousand levels': `${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`,
})) {
  test(`refuses ${what} in a body, and stays up`, async () => {
    assertRefused(await door.send(aRequest('POST /v1/tokens', caller, body)), 'invalid_request');
    await assertUp();
  });
}

test('refuses what is hidden in a policy as well', async () => {
  for (const policy of [
    '{"partners":"all","resources":["graph"],"__proto__":{"customers":"all"}}',
    '{"partners":"all","resources":["graph"],"constructor":"all"}',
    '{"partners":"all","resources":["graph"],"customers":[],"customers":"all"}',
  ]) {
    const body = `{"name":"x","policy":${policy}}`;
    assertRefused(await door.send(aRequest('POST /v1/callers', operator, body)), 'invalid_request');
  }
  assert.equal(({} as { customers?: unknown }).customers, undefined);
  await assertUp();
});

test('refuses bytes that are no UTF-8', async () => {
  const head = aRequest('POST /v1/tokens', { ...caller, 'content-length': '2' });
  assertRefused(await door.send(head, new Uint8Array([0xc3, 0x28])), 'invalid_request');
  await assertUp();
});

test('refuses a body of another type, and one that is packed', async () => {
  const form = { ...caller, 'content-type': 'application/x-www-form-urlencoded' };
  assertRefused(await door.send(aRequest('POST /v1/tokens', form, good)), 'unsupported_media_type');
  const packed = { ...caller, 'content-encoding': 'gzip' };
  assertRefused(await door.send(aRequest('POST /v1/tokens', packed, '\u001f\u008b')), 'invalid_request');
  await assertUp();
});

test('refuses a body that says it is large before it is sent, and one that never ends', async () => {
  const large = aRequest('POST /v1/tokens', { ...caller, 'content-length': '10000000000' });
  assertRefused(await door.send(large, 'x'), 'body_too_large');
  const head = aRequest('POST /v1/tokens', { ...caller, 'transfer-encoding': 'chunked' });
  const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;
  assertRefused(await door.send(head, ...Array.from({ length: 8 }, () => chunk)), 'body_too_large');
  await assertUp();
});

test('refuses a flood of headers', async () => {
  for (const headers of [
    { 'x-long': 'x'.repeat(20_000) },
    Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`x-${index}`, 'some value'])),
  ]) {
    assert.equal((await door.send(aRequest('GET /healthz', headers))).status, 431);
  }
  await assertUp();
});

for (const [what, request] of Object.entries({
  'no HTTP': 'hello\r\n\r\n',
  TLS: '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
  'a header with a line break of its own': 'GET /healthz HTTP/1.1\r\nhost: a\r\nx: a\nb\r\n\r\n',
  'no host': 'GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n',
  'two lengths': 'POST /v1/tokens HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
  'a length and chunks':
    'POST /v1/tokens HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
})) {
  test(`refuses ${what}, before anything is read of it`, async () => {
    const { status, text } = await door.send(request);
    assert.equal(status, 400, text);
    await assertUp();
  });
}

for (const target of [
  '/v1/../v1/tokens',
  '/healthz/../v1/tokens',
  '//v1/tokens',
  '/v1//tokens',
  '/v1/tokens/',
  '/v1/./tokens',
  '/v1%2ftokens',
  '/v1/%2e%2e/v1/tokens',
  '/v1\\tokens',
  '/v1/tokens;x=y',
  '/v1/tokens%00',
  '/V1/Tokens',
  'http://127.0.0.1/v1/tokens',
  '/v1/tokens/..%2f..%2fcallers',
]) {
  test(`finds nothing at ${target}`, async () => {
    const { status, text } = await door.send(aRequest(`POST ${target}`, caller, good));
    assert.ok(status === 404 || status === 400, text);
  });
}

test('refuses a caller’s id that is a path, or another kind of id', async () => {
  for (const id of [
    '..',
    '.',
    '%2e%2e',
    'a%2fb',
    'cal_',
    `gra_${'A'.repeat(22)}`,
    `cal_${'A'.repeat(22)}%00`,
  ]) {
    assertRefused(await door.send(aRequest(`DELETE /v1/callers/${id}`, operator)));
  }
  await assertUp();
});

test('refuses a body that is coded in more ways than by chunks, and a host that is said twice', async () => {
  for (const coding of ['gzip, chunked', 'chunked, chunked', 'identity, chunked']) {
    const head = aRequest('POST /v1/tokens', { ...caller, 'transfer-encoding': coding });
    assertRefused(await door.send(`${head}0\r\n\r\n`));
  }
  assertRefused(
    await door.send('GET /healthz HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n'),
    'invalid_request',
  );
  await assertUp();
});

test('refuses a query whose name stands twice, or is not known', async () => {
  for (const query of ['limit=1&limit=2', '__proto__=1', 'constructor=1', 'limit[]=1', 'limit=1e9']) {
    assertRefused(await door.send(aRequest(`GET /v1/grants?${query}`, operator)), 'invalid_request');
  }
  await assertUp();
});

test('names the methods that an address has, for every other', async () => {
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
    const { status, text } = await door.send(aRequest(`${method} /v1/tokens`, caller));
    assert.equal(status, 405, text);
    assert.match(text, /^allow: POST\r$/im);
  }
});

test('refuses a hostile key like any other, on every endpoint that needs one', async () => {
  const keys = [
    '',
    'Bearer',
    'Bearer a b',
    `Bearer ${'x'.repeat(5000)}`,
    'Basic dXNlcjpwYXNz',
    'Bearer cty_.._..',
  ];
  // At the dashboard a session is needed, and no key: dashboard-cells.flow.test.ts.
  const doors = Object.values(endpoints).filter(
    ({ listener, role }) => listener === 'api' && role !== 'anyone' && role !== 'person',
  );
  for (const { method, path } of doors) {
    const target = path.replaceAll(/\{\w+(?:\.\.\.)?\}/g, 'x');
    for (const authorization of keys) {
      const { status } = await door.send(aRequest(`${method} ${target}`, { authorization, ...json }));
      assert.equal(status, 401, `${method} ${target}`);
    }
  }
  await assertUp();
});

test('cuts off who sends headers or a body too slowly, while others are served', async () => {
  await using hasty = await aDoor(t.broker.app.api, { requestMs: 200, headersMs: 100, checkMs: 20 });
  const body = aRequest('POST /v1/tokens', { ...caller, 'content-length': '50' });
  const slow = [hasty.send(`${body}{`), hasty.send('GET /healthz HTTP/1.1\r\nhost: a\r\n'), hasty.send('')];
  await assertUp(hasty);
  for (const { status, text } of await Promise.all(slow)) {
    assert.ok(status === 408 || status === 400 || status === 0, text);
  }
  await assertUp(hasty);
});

test('closes connections beyond those that may be, and takes new ones afterwards', async () => {
  await using narrow = await aDoor(t.broker.app.api, {
    connections: 3,
    requestMs: 300,
    headersMs: 300,
    checkMs: 20,
  });
  const waiting = Array.from({ length: 10 }, () => narrow.send('GET /healthz HTTP/1.1\r\n'));
  const ended = await Promise.all(waiting);
  assert.ok(ended.every(({ status }) => status !== 200));
  await assertUp(narrow);
});
