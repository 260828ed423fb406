import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Secret } from '@consentry/core';
import { createRemote } from '@consentry/core/remote';
import { anIssuerKey } from '../../core/test/an-issuer.ts';
import { serve } from '../src/http/serve.ts';
import { customerA, customerB, partnerOne } from './a-broker.ts';
import { aListeningBroker, type ListeningBroker } from './a-listening-broker.ts';
import { aListeningIssuer, type ListeningIssuer } from './a-listening-issuer.ts';
import { aRecordingApi, type RecordingApi } from './a-recording-api.ts';
import { sendRaw } from './send-raw.ts';

const key = anIssuerKey('first');

let platform: ListeningIssuer;
let api: RecordingApi;
let b: ListeningBroker;

/** Everything over sockets: the platform, the API, the broker. One caller of one customer, without a key. */
before(async () => {
  platform = await aListeningIssuer(key);
  api = await aRecordingApi();
  b = await aListeningBroker({ graphBaseUrl: api.baseUrl, config: { issuers: [platform.trusted] } });
  await b.t.aConnectedPartner();
  const policy = {
    partners: [partnerOne],
    customers: [customerA],
    resources: ['graph'],
    calls: [{ resource: 'graph', paths: ['/v1.0'] }],
  };
  const identity = { issuer: platform.issuer.url, claims: { sub: 'a program' } };
  await b.t.operator.call('addKeylessCaller', { body: { name: 'a program', policy, identity } });
});

after(async () => {
  await b[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
  await platform[Symbol.asyncDispose]();
});

const aToken = (claims = {}): string => platform.token(key, b.t.sandbox.clock.now(), claims);

test('a program presents the token that the platform has written last, each time anew', async () => {
  const presented: string[] = [];
  const remote = createRemote({
    baseUrl: b.url,
    key: async () => {
      presented.push(aToken({ jti: String(presented.length) }));
      return Secret.of(presented.at(-1) ?? '');
    },
    send: (request) => fetch(request),
  });
  const body = { partner: partnerOne, customer: customerA, resource: 'graph' };
  for (let turn = 0; turn < 2; turn++) {
    assert.equal((await remote.call('acquireToken', { body })).tenant, customerA);
  }
  assert.equal(new Set(presented).size, 2);
});

test('a token proves the caller of a forward call, and does not leave with it', async () => {
  const presented = aToken();
  const call = { key: presented, path: '/v1/call/graph/v1.0/users', partner: partnerOne };
  const answer = await sendRaw(b.url, { ...call, customer: customerA });
  assert.deepEqual([answer.status, answer.headers['consentry-upstream']], [200, 'true']);
  const { request } = api.seen.at(-1) ?? assert.fail('nothing came');
  assert.ok(!JSON.stringify(request.rawHeaders).includes(presented));
  assert.match(request.headers.authorization ?? '', /^Bearer /);
  const [event] = (await b.t.events()).filter(({ type }) => type === 'call.forwarded');
  assert.ok(event?.identity?.startsWith('idt_') && event.key === undefined);
  const other = await sendRaw(b.url, { ...call, customer: customerB });
  assert.match(other.text, /policy_denied/);
});

test('the listener for managed identities takes keys alone', async (t) => {
  const handler = b.t.broker.app.managedIdentity;
  const log = { error: () => undefined };
  const served = await serve('managedIdentityListener', { host: '127.0.0.1', port: 0 }, handler, log);
  t.after(() => served.close(0));
  const query = `api-version=2019-08-01&resource=${encodeURIComponent('https://graph.microsoft.com')}`;
  const url = `${served.url}/msi/token?${query}&client_id=${customerA}`;
  const asked = platform.issuer.asked.length;
  for (const headers of [
    { 'x-identity-header': aToken() },
    { authorization: `Bearer ${aToken()}` },
    { 'x-identity-header': aToken(), authorization: `Bearer ${aToken()}` },
  ]) {
    const answer = await fetch(url, { headers });
    assert.equal(answer.status, 401);
    assert.match(await answer.text(), /IDENTITY_HEADER to the key of a caller/);
  }
  assert.equal(platform.issuer.asked.length, asked);
});

test('a token of eight thousand characters comes through the door, a larger one does not', async () => {
  const call = { path: '/v1/call/graph/v1.0/users', partner: partnerOne, customer: customerA };
  const room = 8192 - aToken({ padding: '' }).length;
  // Base64 makes four characters of three bytes.
  const largest = aToken({ padding: 'x'.repeat(Math.floor(room * 0.75) - 2) });
  assert.ok(largest.length > 8150 && largest.length <= 8192, String(largest.length));
  assert.equal((await sendRaw(b.url, { ...call, key: largest })).status, 200);
  const larger = aToken({ padding: 'x'.repeat(7000) });
  assert.equal((await sendRaw(b.url, { ...call, key: larger })).status, 401);
  assert.equal((await sendRaw(b.url, { ...call, key: aToken({ padding: 'x'.repeat(20_000) }) })).status, 431);
});
