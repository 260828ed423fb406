import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as open } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { HttpHandler, Incoming, Reply } from './incoming.ts';
import { serve } from './serve.ts';

async function aDoor(handler: HttpHandler) {
  const errors: unknown[] = [];
  const served = await serve('apiListener', { host: '127.0.0.1', port: 0 }, handler, {
    error: (fields) => void errors.push(fields),
  });
  return { url: served.url, errors, [Symbol.asyncDispose]: () => served.close(0) };
}

const empty: Reply = { status: 200, headers: {}, body: '' };

async function collect(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Sends this, and gives what comes back until the other side ends, byte for byte. */
async function talk(url: string, sent: string): Promise<{ readonly got: string; readonly error: unknown }> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(sent);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const error = await once(socket, 'end').then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return { got: Buffer.concat(chunks).toString('latin1'), error };
}

async function readSome({ body }: Pick<Incoming, 'body'>): Promise<void> {
  for await (const chunk of body()) if (chunk.byteLength > 0) break;
}

test('shows the target byte for byte, the address, and headers that stand twice as one', async () => {
  const seen: Incoming[] = [];
  await using door = await aDoor(async (incoming) => {
    seen.push(incoming);
    return empty;
  });
  const { port, hostname } = new URL(door.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    'GET /a%2e/./b?c=%41&d HTTP/1.1\r\nhost: a\r\nauthorization: Bearer 1\r\nauthorization: Bearer 2\r\nx-a: 1\r\nX-A: 2\r\nconnection: close\r\n\r\n',
  );
  await text(socket);
  const [incoming] = seen;
  assert.equal(incoming?.target, '/a%2e/./b?c=%41&d');
  assert.equal(incoming?.address, '127.0.0.1');
  assert.equal(incoming?.header('authorization'), 'Bearer 1, Bearer 2');
  assert.equal(incoming?.headers().get('x-a'), '1, 2');
  assert.equal(incoming?.header('x-b'), undefined);
});

test('gives a body piece by piece, and an empty one where there is none', async () => {
  await using door = await aDoor(async (incoming) => ({ ...empty, body: await collect(incoming.body()) }));
  const request = open(door.url, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
  request.write('one,');
  await new Promise((resolve) => {
    request.write('two,', resolve);
  });
  request.end('three');
  const [response] = (await once(request, 'response')) as [AsyncIterable<Uint8Array>];
  assert.equal(await collect(response), 'one,two,three');
  assert.equal(await (await fetch(door.url)).text(), '');
  assert.equal(await (await fetch(door.url, { method: 'POST', body: '' })).text(), '');
});

test('a reader that stops early leaves the connection, so that its answer arrives', async () => {
  await using door = await aDoor(async (incoming) => {
    await readSome(incoming);
    return { status: 413, headers: {}, body: 'too much' };
  });
  const response = await fetch(door.url, { method: 'POST', body: 'x'.repeat(3_000_000) });
  assert.deepEqual([response.status, await response.text()], [413, 'too much']);
});

test('a body that breaks off is an error for who reads it', async () => {
  const failed = Promise.withResolvers<unknown>();
  await using door = await aDoor(async (incoming) => {
    await collect(incoming.body()).catch(failed.resolve);
    return empty;
  });
  const { port, hostname } = new URL(door.url);
  const socket = connect(Number(port), hostname);
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhalf', () => socket.destroy());
  assert.ok((await failed.promise) instanceof Error);
});

test('says when whoever asked is gone, and says nothing when they got their answer', async () => {
  const signals: AbortSignal[] = [];
  const reached = Promise.withResolvers<void>();
  await using door = await aDoor(async (incoming) => {
    const signal = incoming.signal();
    assert.equal(incoming.signal(), signal);
    signals.push(signal);
    if (incoming.target === '/answered') return empty;
    reached.resolve();
    await once(signal, 'abort');
    return empty;
  });
  await (await fetch(`${door.url}/answered`)).text();
  const leaving = new AbortController();
  const asked = fetch(`${door.url}/waiting`, { signal: leaving.signal });
  await reached.promise;
  leaving.abort();
  await assert.rejects(asked);
  if (signals[1]?.aborted === false) await once(signals[1], 'abort');
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [false, true],
  );
});

test('an answer to HEAD has the headers and no body; a stream is cancelled', async () => {
  const cancelled = Promise.withResolvers<void>();
  const stream = new ReadableStream<Uint8Array>({ cancel: () => cancelled.resolve() });
  await using door = await aDoor(async ({ target }) => ({
    ...empty,
    headers: { 'x-a': '1' },
    body: target === '/stream' ? stream : 'seven b',
  }));
  const whole = await fetch(`${door.url}/text`, { method: 'HEAD' });
  assert.deepEqual([whole.headers.get('content-length'), await whole.text()], ['7', '']);
  const streamed = await fetch(`${door.url}/stream`, { method: 'HEAD' });
  assert.deepEqual([streamed.headers.get('x-a'), await streamed.text()], ['1', '']);
  await cancelled.promise;
});

test('an answer that breaks off ends the connection, and one whose reader goes is cancelled', async () => {
  const cancelled = Promise.withResolvers<void>();
  await using door = await aDoor(async ({ target }) => ({
    ...empty,
    body: new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('half')),
      pull(controller) {
        if (target === '/broken') controller.error(new Error('broken off'));
      },
      cancel: () => cancelled.resolve(),
    }),
  }));
  await assert.rejects(async () => (await fetch(`${door.url}/broken`)).text());
  const leaving = new AbortController();
  const response = await fetch(`${door.url}/left`, { signal: leaving.signal });
  await response.body?.getReader().read();
  leaving.abort();
  await cancelled.promise;
  assert.deepEqual(door.errors, []);
});

test('a handler that fails ends the connection, is logged, and the next one is served', async () => {
  await using door = await aDoor(async ({ target }) => {
    if (target === '/bug') throw new TypeError('a bug');
    return empty;
  });
  await assert.rejects(fetch(`${door.url}/bug`));
  assert.equal(door.errors.length, 1);
  assert.equal((await fetch(door.url)).status, 200);
});

test('after a body that was not read to its end the same connection serves the next request', async () => {
  const held = Promise.withResolvers<void>();
  await using door = await aDoor(async ({ target, body }) => {
    if (target === '/next') {
      // Longer than the rest of a body may take.
      await pause(1000);
      return { ...empty, body: 'served' };
    }
    await readSome({ body });
    held.resolve();
    return { status: 413, headers: {}, body: 'too much' };
  });
  const { port, hostname } = new URL(door.url);
  const socket = connect(Number(port), hostname);
  const answered = text(socket);
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n');
  await held.promise;
  socket.write('4\r\nmore\r\n0\r\n\r\nGET /next HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  assert.match(await answered, /too much[^]*served$/);
});

test('a stream that is answered after whoever asked is gone is cancelled', async () => {
  const cancelled = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  await using door = await aDoor(async (incoming) => {
    const signal = incoming.signal();
    reached.resolve();
    if (!signal.aborted) await once(signal, 'abort');
    return { ...empty, body: new ReadableStream<Uint8Array>({ cancel: () => cancelled.resolve() }) };
  });
  const leaving = new AbortController();
  const asked = fetch(door.url, { signal: leaving.signal });
  await reached.promise;
  leaving.abort();
  await assert.rejects(asked);
  await cancelled.promise;
});

test('an answer whose headers cannot be sent cancels its stream, ends the connection, and is logged', async () => {
  const cancelled = Promise.withResolvers<void>();
  await using door = await aDoor(async () => ({
    status: 200,
    headers: { 'x-a': 'a\nb' },
    body: new ReadableStream<Uint8Array>({ cancel: () => cancelled.resolve() }),
  }));
  await assert.rejects(fetch(door.url));
  await cancelled.promise;
  assert.equal(door.errors.length, 1);
});

test('nobody takes half an answer for the whole where there are no chunks, as in HTTP/1.0', async () => {
  await using door = await aDoor(async () => ({
    ...empty,
    body: new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('half')),
      async pull(controller) {
        await pause(20);
        controller.error(new Error('broken off'));
      },
    }),
  }));
  const { got, error } = await talk(door.url, 'GET / HTTP/1.0\r\nhost: a\r\n\r\n');
  assert.match(got, /half$/);
  assert.ok(error instanceof Error, 'the connection must not end well');
});

test('the headers of a stream go out byte for byte', async () => {
  await using door = await aDoor(async () => ({
    ...empty,
    headers: { etag: '"\u00dc"' },
    body: new Blob(['ok']).stream(),
  }));
  const { got } = await talk(door.url, 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  assert.match(got, /etag: "\xdc"\r/);
});

test('each cookie goes out in a header of its own', async () => {
  const cookies = ['a=1; Path=/', 'b=; Max-Age=0'];
  await using door = await aDoor(async () => ({ ...empty, headers: { 'x-a': 'a' }, cookies }));
  const { headers } = await fetch(door.url);
  assert.deepEqual(headers.getSetCookie(), cookies);
  assert.equal(headers.get('x-a'), 'a');
});

test('when the listener closes, an answer that is under way ends its connection, however much was to follow on it', async () => {
  const [reached, closing] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const served = await serve(
    'apiListener',
    { host: '127.0.0.1', port: 0 },
    async ({ target }) => {
      reached.resolve();
      await closing.promise;
      return { ...empty, body: target };
    },
    { error: () => undefined },
  );
  const talking = talk(served.url, 'GET /first HTTP/1.1\r\nhost: a\r\n\r\n');
  await reached.promise;
  const closed = served.close(60_000);
  closing.resolve();
  await closed;
  const { got, error } = await talking;
  assert.equal(error, undefined);
  assert.match(got, /connection: close[^]*\/first$/i);
});
