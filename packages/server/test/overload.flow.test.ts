import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aBroker, customerA, partnerOne } from './a-broker.ts';
import { aDoor, aRequest } from './a-door.ts';

const body = JSON.stringify({ partner: partnerOne, customer: customerA, resource: 'graph' });
const limit = 20;

test('sheds what is beyond its limit with 503 and Retry-After, serves the rest, and is itself again afterwards', async () => {
  await using t = await aBroker({ maxInFlight: limit });
  await t.aConnectedPartner();
  const policy = { partners: [partnerOne], customers: [customerA], resources: ['graph'] };
  const { key } = await t.operator.call('addCaller', { body: { name: 'load', policy } });
  await using door = await aDoor(t.broker.app.api);
  const ask = () =>
    door.send(
      aRequest(
        'POST /v1/tokens',
        { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body,
      ),
    );
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
