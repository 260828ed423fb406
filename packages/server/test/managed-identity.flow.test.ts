import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { ManagedIdentityCredential } from '@azure/identity';
import type { RequestOf } from '@consentry/core/contract';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import { serve } from '../src/http/serve.ts';
import { createLog } from '../src/index.ts';
import {
  aBroker,
  customerA,
  customerB,
  customerC,
  partnerOne,
  partnerTwo,
  type TestBroker,
} from './a-broker.ts';

const graph = 'https://graph.microsoft.com';

type Policy = Partial<RequestOf<'addCaller'>['body']['policy']>;

/** A broker whose customers A and B both consented, and the address of its managed-identity listener. */
async function aMachine(t: TestContext) {
  const broker = await aBroker({
    world({ consents }) {
      const { clientId } = DEFAULT_APPLICATION;
      const ofA = consents.find(
        ({ tenantId, clientId: client }) => tenantId === customerA && client === clientId,
      );
      assert.ok(ofA);
      consents.push({ ...ofA, tenantId: customerB });
    },
  });
  t.after(() => broker[Symbol.asyncDispose]());
  await broker.aConnectedPartner();
  const address = { host: '127.0.0.1', port: 0 };
  const log = createLog('silent');
  const served = await serve('managedIdentityListener', address, broker.broker.app.managedIdentity, log);
  t.after(() => served.close(0));
  broker.sandbox.ledger.clear();
  return { broker, endpoint: `${served.url}/msi/token` };
}

async function aKey({ operator }: TestBroker, policy: Policy = {}): Promise<string> {
  const smallest = { partners: [partnerOne], customers: [customerA, customerB], resources: ['graph'] };
  const { key } = await operator.call('addCaller', {
    body: { name: 'sdk', policy: { ...smallest, ...policy } },
  });
  return key;
}

/** As App Service does, for a process that runs in it. */
function setEnvironment(t: TestContext, endpoint: string, key: string): void {
  Object.assign(process.env, { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: key });
  t.after(() => {
    delete process.env['IDENTITY_ENDPOINT'];
    delete process.env['IDENTITY_HEADER'];
  });
}

interface Asked {
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

/** Asks as the protocol says, but for what the test changes. */
async function ask(endpoint: string, asked: Asked) {
  const { key, query = {}, headers = {}, method = 'GET' } = asked;
  const url = new URL(endpoint);
  const usual = { 'api-version': '2019-08-01', resource: graph, client_id: customerA };
  for (const [name, value] of Object.entries({ ...usual, ...query })) {
    if (value !== '') url.searchParams.set(name, value);
  }
  const sent = request(url, {
    method,
    headers: { ...(key === undefined ? {} : { 'x-identity-header': key }), ...headers },
  }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const body = await text(answer);
  return {
    status: answer.statusCode ?? 0,
    body: body === '' ? {} : (JSON.parse(body) as Record<string, unknown>),
  };
}

function claimsOf(token: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}

test('ManagedIdentityCredential, unmodified, gets each of two customers its own token in one process, and is told what to do for a third', async (t) => {
  const { broker, endpoint } = await aMachine(t);
  setEnvironment(t, endpoint, await aKey(broker));
  const credentials = [customerA, customerB].map((clientId) => new ManagedIdentityCredential({ clientId }));
  const getTokens = () =>
    Promise.all(credentials.map((credential) => credential.getToken(`${graph}/.default`)));
  const tokens = await getTokens();
  assert.deepEqual(
    tokens.map(({ token }) => claimsOf(token)['tid']),
    [customerA, customerB],
  );
  for (const { token, expiresOnTimestamp } of tokens) {
    // The SDK counts from the second in which it was answered.
    assert.ok(Math.abs(expiresOnTimestamp / 1000 - Number(claimsOf(token)['exp'])) <= 2);
  }
  // The SDK keeps them apart as well, and asks nobody the second time.
  assert.deepEqual(
    (await getTokens()).map(({ token }) => token),
    tokens.map(({ token }) => token),
  );
  const tenants = broker.sandbox.ledger.tokenRequests().map(({ tenant }) => tenant);
  assert.deepEqual(tenants.toSorted(), [customerA, customerB]);
  const issued = (await broker.events()).filter(({ type }) => type === 'token.issued');
  assert.deepEqual(issued.map((event) => ('tenant' in event ? String(event.tenant) : '')).toSorted(), [
    customerA,
    customerB,
  ]);

  const third = new ManagedIdentityCredential({ clientId: customerC }).getToken(`${graph}/.default`);
  await assert.rejects(third, /policy does not allow this\. Ask an operator to widen the policy/);
});

test('answers as App Service does', async (t) => {
  const { broker, endpoint } = await aMachine(t);
  const { status, body } = await ask(endpoint, { key: await aKey(broker) });
  const { access_token: token, ...rest } = body;
  const { tid, exp } = claimsOf(token);
  assert.equal(status, 200);
  assert.equal(tid, customerA);
  assert.deepEqual(rest, {
    client_id: customerA,
    expires_on: String(exp),
    resource: graph,
    token_type: 'Bearer',
  });
});

test('records a token as POST /v1/tokens does, and serves both from one cache', async (t) => {
  const { broker, endpoint } = await aMachine(t);
  const key = await aKey(broker);
  const { body } = await ask(endpoint, { key });
  const api = { partner: partnerOne, customer: customerA, resource: 'graph' };
  const answer = await broker.remote(key).call('acquireToken', { body: api });
  assert.equal(answer.accessToken, body['access_token']);
  const issued = (await broker.events()).filter(({ type }) => type === 'token.issued');
  const [one, other] = issued.map(({ at: _, requestId: _id, address: _address, ...event }) => event);
  assert.ok(one && other);
  assert.deepEqual({ ...one, fromCache: false }, { ...other, fromCache: false });
});

test('needs no client id where the key is for exactly one customer', async (t) => {
  const { broker, endpoint } = await aMachine(t);
  const only = await ask(endpoint, {
    key: await aKey(broker, { customers: [customerB] }),
    query: { client_id: '' },
  });
  assert.equal(claimsOf(only.body['access_token'])['tid'], customerB);
  for (const customers of [[customerA, customerB], [], 'all'] as const) {
    const key = await aKey(broker, { customers: customers === 'all' ? 'all' : [...customers] });
    const { status, body } = await ask(endpoint, { key, query: { client_id: '' } });
    assert.deepEqual([status, body['error']], [400, 'invalid_request']);
    assert.match(String(body['message']), /tenant id as the client id/);
  }
});

test('gives the partner’s own tokens where its tenant is the client id, and Partner Center’s for all customers alone', async (t) => {
  const { broker, endpoint } = await aMachine(t);
  const query = { client_id: partnerOne, resource: 'https://api.partnercenter.microsoft.com' };
  const resources = ['partner-center', 'graph'];
  const all = await ask(endpoint, { key: await aKey(broker, { customers: 'all', resources }), query });
  assert.equal(claimsOf(all.body['access_token'])['tid'], partnerOne);
  const some = await aKey(broker, { partnerTenant: true, resources });
  assert.equal((await ask(endpoint, { key: some, query })).body['error'], 'policy_denied');
  const own = await ask(endpoint, { key: some, query: { client_id: partnerOne } });
  assert.equal(claimsOf(own.body['access_token'])['tid'], partnerOne);
});

test('refuses a key for several partners, and for one that it may not ask for', async (t) => {
  const { broker, endpoint } = await aMachine(t);
  for (const partners of [[partnerOne, partnerTwo], 'all'] as const) {
    const key = await aKey(broker, { partners: partners === 'all' ? 'all' : [...partners] });
    const { status, body } = await ask(endpoint, { key });
    assert.deepEqual([status, body['error']], [403, 'policy_denied']);
    assert.match(String(body['message']), /exactly one partner/);
  }
  assert.equal(broker.tokenRequests(), 0);
});

test('says that a partner has no grant with a status that no SDK tries again', async (t) => {
  const { broker, endpoint } = await aMachine(t);
  const { status, body } = await ask(endpoint, { key: await aKey(broker, { partners: [partnerTwo] }) });
  assert.deepEqual([status, body['statusCode'], body['error']], [400, 400, 'partner_not_found']);
  const refused = (await broker.events()).find(({ type }) => type === 'token.refused');
  assert.ok(refused !== undefined && 'code' in refused);
  assert.equal(refused.code, 'partner_not_found');
});

test('refuses, records, and says nothing of why a key is wrong, without X-IDENTITY-HEADER or with a wrong one', async (t) => {
  const { broker, endpoint } = await aMachine(t);
  const key = await aKey(broker);
  const refusals = [
    await ask(endpoint, {}),
    await ask(endpoint, { headers: { authorization: `Bearer ${key}` } }),
    await ask(endpoint, { key: 'nonsense' }),
    await ask(endpoint, { key: `${key}, ${key}` }),
  ];
  for (const { status, body } of refusals) {
    const { correlationId, ...rest } = body;
    const message =
      'The caller’s key or token is missing or not valid. Set IDENTITY_HEADER to the key of a caller.';
    assert.deepEqual(
      [status, rest],
      [401, { statusCode: 401, error: 'unauthorized', message, error_description: message }],
    );
    assert.match(String(correlationId), /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  }
  const recorded = (await broker.events()).filter(({ type }) => type === 'access.refused');
  assert.equal(recorded.length, refusals.length);
  assert.equal(broker.tokenRequests(), 0);
});

for (const [what, headers] of [
  ['X-Forwarded-For', { 'x-forwarded-for': '127.0.0.1' }],
  ['X-Forwarded-Host', { 'x-forwarded-host': 'localhost' }],
  ['Forwarded', { forwarded: 'for=127.0.0.1' }],
  ['Via', { via: '1.1 proxy' }],
  ['a Host that is a name of somebody else', { host: 'rebound.example' }],
  ['a Host that begins like this machine', { host: '127.0.0.1.example' }],
] as const) {
  test(`refuses ${what}, with a good key too, and records it`, async (t) => {
    const { broker, endpoint } = await aMachine(t);
    const { status, body } = await ask(endpoint, { key: await aKey(broker), headers });
    assert.deepEqual([status, body['error']], [403, 'not_direct']);
    const recorded = (await broker.events()).find(({ type }) => type === 'access.refused');
    assert.ok(recorded !== undefined && 'code' in recorded);
    assert.equal(recorded.code, 'not_direct');
    assert.equal(broker.tokenRequests(), 0);
  });
}

test('takes every name of this machine for its host, and none that only looks like one', async (t) => {
  const { broker, endpoint } = await aMachine(t);
  const key = await aKey(broker);
  const status = async (host: string): Promise<number> =>
    (await ask(endpoint, { key, headers: { host } })).status;
  for (const host of ['localhost', 'localhost:44397', '127.0.0.1:1', '[::1]:44397']) {
    assert.equal(await status(host), 200, host);
  }
  for (const host of [
    'localhost@rebound.example',
    'rebound.example#localhost',
    'rebound.example/localhost',
    'localhost#rebound.example',
    'localhost/rebound.example',
  ]) {
    assert.equal(await status(host), 403, host);
  }
});

test('refuses what the protocol does not have, and goes on', async (t) => {
  const { broker, endpoint } = await aMachine(t);
  const key = await aKey(broker);
  const code = async (asked: Asked, at = endpoint): Promise<unknown> =>
    (await ask(at, { key, ...asked })).body['error'];
  assert.equal(await code({ query: { 'api-version': '2017-09-01' } }), 'invalid_request');
  assert.equal(await code({ query: { 'api-version': '' } }), 'invalid_request');
  assert.equal(await code({ query: { resource: '' } }), 'invalid_request');
  assert.equal(await code({ query: { client_id: 'contoso.example' } }), 'invalid_request');
  assert.equal(await code({ query: { principal_id: customerA } }), 'invalid_request');
  assert.equal(await code({ query: { mi_res_id: '/subscriptions/x' } }), 'invalid_request');
  assert.equal(await code({ query: { resource: 'https://vault.azure.net' } }), 'policy_denied');
  assert.equal(await code({ query: { client_id: customerC } }), 'policy_denied');
  assert.equal(await code({ query: { client_id: partnerOne } }), 'policy_denied');
  assert.equal(await code({ method: 'POST' }), 'method_not_allowed');
  assert.equal(await code({}, endpoint.replace('/msi/token', '/v1/tokens')), 'not_found');
  assert.equal((await ask(endpoint, { key, method: 'HEAD' })).status, 405);
  assert.equal(broker.tokenRequests(), 0);
  assert.equal((await ask(endpoint, { key })).status, 200);
});

test('lets an operator key make no tokens', async (t) => {
  const { broker, endpoint } = await aMachine(t);
  const lines = readFileSync(broker.broker.store.operatorKeyFile, 'utf8').split('\n');
  const key = lines.find((line) => line.startsWith('ctyop_')) ?? assert.fail('no operator key');
  assert.equal((await ask(endpoint, { key })).body['error'], 'policy_denied');
});
