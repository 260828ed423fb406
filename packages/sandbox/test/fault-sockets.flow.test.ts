import assert from 'node:assert/strict';
import { get } from 'node:http';
import { get as getSecure } from 'node:https';
import { connect } from 'node:net';
import { once } from 'node:events';
import { after, before, beforeEach, test } from 'node:test';
import { defaultWorld } from '../src/index.ts';
import type { Fault, Sandbox } from '../src/index.ts';
import { createTestSandbox } from './create-test-sandbox.ts';

const KEYS = '/organizations/discovery/v2.0/keys';
let sandbox: Sandbox;
let secure: Sandbox;

before(async () => {
  sandbox = createTestSandbox({ world: defaultWorld() });
  await sandbox.listen();
  secure = createTestSandbox({ world: defaultWorld() });
  await secure.listen({ https: true });
});

beforeEach(() => sandbox.ledger.clear());

after(async () => {
  await sandbox.close();
  await secure.close();
});

function play(fault: Fault, at = sandbox): void {
  at.control.playFault({ service: 'login', fault });
}

async function getKeys(signal?: AbortSignal): Promise<Response> {
  return fetch(`${sandbox.origins.login}${KEYS}`, signal === undefined ? {} : { signal });
}

/** What a client sees that reads bytes: all of them, until the connection ends, and how it ended. */
async function readRaw(): Promise<{ text: string; end: string }> {
  const socket = connect(Number(new URL(sandbox.origins.login).port), '127.0.0.1');
  let text = '';
  let end = 'end';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    end = error.code ?? 'error';
  });
  socket.write(`GET ${KEYS} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  await new Promise((resolve) => socket.once('close', resolve));
  return { text, end };
}

test('a reset resets the connection before a byte was sent', async () => {
  play({ kind: 'reset' });
  assert.deepEqual(await readRaw(), { text: '', end: 'ECONNRESET' });
  play({ kind: 'reset' });
  await assert.rejects(getKeys(), { name: 'TypeError', message: 'fetch failed' });
});

test('a reset after the service has acted sends no byte either', async () => {
  play({ kind: 'reset-after' });
  assert.deepEqual(await readRaw(), { text: '', end: 'ECONNRESET' });
});

test('under https too, a reset fails the fetch', async () => {
  play({ kind: 'reset' }, secure);
  const { port } = new URL(secure.origins.login);
  const request = getSecure({ host: '127.0.0.1', port, path: KEYS, ca: secure.caCertificate, agent: false });
  const [error] = (await once(request, 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ECONNRESET');
});

test('a truncated answer announces more than comes, and then the connection ends', async () => {
  const whole = await (await getKeys()).text();
  play({ kind: 'truncated' });
  const { text, end } = await readRaw();
  const [head = '', body = ''] = text.split('\r\n\r\n');
  assert.match(head, new RegExp(`^HTTP/1.1 200[^]*content-length: ${whole.length}`, 'i'));
  assert.equal(body.length, Math.floor(whole.length / 2));
  assert.equal(end, 'end');
  play({ kind: 'truncated' });
  const response = await getKeys();
  await assert.rejects(response.text(), { name: 'TypeError', message: 'terminated' });
});

test('a request that hangs gets no byte, and goes when the client goes', async () => {
  play({ kind: 'hang' });
  const giveUp = new AbortController();
  const hanging = assert.rejects(getKeys(giveUp.signal), { name: 'AbortError' });
  while (sandbox.ledger.requests({ fault: 'hang' }).length === 0)
    await new Promise((resolve) => setImmediate(resolve));
  giveUp.abort();
  await hanging;
  assert.equal((await getKeys()).status, 200);
});

test('a slow answer comes in drops', async () => {
  play({ kind: 'slow-drip', bytesPerSecond: 10_000 });
  const response = await getKeys();
  const chunks = await Array.fromAsync(response.body ?? []);
  assert.ok(chunks.length > 1, `${chunks.length} chunks`);
  const { keys } = JSON.parse(Buffer.concat(chunks).toString()) as { keys: unknown[] };
  assert.ok(keys.length > 0);
});

test('a gzip bomb inflates in the client', async () => {
  play({ kind: 'gzip-bomb', bytes: 3_000_000 });
  assert.equal((await (await getKeys()).text()).length, 3_000_000);
});

test('an oversized answer announces no length', async () => {
  play({ kind: 'oversized', bytes: 3_000_000 });
  const response = await getKeys();
  assert.equal(response.headers.get('content-length'), null);
  assert.equal((await response.text()).length, 3_000_000);
});

test('a client that goes away while it waits or reads harms nobody', async () => {
  for (const fault of [
    { kind: 'oversized', bytes: 2 ** 30 },
    { kind: 'gzip-bomb', bytes: 2 ** 30 },
    { kind: 'slow-drip', bytesPerSecond: 1 },
    { kind: 'latency', ms: 60_000 },
  ] as const) {
    const played = sandbox.control.playFault({ service: 'login', fault });
    const request = get(`${sandbox.origins.login}${KEYS}`, { agent: false });
    request.on('error', () => undefined);
    while (played.played() === 0) await new Promise((resolve) => setImmediate(resolve));
    request.destroy();
    assert.equal((await getKeys()).status, 200, fault.kind);
  }
});

test('a rule that looks at the grant type leaves the body to the service', async () => {
  const rule = sandbox.control.playFault({
    service: 'login',
    grantType: 'password',
    fault: { kind: 'reset' },
  });
  const { clientId, secrets } = sandbox.world.applications[0] ?? { clientId: '', secrets: [] };
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: secrets[0]?.value ?? '',
    scope: 'https://graph.microsoft.com/.default',
  });
  const tenant = sandbox.world.applications[0]?.homeTenantId ?? '';
  const url = `${sandbox.origins.login}/${tenant}/oauth2/v2.0/token`;
  assert.equal((await fetch(url, { method: 'POST', body })).status, 200);
  rule.remove();
});
