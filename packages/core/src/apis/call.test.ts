import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aFetch, anAnswer, errorOf } from '../../test/builders.ts';
import type { ErrorCode } from '../errors.ts';
import { type Fetch, TransportError, type TransportFailure } from '../ports.ts';
import { Secret } from '../secret.ts';
import { type ApiRequest, call } from './call.ts';

const credential = { value: Secret.of('canary-access'), baseUrl: 'https://api.example' };
const get = { method: 'GET', path: '/v1/things' } as const;

const ask = (fetch: Fetch, request: ApiRequest = get) => call(fetch, credential, request);
const answered = (...answer: Parameters<typeof anAnswer>) => ask(aFetch(anAnswer(...answer)));
const refusalOf = (...answer: Parameters<typeof anAnswer>) => errorOf(() => answered(...answer));

test('sends the token to the base URL alone, and asks for JSON', async () => {
  const fetch = aFetch(anAnswer({}));
  await ask(fetch);
  const [{ deadlineMs, maxResponseBytes, ...request } = assert.fail('nothing was sent')] = fetch.requests;
  assert.deepEqual(request, {
    method: 'GET',
    url: 'https://api.example/v1/things',
    headers: { accept: 'application/json', authorization: 'Bearer canary-access' },
  });
  assert.ok(deadlineMs > 0 && maxResponseBytes > 0);
});

test('sends a body as JSON', async () => {
  const fetch = aFetch(anAnswer({}));
  await ask(fetch, { method: 'PATCH', path: '/v1/things', body: { name: 'Ключ' } });
  const [request] = fetch.requests;
  assert.equal(request?.body, '{"name":"Ключ"}');
  assert.equal(request.headers?.['content-type'], 'application/json; charset=utf-8');
});

test('sends headers of the caller, but never another token than its own', async () => {
  const fetch = aFetch(anAnswer({}));
  await ask(fetch, { ...get, headers: { consistencylevel: 'eventual', authorization: 'Bearer other' } });
  const { consistencylevel, authorization } = fetch.requests[0]?.headers ?? {};
  assert.deepEqual([consistencylevel, authorization], ['eventual', 'Bearer canary-access']);
});

test('sends nothing for a path that leads off the base URL', async () => {
  const fetch = aFetch();
  await assert.rejects(ask(fetch, { method: 'GET', path: '//elsewhere.example' }), { code: 'host_refused' });
  assert.deepEqual(fetch.requests, []);
});

test('gives status, headers and JSON of an answer', async () => {
  const answer = await answered({ id: 1 }, { status: 201, headers: { etag: '"x"' } });
  assert.deepEqual([answer.status, answer.headers['etag'], answer.json], [201, '"x"', { id: 1 }]);
});

test('reads JSON behind a byte order mark, as Partner Center sends it', async () => {
  assert.deepEqual((await answered('\uFEFF{"id":1}')).json, { id: 1 });
});

test('reads an answer without a body as undefined', async () => {
  assert.equal((await answered('', { status: 204 })).json, undefined);
});

for (const [what, body] of [
  ['no JSON', '<html>canary</html>'],
  ['JSON that was cut off', '{"id":'],
  ['bytes that are not UTF-8', new Uint8Array([0x22, 0xc3, 0x28, 0x22])],
] as const) {
  test(`refuses an answer with ${what}, and repeats nothing of it`, async () => {
    const error = await refusalOf(body, { headers: { 'ms-requestid': 'req-1' } });
    assert.equal(error.code, 'api_bad_response');
    assert.deepEqual(error.facts, { status: 200, apiRequestId: 'req-1' });
    assert.doesNotMatch(error.message + error.remedy, /canary/);
  });
}

const byStatus: readonly [number, ErrorCode][] = [
  [301, 'api_refused'],
  [302, 'api_refused'],
  [304, 'api_refused'],
  [307, 'api_refused'],
  [400, 'api_refused'],
  [401, 'api_unauthorized'],
  [403, 'api_forbidden'],
  [404, 'api_not_found'],
  [405, 'api_refused'],
  [409, 'api_refused'],
  [412, 'api_changed'],
  [429, 'api_throttled'],
  [500, 'api_unavailable'],
  [502, 'api_unavailable'],
  [503, 'api_unavailable'],
  [504, 'api_unavailable'],
];

for (const [status, code] of byStatus) {
  test(`says ${code} for status ${status}`, async () => {
    const error = await refusalOf({}, { status, headers: { location: 'https://elsewhere.example/' } });
    assert.deepEqual([error.code, error.facts['status']], [code, status]);
  });
}

test('takes a redirect nowhere', async () => {
  const moved = anAnswer('', { status: 307, headers: { location: 'https://elsewhere.example/' } });
  const fetch = aFetch(moved, anAnswer({}));
  await assert.rejects(ask(fetch), { code: 'api_refused' });
  assert.deepEqual(
    fetch.requests.map(({ url }) => url),
    ['https://api.example/v1/things'],
  );
});

for (const [header, waitMs] of [
  ['7', 7_000],
  ['1', 1_000],
  ['3600', 3_600_000],
  ['86400', 3_600_000],
  ['-1', 60_000],
  ['soon', 60_000],
  [undefined, 60_000],
] as const) {
  test(`waits ${waitMs} ms when the API says Retry-After: ${header}`, async () => {
    const headers = header === undefined ? {} : { 'retry-after': header };
    assert.equal((await refusalOf({}, { status: 429, headers })).retryAfterMs, waitMs);
  });
}

for (const [api, body, headers] of [
  ['Partner Center', { code: 'E1' }, { 'ms-requestid': 'r', 'ms-correlationid': 'c' }],
  ['Graph', { error: { code: 'E1' } }, { 'request-id': 'r', 'client-request-id': 'c' }],
] as const) {
  test(`keeps code and ids of a refusal of ${api}, for people to ask with`, async () => {
    const { facts } = await refusalOf(body, { status: 403, headers });
    assert.deepEqual(facts, { status: 403, apiRequestId: 'r', apiCorrelationId: 'c', apiCode: 'E1' });
  });
}

test('keeps no text of a refusal, which may hold names, and no token', async () => {
  const body = { code: 'E1', description: 'canary@contoso.example may not', error: { message: 'canary' } };
  const { message, remedy, facts, cause } = await refusalOf(body, { status: 403 });
  assert.doesNotMatch(JSON.stringify([message, remedy, facts, String(cause)]), /canary/);
});

for (const body of ['', 'null', '[]', '"text"', '{"code":{}}', '{"error":null}', '<html>']) {
  test(`reads a refusal whose body is ${body || 'empty'}`, async () => {
    assert.deepEqual((await refusalOf(body, { status: 400 })).facts, { status: 400 });
  });
}

for (const code of ['x'.repeat(65), 'John Smith', 'a\nb', '', {}]) {
  test(`takes ${JSON.stringify(code).slice(0, 20)} for no code`, async () => {
    const { facts } = await refusalOf({ code }, { status: 400 });
    assert.equal(facts['apiCode'], undefined);
  });
}

const byFailure: readonly [TransportFailure, ErrorCode][] = [
  ['dns', 'api_unavailable'],
  ['connect', 'api_unavailable'],
  ['tls', 'api_unavailable'],
  ['timeout', 'api_unavailable'],
  ['reset', 'api_unavailable'],
  ['protocol', 'api_unavailable'],
  ['too_large', 'api_bad_response'],
];

for (const [failure, code] of byFailure) {
  test(`says ${code} when the network says ${failure}`, async () => {
    const below = new TransportError(failure, { mayHaveArrived: true, message: failure });
    const error = await errorOf(() => ask(aFetch(below)));
    assert.deepEqual([error.code, error.cause], [code, below]);
    assert.deepEqual(error.facts, { host: 'api.example', failure });
  });
}

test('passes on what is no failure of the network', async () => {
  await assert.rejects(ask(aFetch(new TypeError('a mistake of ours'))), TypeError);
});
