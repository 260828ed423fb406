import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type OutgoingStream, TransportError } from '../ports.ts';
import { createNodeFetch } from './node-fetch.ts';

const { stream, close } = createNodeFetch({ allowLocal: true });
const cleanUps: (() => void)[] = [];
after(async () => {
  for (const cleanUp of cleanUps) cleanUp();
  await close();
});

async function aServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that hands out its one request, and closes with it. */
async function aHeldRequest() {
  const came = Promise.withResolvers<{ request: IncomingMessage; response: ServerResponse }>();
  const url = await aServer((request, response) => came.resolve({ request, response }));
  return { url, came: came.promise };
}

const aRequest = (url: string, more: Partial<OutgoingStream> = {}): OutgoingStream => ({
  method: 'GET',
  url,
  deadlineMs: 5_000,
  idleMs: 5_000,
  maxResponseBytes: 1e9,
  ...more,
});

async function textOf(body: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(body).text();
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => assert.fail('an answer came'),
    (failure: unknown) => failure,
  );
  assert.ok(error instanceof TransportError, String(error));
  assert.doesNotMatch(`${error.message} ${error.stack}`, /CANARY/);
  return `${error.failure} ${error.mayHaveArrived}`;
}

test('sends the URL byte for byte, and adds no header but those of the connection', async () => {
  const url = await aServer(({ url: target, rawHeaders }, response) =>
    response.end(JSON.stringify([target, rawHeaders.filter((_, index) => index % 2 === 0)])),
  );
  const answer = await stream(aRequest(`${url}/a%27'b?$f=x eq 'y'|"`.replaceAll(' ', '%20')));
  assert.deepEqual(JSON.parse(await textOf(answer.body)), [
    `/a%27'b?$f=x%20eq%20'y'|"`,
    ['host', 'connection'],
  ]);
});

test('hands on the beginning of an answer before its end, as it comes: compressed', async () => {
  const { url, came } = await aHeldRequest();
  const answered = stream(aRequest(`${url}/`));
  const { response } = await came;
  const bytes = gzipSync('hello');
  response.writeHead(200, { 'content-encoding': 'gzip' }).write(bytes.subarray(0, 5));
  const { status, headers, body } = await answered;
  const reader = body.getReader();
  const first = await reader.read();
  assert.deepEqual([status, headers['content-encoding'], first.value?.byteLength], [200, 'gzip', 5]);
  response.end(bytes.subarray(5));
  assert.equal((await reader.read()).value?.byteLength, bytes.byteLength - 5);
  assert.equal((await reader.read()).done, true);
});

test('sends a body as it comes', async () => {
  const { url, came } = await aHeldRequest();
  const second = Promise.withResolvers<void>();
  async function* body(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('first');
    await second.promise;
    yield Buffer.from('second');
  }
  const answered = stream(aRequest(`${url}/`, { method: 'POST', body: body() }));
  const { request, response } = await came;
  const reading = request[Symbol.asyncIterator]();
  assert.equal(String((await reading.next()).value), 'first');
  second.resolve();
  assert.equal(String((await reading.next()).value), 'second');
  response.end('done');
  assert.equal(await textOf((await answered).body), 'done');
});

test('asks for no more than is read', async () => {
  const total = 64 * 1024 * 1024;
  const chunk = Buffer.alloc(64 * 1024);
  let sent = 0;
  const url = await aServer((_request, response) => {
    const go = (): void => {
      while (sent < total) {
        sent += chunk.byteLength;
        if (!response.write(chunk)) return void response.once('drain', go);
      }
      response.end();
    };
    go();
  });
  const { body } = await stream(aRequest(`${url}/`));
  // As long as something moves, more is coming.
  for (let before = -1; before !== sent; ) {
    before = sent;
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(sent < total / 2, `${sent} bytes were sent to nobody`);
  let read = 0;
  for await (const piece of body) read += piece.byteLength;
  assert.equal(read, total);
});

test('ends the request when the body is cancelled, and when the signal is aborted before an answer', async () => {
  const cancelled = await aHeldRequest();
  const answered = stream(aRequest(`${cancelled.url}/`));
  const first = await cancelled.came;
  first.response.write('x');
  await (await answered).body.cancel();
  await new Promise((resolve) => first.response.once('close', resolve));

  const aborted = await aHeldRequest();
  const leaving = new AbortController();
  const failing = failureOf(stream(aRequest(`${aborted.url}/`, { signal: leaving.signal })));
  const second = await aborted.came;
  leaving.abort();
  await new Promise((resolve) => second.response.once('close', resolve));
  assert.equal(await failing, 'reset true');
});

test('sends nothing for somebody who is gone already', async () => {
  const url = await aServer(() => assert.fail('it was sent'));
  assert.equal(await failureOf(stream(aRequest(`${url}/`, { signal: AbortSignal.abort() }))), 'reset false');
});

test('gives up on a server that accepts and never answers: after the deadline, or when nothing moves', async () => {
  for (const limit of [{ deadlineMs: 30 }, { idleMs: 30 }]) {
    const { url, came } = await aHeldRequest();
    assert.equal(await failureOf(stream(aRequest(`${url}/`, limit))), 'timeout true');
    await new Promise((resolve) => void came.then(({ response }) => response.once('close', resolve)));
  }
});

test('holds the deadline while a body keeps dripping, and breaks it off where it stands still', async () => {
  for (const [limit, drips] of [
    [{ deadlineMs: 500 }, true],
    [{ idleMs: 500 }, false],
  ] as const) {
    const url = await aServer((_request, response) => {
      response.write('x');
      const drip = drips ? setInterval(() => response.write('x'), 2) : undefined;
      response.once('close', () => clearInterval(drip));
    });
    const { body } = await stream(aRequest(`${url}/`, limit));
    assert.equal(await failureOf(textOf(body)), 'timeout true');
  }
});

test('breaks off an answer that is too large, or that ends before its end', async () => {
  const large = await aServer((_request, response) => response.end('x'.repeat(100)));
  const { body } = await stream(aRequest(`${large}/`, { maxResponseBytes: 99 }));
  assert.equal(await failureOf(textOf(body)), 'too_large true');

  const cut = await aServer((_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('x');
    setImmediate(() => response.destroy());
  });
  assert.equal(
    await failureOf(stream(aRequest(`${cut}/`)).then((answer) => textOf(answer.body))),
    'reset true',
  );
});

test('ends the call when the body that is sent fails', async () => {
  const url = await aServer((request) => void request.resume());
  async function* body(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('begun');
    throw new Error('CANARY');
  }
  assert.equal(await failureOf(stream(aRequest(`${url}/`, { method: 'POST', body: body() }))), 'reset true');
});

test('without allowLocal refuses plain http and hosts on this machine', async () => {
  const strict = createNodeFetch();
  assert.equal(
    await failureOf(strict.stream(aRequest('http://login.microsoftonline.com/'))),
    'protocol false',
  );
  assert.equal(await failureOf(strict.stream(aRequest('https://localhost/'))), 'protocol false');
  await strict.close();
});

test('refuses a URL that is not written as it is sent', async () => {
  for (const url of ['http://LOCALHOST/', 'http://localhost', 'http://user@localhost/'])
    assert.equal(await failureOf(stream(aRequest(url))), 'protocol false');
});
