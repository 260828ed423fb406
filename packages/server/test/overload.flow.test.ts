import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { aBroker, customerA, partnerOne, partnerTwo } from './a-broker.ts';
import { aDoor, aRequest } from './a-door.ts';

const body = JSON.stringify({ partner: partnerOne, customer: customerA, resource: 'graph' });
const limit = 20;
const policy = { partners: [partnerOne], customers: [customerA], resources: ['graph' as const] };

function headersOf(key = ''): Record<string, string> {
  return { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
}

test('sheds what is beyond its limit with 503 and Retry-After, serves the rest, and is itself again afterwards', async () => {
  await using t = await aBroker({ maxInFlight: limit });
  await t.aConnectedPartner();
  const keys = [await t.addKey(policy), await t.addKey(policy)];
  await using door = await aDoor(t.broker.app.api);
  const ask = (_: unknown, index: number) =>
    door.send(aRequest('POST /v1/tokens', headersOf(keys[index % 2]), body));
  const held = t.sandbox.control.holdTokenEndpoint();
  const served = Array.from({ length: limit }, ask);
  // The last of them is inside when a request beyond the limit is refused.
  let probe = await door.send(aRequest('GET /v1/grants'));
  while (probe.status !== 503) probe = await door.send(aRequest('GET /v1/grants'));

  const shed = await Promise.all(Array.from({ length: 2 * limit }, ask));
  for (const { status, text } of shed) {
    assert.equal(status, 503);
    assert.match(text, /"code":"overloaded"/);
    assert.match(text, /^retry-after: 1\r$/im);
  }
  for (const path of ['/healthz', '/readyz']) {
    assert.equal((await door.send(aRequest(`GET ${path}`))).status, 200, 'its health can be asked for');
  }
  const stop = () => t.operator.call('setStop', { body: { partner: partnerTwo } });
  assert.equal((await stop()).act, 'stop', 'and a misuse can be stopped');
  held.release();
  for (const { status, text } of await Promise.all(served)) assert.equal(status, 200, text);

  const afterwards = await Promise.all(Array.from({ length: limit }, ask));
  assert.deepEqual(new Set(afterwards.map(({ status }) => status)), new Set([200]));
  const told = t.logged.filter((line) => line.includes('more requests than can be served'));
  assert.equal(told.length, 1, 'the log is not filled');
  assert.ok(t.logged.some((line) => line.includes('requests can be served again')));
  const recorded = (await t.events()).filter((event) => 'code' in event && event.code === 'overloaded');
  assert.deepEqual(recorded, [], 'nor is the audit');
  const series = /^consentry_http_refusals_total\{operation="acquireToken",code="overloaded",.*\} (\d+)$/m;
  const [, counted] = series.exec(await t.broker.observer.metrics.read()) ?? [];
  assert.equal(counted, String(2 * limit), 'the metrics tell how many');
});

test('while memory is short most requests are shed with 503 and Retry-After, half of the cached tokens go, and nothing is recorded', async () => {
  let used = 50;
  await using t = await aBroker({
    memory: { measure: () => [{ name: 'heap', used, limit: 100 }], collect: () => undefined },
  });
  await t.aConnectedPartner();
  const key = await t.addKey(policy);
  await using door = await aDoor(t.broker.app.api);
  const ask = () => door.send(aRequest('POST /v1/tokens', headersOf(key), body));
  const askAtOnce = () => Promise.all(Array.from({ length: 50 }, ask));
  for (const { status } of await askAtOnce()) assert.equal(status, 200);
  used = 90;
  const asked = t.tokenRequests();
  t.broker.app.memoryWatch.tick();

  const held = t.sandbox.control.holdTokenEndpoint();
  const answering = askAtOnce();
  let probe = await door.send(aRequest('GET /v1/grants'));
  while (probe.status !== 503) probe = await door.send(aRequest('GET /v1/grants'));
  assert.match(probe.text, /^retry-after: 1\r$/im);
  assert.match(probe.text, /"code":"overloaded"/);
  for (const path of ['/healthz', '/readyz']) {
    assert.equal((await door.send(aRequest(`GET ${path}`))).status, 200, 'its health can be asked for');
  }
  held.release();
  const counts = Object.groupBy(await answering, ({ status }) => String(status));
  assert.deepEqual(Object.keys(counts).toSorted(), ['200', '503']);
  assert.equal(counts['200']?.length, 20);
  assert.equal(t.tokenRequests(), asked + 1, 'the token had been given up');
  const metrics = await t.broker.observer.metrics.read();
  assert.match(metrics, /^consentry_requests_shed_total\{reason="memory"\} 3\d$/m);
  assert.match(metrics, /^consentry_memory_used_ratio\{bound="heap"\} 0.9$/m);
  const recorded = (await t.events()).filter((event) => 'code' in event && event.code === 'overloaded');
  assert.deepEqual(recorded, []);

  used = 50;
  t.broker.app.memoryWatch.tick();
  for (const { status } of await askAtOnce()) assert.equal(status, 200);
});

test('one caller has half of the places at most: where Entra does not answer it, others are served from the cache', async () => {
  let hangs = false;
  await using t = await aBroker({
    maxInFlight: limit,
    watch: (fetch) => (request) =>
      hangs && request.url.includes(customerA) ? new Promise(() => undefined) : fetch(request),
  });
  await t.aConnectedPartner();
  const noisy = await t.aCaller(policy);
  const other = await t.aCaller({ ...policy, customers: 'all', resources: ['partner-center'] });
  const cached = { partner: partnerOne, resource: 'partner-center' };
  await other.call('acquireToken', { body: cached });
  hangs = true;
  const asked = Array.from({ length: limit }, () =>
    noisy.call('acquireToken', { body: { partner: partnerOne, customer: customerA, resource: 'graph' } }),
  );
  for (const beyond of asked.slice(limit / 2)) await assert.rejects(beyond, { code: 'overloaded' });
  assert.equal((await other.call('acquireToken', { body: cached })).fromCache, true);
});

test('a body that does not come keeps nobody out: neither another caller nor a person', async () => {
  await using t = await aBroker({ maxInFlight: 4 });
  await t.aConnectedPartner();
  const [idle, other] = [await t.addKey(policy), await t.addKey(policy)];
  await using api = await aDoor(t.broker.app.api);
  await using pages = await aDoor(t.broker.app.public);
  const length = { 'content-length': '100', connection: 'keep-alive' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const held = Array.from({ length: 8 }, () => [
    hold(api.url, aRequest('POST /v1/tokens', { ...headersOf(idle), ...length })),
    hold(pages.url, aRequest('POST /consent/callback', { ...form, ...length })),
  ]).flat();
  for (const { isConnected } of held) await isConnected;
  for (let time = 0; time < 10; time++) {
    assert.equal((await api.send(aRequest('POST /v1/tokens', headersOf(other), body))).status, 200);
    assert.equal((await pages.send(aRequest(`GET /invite/${'A'.repeat(43)}`))).status, 404);
  }
  for (const { socket } of held) socket.destroy();
});

/** Sends this, and keeps the connection. */
function hold(url: string, sent: string) {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  const isConnected = new Promise<void>((resolve) => {
    socket.write(sent, () => resolve());
  });
  return { socket, isConnected };
}
