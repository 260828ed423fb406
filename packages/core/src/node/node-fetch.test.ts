import assert from 'node:assert/strict';
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type ACertificate, aCertificate } from '../../test/a-certificate.ts';
import { type OutgoingRequest, TransportError, type TransportFailure } from '../ports.ts';
import { createNodeFetch, type NodeFetchOptions } from './node-fetch.ts';

const cleanUps: (() => unknown)[] = [];
after(() => Promise.all(cleanUps.map((cleanUp) => cleanUp())));

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  return address.port;
}

async function anHttpServer(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener))}`;
}

/** Speaks no HTTP of its own: what it says is up to the test. */
async function aTcpServer(onRequest: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => onRequest(socket));
  });
  return `http://127.0.0.1:${await listen(server)}`;
}

function aFetch(options: NodeFetchOptions = { allowLocal: true }) {
  const fetch = createNodeFetch(options);
  cleanUps.push(() => fetch.close());
  return fetch;
}

function aRequest(url: string, more: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return { method: 'GET', url, deadlineMs: 5_000, maxResponseBytes: 10_000, ...more };
}

function aPost(url: string, more: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return aRequest(url, { method: 'POST', body: 'refresh_token=CANARY', ...more });
}

async function failureOf(answer: Promise<unknown>): Promise<TransportError> {
  const error = await answer.then(
    () => assert.fail('an answer came'),
    (failure: unknown) => failure,
  );
  assert.ok(error instanceof TransportError, String(error));
  assert.doesNotMatch(`${error.message} ${error.stack} ${JSON.stringify(error)}`, /CANARY/);
  return error;
}

async function assertFails(answer: Promise<unknown>, failure: TransportFailure, mayHaveArrived: boolean) {
  const error = await failureOf(answer);
  assert.deepEqual([error.failure, error.mayHaveArrived], [failure, mayHaveArrived], error.message);
}

test('sends method, path, query, headers and body, and adds no Origin header', async () => {
  const url = await anHttpServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      response.setHeader('X-Seen', `${request.method} ${request.url} ${request.headers.accept} ${body}`);
      response.setHeader('X-Origin', request.headers.origin ?? 'none');
      response.end('hello');
    });
  });
  const answer = await aFetch()(aPost(`${url}/a/b?c=d`, { headers: { accept: 'text/plain' } }));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['x-seen'], 'POST /a/b?c=d text/plain refresh_token=CANARY');
  assert.equal(answer.headers['x-origin'], 'none');
  assert.equal(Buffer.from(answer.body).toString(), 'hello');
});

test('hands the reason phrase over, of a stream too, in which Partner Center says what is missing', async () => {
  const url = await anHttpServer((_request, response) => {
    response.writeHead(401, 'Unauthorized - MFA required').end();
  });
  const fetch = aFetch();
  assert.equal((await fetch(aRequest(url))).reason, 'Unauthorized - MFA required');
  const limits = { deadlineMs: 5_000, idleMs: 5_000, maxResponseBytes: 10_000 };
  const answer = await fetch.stream({ method: 'GET', url: `${url}/`, ...limits });
  await answer.body.cancel();
  assert.equal(answer.reason, 'Unauthorized - MFA required');
});

test('joins a repeated header with a comma', async () => {
  const url = await anHttpServer((_request, response) => {
    response.setHeader('WWW-Authenticate', ['Bearer a', 'Bearer b']).end();
  });
  assert.equal((await aFetch()(aRequest(url))).headers['www-authenticate'], 'Bearer a, Bearer b');
});

test('hands a redirect back and does not follow it', async () => {
  const paths: (string | undefined)[] = [];
  const url = await anHttpServer((request, response) => {
    paths.push(request.url);
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  assert.equal((await aFetch()(aPost(`${url}/here`))).status, 307);
  assert.deepEqual(paths, ['/here']);
});

test('skips interim answers', async () => {
  const url = await aTcpServer((socket) =>
    socket.end('HTTP/1.1 103 Early Hints\r\nx: 1\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
  );
  const answer = await aFetch()(aRequest(url));
  assert.deepEqual([answer.status, Buffer.from(answer.body).toString()], [200, 'ok']);
});

for (const [encoding, encode] of [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const) {
  test(`decompresses ${encoding}, and drops the headers that spoke of the compressed body`, async () => {
    const url = await anHttpServer((_request, response) => {
      response.setHeader('content-encoding', encoding).end(encode('hello'));
    });
    const answer = await aFetch()(aRequest(url));
    assert.equal(Buffer.from(answer.body).toString(), 'hello');
    assert.equal(answer.headers['content-encoding'], undefined);
  });
}

test('takes the encoding identity, or an empty one, for none', async () => {
  for (const encoding of ['identity', '']) {
    const url = await anHttpServer((_request, response) => {
      response.setHeader('content-encoding', encoding).end('hello');
    });
    assert.equal(Buffer.from((await aFetch()(aRequest(url))).body).toString(), 'hello');
  }
});

test('takes an answer without a body, whatever encoding it speaks of', async () => {
  const url = await anHttpServer((_request, response) => {
    response.setHeader('content-encoding', 'gzip').end();
  });
  assert.equal((await aFetch()(aRequest(url, { method: 'HEAD' }))).body.byteLength, 0);
});

test('does not send a header that holds a line break, and does not quote it', async () => {
  const url = await anHttpServer((_request, response) => response.end());
  await assertFails(
    aFetch()(aPost(url, { headers: { authorization: 'CANARY\r\nx: y' } })),
    'protocol',
    false,
  );
});

test('asks for gzip', async () => {
  const url = await anHttpServer((request, response) => {
    response.end(String(request.headers['accept-encoding']));
  });
  assert.equal(Buffer.from((await aFetch()(aRequest(url))).body).toString(), 'gzip');
});

test('refuses a body that is larger than allowed, as soon as it is', async () => {
  const url = await anHttpServer((_request, response) => {
    const write = () => {
      while (response.write('x'.repeat(5_000)));
      response.once('drain', write);
    };
    write();
  });
  await assertFails(aFetch()(aRequest(url)), 'too_large', true);
});

test('refuses a small body that grows too large when decompressed', async () => {
  const bomb = gzipSync(Buffer.alloc(5_000_000));
  const url = await anHttpServer((_request, response) => {
    response.setHeader('content-encoding', 'gzip').end(bomb);
  });
  assert.ok(bomb.byteLength < 10_000);
  await assertFails(aFetch()(aRequest(url)), 'too_large', true);
});

test('refuses a damaged or unknown encoding', async () => {
  for (const [encoding, body] of [
    ['gzip', gzipSync('hello').subarray(0, 15)],
    ['gzip', 'hello'],
    ['gzip, br', 'hello'],
  ] as const) {
    const url = await anHttpServer((_request, response) => {
      response.setHeader('content-encoding', encoding).end(body);
    });
    await assertFails(aFetch()(aRequest(url)), 'protocol', true);
  }
});

test('gives up on a server that accepts and never answers, and frees the socket', async () => {
  const closed = Promise.withResolvers<void>();
  const url = await aTcpServer((socket) => socket.once('close', () => closed.resolve()));
  await assertFails(aFetch()(aPost(url, { deadlineMs: 30 })), 'timeout', true);
  await closed.promise;
});

test('holds the deadline while a body keeps dripping', async () => {
  const url = await aTcpServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
    const drip = setInterval(() => socket.write('x'), 2);
    socket.once('close', () => clearInterval(drip));
  });
  await assertFails(aFetch()(aRequest(url, { deadlineMs: 40 })), 'timeout', true);
});

test('never sends a request whose deadline passed while it waited for a connection', async () => {
  const seen: (string | undefined)[] = [];
  const held = Promise.withResolvers<void>();
  const url = await anHttpServer((request, response) => {
    seen.push(request.url);
    void held.promise.then(() => response.end());
  });
  const fetch = aFetch({ allowLocal: true, connectionsPerOrigin: 1 });
  const first = fetch(aPost(`${url}/first`));
  await assertFails(fetch(aPost(`${url}/second`, { deadlineMs: 20 })), 'timeout', false);
  held.resolve();
  await first;
  await fetch(aPost(`${url}/third`));
  assert.deepEqual(seen, ['/first', '/third']);
});

test('says that nothing arrived when the connection is refused', async () => {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  await assertFails(aFetch()(aPost(`http://127.0.0.1:${port}`)), 'connect', false);
});

test('says that nothing arrived when the name does not resolve', async () => {
  await assertFails(aFetch()(aPost('https://consentry-test.invalid')), 'dns', false);
});

test('says that the request may have arrived when the connection is reset', async () => {
  const url = await aTcpServer((socket) => socket.resetAndDestroy());
  await assertFails(aFetch()(aPost(url)), 'reset', true);
});

test('does not take half a body for an answer', async () => {
  for (const head of ['content-length: 100', 'transfer-encoding: chunked']) {
    const url = await aTcpServer((socket) => socket.end(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n5\r\nhello`));
    await assertFails(aFetch()(aRequest(url)), 'reset', true);
  }
});

test('refuses what is not HTTP', async () => {
  const url = await aTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
  await assertFails(aFetch()(aRequest(url)), 'protocol', true);
});

test('refuses a flood of headers', async () => {
  const url = await aTcpServer((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}\r\n`);
  });
  await assertFails(aFetch()(aRequest(url)), 'protocol', true);
});

test('resolves every name beneath localhost to this machine', async () => {
  const url = await anHttpServer((request, response) => {
    response.end(request.headers.host);
  });
  const { port } = new URL(url);
  const answer = await aFetch()(aRequest(`http://name.vault.localhost:${port}`));
  assert.equal(Buffer.from(answer.body).toString(), `name.vault.localhost:${port}`);
});

test('without allowLocal refuses plain http and every host on this machine', async () => {
  const fetch = aFetch({});
  for (const url of [
    'http://login.microsoftonline.com',
    'https://localhost',
    'https://login.localhost.',
    'https://127.1.2.3',
    'https://0.0.0.0',
    'https://[::1]:8443',
    'https://[::ffff:127.0.0.1]',
  ]) {
    await assertFails(fetch(aPost(url)), 'protocol', false);
  }
});

async function aTlsServer(certificate: ACertificate, maxVersion?: 'TLSv1.1') {
  const server: HttpServer = createTlsServer(
    {
      cert: certificate.certificate,
      key: certificate.privateKey,
      ...(maxVersion && { minVersion: 'TLSv1', maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' }),
    },
    (_request, response) => response.end('secret place'),
  );
  return `https://login.localhost:${await listen(server)}`;
}

test('trusts a certificate authority that is given, beside the machine’s own', async () => {
  const certificate = await aCertificate();
  const url = await aTlsServer(certificate);
  const answer = await aFetch({ allowLocal: true, ca: certificate.certificate })(aRequest(url));
  assert.equal(Buffer.from(answer.body).toString(), 'secret place');
});

test('checks the certificate whatever the environment says', async (t) => {
  const url = await aTlsServer(await aCertificate());
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  t.after(() => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
  });
  await assertFails(aFetch()(aPost(url)), 'tls', false);
});

test('refuses an expired certificate, a wrong host name, TLS 1.1 and plain text', async () => {
  const expired = await aCertificate({ validTo: Date.now() - 1_000 });
  const otherHost = await aCertificate({ dnsNames: ['other.localhost'] });
  const old = await aCertificate();
  for (const [certificate, url] of [
    [expired, await aTlsServer(expired)],
    [otherHost, await aTlsServer(otherHost)],
    [old, await aTlsServer(old, 'TLSv1.1')],
    [old, (await anHttpServer((_request, response) => response.end())).replace('http:', 'https:')],
  ] as const) {
    const fetch = aFetch({ allowLocal: true, ca: [certificate.certificate] });
    await assertFails(fetch(aPost(url)), 'tls', false);
  }
});

test('says what is wrong with a certificate', async () => {
  const expired = await aCertificate({ validTo: Date.now() - 1_000 });
  const fetch = aFetch({ allowLocal: true, ca: [expired.certificate] });
  assert.match((await failureOf(fetch(aPost(await aTlsServer(expired))))).message, /CERT_HAS_EXPIRED/);
});

test('lets what is under way finish when it is closed, and takes nothing more', async () => {
  const held = Promise.withResolvers<void>();
  const url = await anHttpServer((_request, response) => {
    void held.promise.then(() => response.end('done'));
  });
  const fetch = aFetch();
  const answer = fetch(aRequest(url));
  const closing = fetch.close();
  held.resolve();
  assert.equal(Buffer.from((await answer).body).toString(), 'done');
  await closing;
  await assertFails(fetch(aPost(url)), 'connect', false);
});
