import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type AuditEvent, isGuid } from '@consentry/core';
import { forwardBodyLimitBytes } from '@consentry/core/contract';
import { customerA, partnerOne } from './a-broker.ts';
import { aListeningBroker, type ListeningBroker } from './a-listening-broker.ts';
import { aRecordingApi, type RecordingApi } from './a-recording-api.ts';
import { openRaw, type RawAnswer, type RawCall, sendRaw } from './send-raw.ts';

let api: RecordingApi;
let b: ListeningBroker;
let key: string;

before(async () => {
  api = await aRecordingApi();
  b = await aListeningBroker({ graphBaseUrl: api.baseUrl });
  await b.t.aConnectedPartner();
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
  key = await b.aKey({ calls: [{ resource: 'graph', methods: [...methods], paths: ['/v1.0'] }] });
});

after(async () => {
  await b[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

let plain: RecordingApi['answer'];
beforeEach(() => {
  plain ??= api.answer;
  api.answer = plain;
});

const callOf = (more: Partial<RawCall> = {}): RawCall => ({
  key,
  path: '/v1/call/graph/v1.0/things',
  partner: partnerOne,
  customer: customerA,
  ...more,
});
const call = (more: Partial<RawCall> = {}): Promise<RawAnswer> => sendRaw(b.url, callOf(more));

const answering =
  (status: number, headers: Record<string, string | string[]>, body = '{}'): RecordingApi['answer'] =>
  (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };

function last(): IncomingMessage {
  const { request } = api.seen.at(-1) ?? assert.fail('nothing came');
  return request;
}

/** What became of a call, once it is recorded. */
async function outcomeOf(requestId: unknown): Promise<Extract<AuditEvent, { type: 'call.answered' }>> {
  for (;;) {
    const events = await b.t.events();
    const found = events.find((event) => event.type === 'call.answered' && event.requestId === requestId);
    if (found?.type === 'call.answered') return found;
  }
}

function codeOf(answer: RawAnswer): string {
  assert.equal(answer.headers['consentry-upstream'], undefined);
  return `${answer.status} ${(JSON.parse(answer.text) as { error: { code: string } }).error.code}`;
}

test('sends our token and nothing of the caller’s credentials, cookies or connection', async () => {
  await call({
    headers: {
      accept: 'application/json',
      'client-request-id': 'mine',
      cookie: 'session=CANARY',
      'proxy-authorization': 'Basic CANARY',
      connection: 'x-hop, close',
      'x-hop': 'CANARY',
      te: 'trailers',
      forwarded: 'for=CANARY',
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-host': 'evil.example',
      'x-http-method-override': 'DELETE',
      'x-ms-authorization-auxiliary': 'Bearer CANARY',
      'x-anything': 'CANARY',
      host: 'localhost',
    },
  });
  const { headers, url } = last();
  const { authorization, ...others } = headers;
  assert.equal(url, '/base/v1.0/things');
  assert.match(authorization ?? '', /^Bearer eyJ/);
  assert.doesNotMatch(authorization ?? '', new RegExp(key));
  assert.deepEqual(others, {
    host: new URL(api.baseUrl).host,
    connection: 'keep-alive',
    accept: 'application/json',
    'client-request-id': 'mine',
  });
});

test('Graph is told the id of our request, where the caller named none', async () => {
  const { headers } = await call();
  assert.ok(isGuid(headers['x-request-id']));
  assert.equal(last().headers['client-request-id'], headers['x-request-id']);
});

test('passes on what the API says of its answer, and neither cookies nor what is of its connection', async () => {
  api.answer = answering(203, {
    'content-type': 'application/json;odata=x',
    etag: 'W/"1"',
    'request-id': 'theirs',
    'x-ms-ratelimit-remaining-reads': '3',
    'set-cookie': ['a=CANARY', 'b=CANARY'],
    'proxy-authenticate': 'Basic',
    'www-authenticate': 'Bearer realm="CANARY"',
    connection: 'x-hop',
    'x-hop': 'CANARY',
    'x-powered-by': 'CANARY',
    'consentry-upstream': 'CANARY',
    'x-request-id': 'CANARY',
    'content-security-policy': 'CANARY',
    'access-control-allow-origin': '*',
  });
  const { status, headers, text } = await call();
  assert.deepEqual([status, text], [203, '{}']);
  assert.doesNotMatch(JSON.stringify(headers), /CANARY/);
  const { date: _, 'x-request-id': requestId, connection: __, 'keep-alive': ___, ...rest } = headers;
  assert.ok(isGuid(requestId));
  assert.deepEqual(rest, {
    'cache-control': 'no-store',
    'consentry-upstream': 'true',
    'content-security-policy':
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'content-type': 'application/json;odata=x',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    etag: 'W/"1"',
    'referrer-policy': 'same-origin',
    'request-id': 'theirs',
    // The API said no length either.
    'transfer-encoding': 'chunked',
    'x-content-type-options': 'nosniff',
    'x-ms-ratelimit-remaining-reads': '3',
  });
});

test('follows no redirect, and passes none on that leads elsewhere', async () => {
  const earlier = api.seen.length;
  for (const status of [301, 302, 303, 307, 308]) {
    api.answer = answering(status, { location: 'https://files.example/x?signature=CANARY' });
    const answer = await call();
    assert.deepEqual([answer.status, answer.headers.location], [status, undefined]);
  }
  assert.equal(api.seen.length, earlier + 5);
  api.answer = answering(202, { location: `${api.baseUrl}/v1.0/jobs/1?a=b` });
  assert.equal((await call()).headers.location, '/v1/call/graph/v1.0/jobs/1?a=b');
});

test('passes an answer on as it comes, compressed as it is, before its end', async () => {
  const came = api.next();
  const opened = openRaw(b.url, callOf({ headers: { 'accept-encoding': 'gzip' } }));
  const { request, response } = await came;
  assert.equal(request.headers['accept-encoding'], 'gzip');
  const bytes = gzipSync('{"value":[]}');
  response.writeHead(200, { 'content-encoding': 'gzip' }).write(bytes.subarray(0, 8));
  const answer = await opened;
  const reading = answer[Symbol.asyncIterator]();
  const parts = [(await reading.next()).value as Buffer];
  assert.equal(parts[0]?.byteLength, 8, 'the beginning is here while the API has not ended');
  response.end(bytes.subarray(8));
  for (let next = await reading.next(); next.done !== true; next = await reading.next())
    parts.push(next.value as Buffer);
  assert.equal(gunzipSync(Buffer.concat(parts)).toString(), '{"value":[]}');
  assert.equal((await outcomeOf(answer.headers['x-request-id'])).bytes, bytes.byteLength);
});

test('answers without a body stay without one, and promise no length', async () => {
  for (const status of [204, 205, 304]) {
    api.answer = ({ socket }) =>
      void socket.end(`HTTP/1.1 ${status} x\r\ncontent-length: 10\r\nconnection: close\r\n\r\nyyyyyyyyyy`);
    const answer = await call({ method: status === 204 ? 'DELETE' : 'GET' });
    assert.deepEqual([answer.status, answer.text], [status, '']);
    assert.equal(answer.headers['content-length'], status === 304 ? '10' : undefined);
    const outcome = await outcomeOf(answer.headers['x-request-id']);
    assert.deepEqual([outcome.status, outcome.bytes, outcome.reason], [status, 0, undefined]);
  }
});

test('asks the API for no more than the caller reads', async () => {
  const total = 96 * 1024 * 1024;
  const chunk = Buffer.alloc(64 * 1024);
  let sent = 0;
  api.answer = (_request, response) => {
    const go = (): void => {
      while (sent < total) {
        sent += chunk.byteLength;
        if (!response.write(chunk)) return void response.once('drain', go);
      }
      response.end();
    };
    go();
  };
  const answer = await openRaw(b.url, callOf());
  // As long as something moves, more is coming.
  for (let earlier = -1; earlier !== sent; ) {
    earlier = sent;
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(sent < total / 2, `${sent} bytes were sent to nobody`);
  let read = 0;
  for await (const piece of answer) read += (piece as Buffer).byteLength;
  assert.equal(read, total);
  assert.equal((await outcomeOf(answer.headers['x-request-id'])).bytes, total);
});

test('ends the call when the caller is gone: in the middle of an answer, and before one', async () => {
  const first = api.next();
  const opened = openRaw(b.url, callOf());
  const begun = await first;
  begun.response.write('x');
  const answer = await opened;
  const closed = once(begun.response, 'close');
  answer.destroy();
  await closed;
  const outcome = await outcomeOf(answer.headers['x-request-id']);
  assert.deepEqual([outcome.status, outcome.reason], [200, 'caller left']);

  const second = api.next();
  const leaving = new AbortController();
  const failing = assert.rejects(
    fetch(`${b.url}/v1/call/graph/v1.0/things`, {
      headers: {
        authorization: `Bearer ${key}`,
        'consentry-partner': partnerOne,
        'consentry-customer': customerA,
      },
      signal: leaving.signal,
    }),
  );
  const waiting = await second;
  const ended = once(waiting.response, 'close');
  leaving.abort();
  await ended;
  await failing;
});

test('an answer that the API breaks off breaks off here too, and is recorded as that', async () => {
  const came = api.next();
  const opened = openRaw(b.url, callOf());
  const { response } = await came;
  response.writeHead(200, { 'content-type': 'text/plain' }).write('half');
  const answer = await opened;
  const reading = answer[Symbol.asyncIterator]();
  assert.equal(String((await reading.next()).value), 'half');
  response.destroy();
  await assert.rejects(reading.next(), 'the caller does not take half for the whole');
  const outcome = await outcomeOf(answer.headers['x-request-id']);
  assert.deepEqual([outcome.status, outcome.bytes, outcome.reason], [200, 4, 'broken off']);

  api.answer = (_request, begun) => {
    begun.writeHead(200, { 'content-length': '100' }).flushHeaders();
    setImmediate(() => begun.destroy());
  };
  await assert.rejects(call(), 'also where not even the first piece came');
});

test('says of its own accord that an API does not answer, or answers no HTTP', async () => {
  api.answer = (request) => void request.socket.destroy();
  assert.equal(codeOf(await call()), '503 api_unavailable');
  api.answer = (request) => void request.socket.end('SSH-2.0-OpenSSH_9.9\r\n');
  assert.equal(codeOf(await call()), '502 api_bad_response');
  api.answer = (_request, response) => void response.writeHead(700).end();
  assert.equal(codeOf(await call()), '502 api_bad_response');
});

/** Reads a body, as an API does, and answers with its length and its headers. */
const measuring = (request: IncomingMessage, response: ServerResponse): void => {
  let bytes = 0;
  request.on('data', (piece: Buffer) => {
    bytes += piece.byteLength;
  });
  request.once('end', () => response.end(`${bytes} ${request.headers['content-length'] ?? 'chunked'}`));
};

async function* pieces(bytes: number): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(64 * 1024, 'x');
  for (let left = bytes; left > 0; left -= piece.byteLength) yield piece.subarray(0, left);
}

test('passes bodies on: small and large, of known and of unknown length', async () => {
  api.answer = measuring;
  for (const method of ['POST', 'PUT', 'PATCH']) {
    assert.equal((await call({ method, body: '' })).text, '0 0');
    assert.equal((await call({ method, body: 'small' })).text, '5 5');
    assert.equal((await call({ method, body: pieces(5) })).text, '5 5');
    assert.equal((await call({ method, body: 'x'.repeat(1_000_000) })).text, '1000000 1000000');
    assert.equal((await call({ method, body: pieces(1_000_000) })).text, '1000000 chunked');
  }
});

test('refuses a body above its limit: by its announced length before anything leaves, else while it comes', async () => {
  api.answer = measuring;
  const earlier = api.seen.length;
  const announced = { 'content-length': String(forwardBodyLimitBytes + 1) };
  assert.equal(codeOf(await call({ method: 'POST', headers: announced, body: '' })), '413 body_too_large');
  assert.equal(api.seen.length, earlier);
  const closed = api.next().then(({ request }) => once(request.resume(), 'error'));
  const answer = await call({ method: 'POST', body: pieces(forwardBodyLimitBytes + 1) });
  assert.equal(codeOf(answer), '413 body_too_large');
  assert.match(String(await closed), /aborted/);
  assert.equal(
    (await call({ method: 'POST', body: pieces(forwardBodyLimitBytes) })).text,
    `${forwardBodyLimitBytes} chunked`,
  );
});

test('F-53: sends a small body again with the new token, and a large one never', async () => {
  const once401 = (): void => {
    api.answer = (request, response) => {
      api.answer = measuring;
      answering(401, {}, 'no')(request, response);
    };
  };
  const minuteMs = 60_000;
  await call();
  for (const [body, expected] of [
    ['small', [200, '5 5', 2]],
    ['x'.repeat(100_000), [401, 'no', 1]],
  ] as const) {
    b.t.sandbox.control.moveClock(minuteMs);
    once401();
    const answer = await call({ method: 'POST', body });
    const { attempts } = await outcomeOf(answer.headers['x-request-id']);
    assert.deepEqual([answer.status, answer.text, attempts], expected);
  }
});
