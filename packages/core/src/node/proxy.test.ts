import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { after, test } from 'node:test';
import { TLSSocket } from 'node:tls';
import { type ACertificate, aCertificate } from '../../test/a-certificate.ts';
import { TransportError } from '../ports.ts';
import { Secret } from '../secret.ts';
import { createNodeFetch, type NodeFetchOptions } from './node-fetch.ts';

const cleanUps: (() => unknown)[] = [];
after(() => Promise.all(cleanUps.map((cleanUp) => cleanUp())));

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A host that speaks TLS, and the headers that it was sent. */
async function aHost(certificate: ACertificate) {
  const seen: IncomingMessage['headers'][] = [];
  const server = createTlsServer(
    { cert: certificate.certificate, key: certificate.privateKey },
    (request, response) => {
      seen.push(request.headers);
      response.end('secret place');
    },
  );
  return { port: await listen(server), seen };
}

interface AProxyOptions {
  /** What it wants to be told. */
  readonly wants?: string;
  /** It answers in the host's place, under a certificate of its own. */
  readonly looksInside?: ACertificate;
}

/** A proxy that makes tunnels, and what it was asked for. */
async function aProxy({ wants, looksInside }: AProxyOptions = {}) {
  const asked: string[] = [];
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => undefined);
    asked.push(request.url ?? '');
    if (wants !== undefined && request.headers['proxy-authorization'] !== wants) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    if (looksInside !== undefined) {
      const { certificate: cert, privateKey: key } = looksInside;
      const inside = new TLSSocket(socket, { isServer: true, cert, key });
      inside.on('error', () => undefined);
      inside.once('data', () => inside.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nlooked'));
      return;
    }
    const [, port] = (request.url ?? '').split(':');
    const through = connect(Number(port), '127.0.0.1');
    through.on('error', () => socket.destroy());
    through.pipe(socket).pipe(through);
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, asked };
}

/** Asks `login.localhost` at this port, whole or as a stream. @returns the answer's text */
async function ask(port: number, options: NodeFetchOptions, asStream = false): Promise<string> {
  const fetch = createNodeFetch({ allowLocal: true, ...options });
  cleanUps.push(() => fetch.close());
  const url = `https://login.localhost:${port}/token`;
  const sent = {
    method: 'POST',
    url,
    deadlineMs: 5_000,
    maxResponseBytes: 100,
  } as const;
  const body = 'refresh_token=CANARY';
  if (!asStream) return Buffer.from((await fetch({ ...sent, body })).body).toString();
  const answer = await fetch.stream({ ...sent, body: Buffer.from(body), idleMs: 5_000 });
  return new Response(answer.body).text();
}

async function assertProxyFails(answer: Promise<unknown>, why: RegExp): Promise<void> {
  const error: unknown = await answer.catch((failure: unknown) => failure);
  assert.ok(error instanceof TransportError, String(error));
  assert.deepEqual([error.failure, error.mayHaveArrived], ['proxy', false], error.message);
  assert.match(error.message, why);
  assert.doesNotMatch(`${error.message} ${error.stack} ${JSON.stringify(error)}`, /CANARY|login\.localhost/);
}

test('goes by the proxy, in a tunnel, and checks the certificate of the host behind it', async () => {
  const certificate = await aCertificate();
  const host = await aHost(certificate);
  const proxy = await aProxy();
  assert.equal(
    await ask(host.port, { ca: certificate.certificate, proxy: { url: proxy.url } }),
    'secret place',
  );
  assert.deepEqual(proxy.asked, [`login.localhost:${host.port}`]);
  // Of a host whose certificate nobody vouches for, nothing is taken through a proxy either.
  await assertProxyFails(ask(host.port, { proxy: { url: proxy.url } }), /SELF_SIGNED|UNABLE_TO/);
  assert.equal(host.seen.length, 1);
});

test('fails when the proxy is down, and does not go past it', async () => {
  const certificate = await aCertificate();
  const host = await aHost(certificate);
  const gone = createServer();
  const port = await listen(gone);
  gone.close();
  await once(gone, 'close');
  const proxy = { url: `http://127.0.0.1:${port}` };
  await assertProxyFails(ask(host.port, { ca: certificate.certificate, proxy }), /ECONNREFUSED/);
  assert.equal(host.seen.length, 0);
});

test('a stream goes by the proxy as everything does, and fails with it', async () => {
  const certificate = await aCertificate();
  const host = await aHost(certificate);
  const proxy = await aProxy();
  const ca = certificate.certificate;
  assert.equal(await ask(host.port, { ca, proxy: { url: proxy.url } }, true), 'secret place');
  assert.deepEqual(proxy.asked, [`login.localhost:${host.port}`]);
  const closed = await aProxy({ wants: 'Basic CANARY' });
  await assertProxyFails(ask(host.port, { ca, proxy: { url: closed.url } }, true), /\(407\)/);
  assert.equal(host.seen.length, 1);
});

test('says that the proxy wants credentials, sends those that it has, and to the proxy alone', async () => {
  const certificate = await aCertificate();
  const host = await aHost(certificate);
  const credentials = 'user:CANARY-pässword';
  const proxy = await aProxy({ wants: `Basic ${Buffer.from(credentials).toString('base64')}` });
  const options = (text?: string): NodeFetchOptions => ({
    ca: certificate.certificate,
    proxy: { url: proxy.url, credentials: text === undefined ? undefined : Secret.of(text) },
  });
  await assertProxyFails(ask(host.port, options()), /\(407\)/);
  await assertProxyFails(ask(host.port, options('user:CANARY-wrong')), /\(407\)/);
  assert.equal(host.seen.length, 0);
  assert.equal(await ask(host.port, options(credentials)), 'secret place');
  assert.equal(host.seen[0]?.['proxy-authorization'], undefined);
});

test('refuses a proxy that looks into TLS, unless its authority is named', async () => {
  const [certificate, own] = [await aCertificate(), await aCertificate()];
  const host = await aHost(certificate);
  const proxy = await aProxy({ looksInside: own });
  const ca = certificate.certificate;
  await assertProxyFails(ask(host.port, { ca, proxy: { url: proxy.url } }), /SELF_SIGNED|UNABLE_TO/);
  const named = { url: proxy.url, ca: own.certificate };
  assert.equal(await ask(host.port, { proxy: named }), 'looked');
  assert.equal(host.seen.length, 0);
});

test('trusts the authority of the proxy for nothing that goes without it', async () => {
  const own = await aCertificate();
  const host = await aHost(own);
  const proxy = { url: (await aProxy()).url, ca: own.certificate, except: ['login.localhost'] };
  await assert.rejects(ask(host.port, { proxy }), { failure: 'tls' });
});

for (const [except, isByProxy] of [
  [['login.localhost'], false],
  [['.localhost'], false],
  [['localhost'], true],
  [['ogin.localhost', '.login.localhost'], true],
] as const) {
  test(`with ${except.join(', ')} excepted, login.localhost goes ${isByProxy ? 'by' : 'without'} the proxy`, async () => {
    const certificate = await aCertificate();
    const host = await aHost(certificate);
    const { url, asked } = await aProxy();
    await ask(host.port, { ca: certificate.certificate, proxy: { url, except } });
    assert.equal(asked.length > 0, isByProxy);
  });
}
