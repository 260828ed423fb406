import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { anyToken, aServedPartner, type ServedPartner } from './support/a-served-partner.ts';
import { until } from './support/until.ts';

const failOnSignal = fileURLToPath(new URL('./support/fail-on-signal.ts', import.meta.url));

/** The environment in which SIGUSR2 makes the process fail. */
function failing(as: string, ...options: string[]): Record<string, string> {
  return { FAIL_AS: as, NODE_OPTIONS: [`--import=${failOnSignal}`, ...options].join(' ') };
}

/** Makes the process fail while a redemption is on its way, and lets that be answered. @returns the exit code */
async function failWhileRedeeming(p: ServedPartner, hasFailed: () => boolean): Promise<number | null> {
  const held = p.sandbox.control.holdTokenEndpoint();
  const asked = p
    .caller()
    .call('acquireToken', { body: anyToken })
    .catch((error: unknown) => error);
  await until(() => held.waiting() === 1);
  process.kill(p.broker().pid, 'SIGUSR2');
  await until(hasFailed);
  held.release();
  const code = await p.broker().ended;
  await asked;
  return code;
}

async function assertHealthy(p: ServedPartner): Promise<void> {
  const operator = await p.operator();
  const { items } = await operator.call('listGrants', { query: {} });
  assert.deepEqual(
    items.map(({ state }) => state),
    ['healthy'],
  );
  assert.equal((await p.caller().call('acquireToken', { body: anyToken })).tenant, anyToken.customer);
  assert.equal((await operator.call('verifyAudit', {})).ok, true);
}

for (const as of ['rejection', 'exception']) {
  test(`a ${as === 'rejection' ? 'promise’s rejection' : 'thrown exception'} that nobody caught ends the process after what was redeemed is stored, and says no secret (F-90)`, async () => {
    await using p = await aServedPartner(failing(as), 'single-use');
    const first = p.broker();
    const code = await failWhileRedeeming(p, () => first.stderr().includes('nobody caught'));
    assert.equal(code, 70);
    assert.doesNotMatch(first.stderr(), /CANARY/);
    assert.match(first.stderr(), /fail-on-signal\.ts/);
    await p.restart();
    // The refresh token that was redeemed is worth nothing now: its successor was stored.
    await assertHealthy(p);
  });
}

test('a process that ran out of memory is like one that was killed: the next one goes on (F-87)', async () => {
  await using p = await aServedPartner(failing('memory', '--max-old-space-size=96'));
  const first = p.broker();
  const code = await failWhileRedeeming(p, () => first.stderr().includes('heap out of memory'));
  assert.notEqual(code, 0);
  await p.restart();
  await assertHealthy(p);
});

test('a broker with little memory serves on under load, and its store is whole afterwards (F-87)', async () => {
  await using p = await aServedPartner({ NODE_OPTIONS: '--max-old-space-size=64' });
  const { apiUrl } = p.broker().ready;
  const headers = { authorization: `Bearer ${p.key}`, 'content-type': 'application/json' };
  // Bodies as large as they may be, of which nothing is taken.
  const padded = JSON.stringify({ ...anyToken, scopes: ['x'.repeat(60_000)] });
  const statuses = new Map<number | 'lost', number>();
  const ask = async (body: string): Promise<void> => {
    const status = await fetch(`${apiUrl}/v1/tokens`, { method: 'POST', headers, body }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 'lost' as const,
    );
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  for (let round = 0; round < 10; round++) {
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => ask(index % 2 === 0 ? padded : JSON.stringify(anyToken))),
    );
  }
  const expected = new Set<number | 'lost'>([200, 400, 429, 503]);
  assert.deepEqual(
    [...statuses.keys()].filter((status) => !expected.has(status)),
    [],
    JSON.stringify([...statuses]),
  );
  assert.ok((statuses.get(200) ?? 0) > 0);
  await assertHealthy(p);
});

test('with little left of its heap it sheds load instead of dying, says why, and serves everybody again afterwards (F-87)', async () => {
  await using p = await aServedPartner({
    ...failing('fill', '--max-old-space-size=128', '--max-semi-space-size=2'),
    FILL_TO_MB: '112',
  });
  const { pid, ready, stderr } = p.broker();
  const operator = await p.operator();
  const policy = {
    partners: [anyToken.partner],
    customers: 'all' as const,
    resources: ['graph'],
    rate: { perMinute: 6_000_000 },
  };
  const { key } = await operator.call('addCaller', { body: { name: 'load', policy } });
  const askAtOnce = async (): Promise<string> => {
    // A connection that rested meanwhile may just be closed.
    const agent = new Agent({ keepAlive: true, maxSockets: 200 });
    const statuses = await Promise.all(Array.from({ length: 200 }, () => askOn(agent, { ...p, key })));
    agent.destroy();
    return [...new Set(statuses)].toSorted((one, other) => one - other).join();
  };
  assert.equal(await askAtOnce(), '200');

  process.kill(pid, 'SIGUSR2');
  await until(() => stderr().includes('memory is short'));
  for (let round = 0; round < 10; round++) {
    assert.match(await askAtOnce(), /^(200|503|200,503)$/, 'served or shed, and nothing else');
    assert.equal((await fetch(`${ready.apiUrl}/healthz`)).status, 200);
  }
  // How many are there at once is up to the machine; those whose body is still to come count surely.
  const { hostname, port } = new URL(ready.apiUrl);
  const head = `POST /v1/tokens HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`;
  const slow = Array.from({ length: 20 }, () => {
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    socket.write(head);
    return socket;
  });
  const askOnce = () => askOn(new Agent(), { ...p, key });
  await until(async () => (await askOnce()) === 503);
  for (const socket of slow) socket.destroy();
  await until(async () => (await askOnce()) === 200);
  assert.equal(stderr().match(/memory is short/g)?.length, 1, 'it does not flap');

  process.kill(pid, 'SIGUSR2');
  await until(async () => (await askAtOnce()) === '200');
  await assertHealthy(p);
});

test('a process that was busy for two seconds says so (F-89)', async () => {
  await using p = await aServedPartner(failing('block'));
  const { apiUrl } = p.broker().ready;
  const health = async () =>
    ((await (await fetch(`${apiUrl}/healthz`)).json()) as { eventLoop: string }).eventLoop;
  process.kill(p.broker().pid, 'SIGUSR2');
  await until(async () => (await health()) === 'late');
  await assertHealthy(p);
});

/** Asks for a token on a connection that is kept. */
function askOn(agent: Agent, p: ServedPartner): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${p.key}`, 'content-type': 'application/json' };
    const sent = request(`${p.broker().ready.apiUrl}/v1/tokens`, { method: 'POST', agent, headers });
    sent.once('error', reject);
    sent.once('response', (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    sent.end(JSON.stringify(anyToken));
  });
}

test('without file descriptors it refuses who comes new, serves who is there, and recovers (F-88)', async () => {
  await using p = await aServedPartner();
  const { pid, ready, stderr } = p.broker();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  assert.equal(await askOn(agent, p), 200);
  execFileSync('prlimit', ['--pid', String(pid), '--nofile=64:64']);
  const { hostname, port } = new URL(ready.apiUrl);
  const sockets: Socket[] = [];
  const isRefused = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(Number(port), hostname);
      sockets.push(socket);
      socket.once('data', () => resolve(false));
      socket.on('error', () => resolve(true));
      socket.once('close', () => resolve(true));
      socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    });
  // Each that is answered stays open and takes a descriptor.
  await until(isRefused);
  assert.ok(sockets.length > 5 && sockets.length < 64, `${sockets.length} connections`);
  for (let time = 0; time < 20; time++) assert.equal(await askOn(agent, p), 200);
  for (const socket of sockets) socket.destroy();
  await until(async () => {
    const answer = await fetch(`${ready.apiUrl}/readyz`).catch(() => undefined);
    return answer?.status === 200;
  });
  agent.destroy();
  await assertHealthy(p);
  assert.doesNotMatch(stderr(), /nobody caught/);
});
