import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultWorld } from '../src/index.ts';
import { aUserInGraph, worldOfGraph } from './graph-client.ts';
import type { GraphCaller } from './graph-client.ts';
import { graphErrorOf } from './write-call.ts';

interface ItemAnswer {
  id: string;
  status: number;
  headers: Record<string, string>;
  body?: { value?: unknown[]; error?: { code: string } };
}

async function batch(caller: GraphCaller, requests: object[]): Promise<Map<string, ItemAnswer>> {
  const { status, body } = await caller.send('POST', '/$batch', { requests });
  assert.equal(status, 200, JSON.stringify(body));
  return new Map((body['responses'] as ItemAnswer[]).map((answer) => [answer.id, answer]));
}

const list = (id: string, more: object = {}): object => ({
  id,
  method: 'GET',
  url: '/users?$top=2',
  ...more,
});

test('serves up to twenty requests in one, each with a status, headers and a body of its own', async () => {
  const caller = await aUserInGraph(defaultWorld());
  const answers = await batch(caller, [
    list('1'),
    { id: '2', method: 'GET', url: 'users/nobody' },
    {
      id: '3',
      method: 'POST',
      url: '/users',
      body: { any: 1 },
      headers: { 'content-type': 'application/json' },
    },
  ]);
  assert.equal(answers.get('1')?.body?.value?.length, 2);
  assert.match(answers.get('1')?.headers['content-type'] ?? '', /json/);
  assert.equal(answers.get('2')?.body?.error?.code, 'Request_ResourceNotFound');
  assert.deepEqual(
    [...answers.values()].map(({ status }) => status),
    [404, 404, 200],
    'in another order',
  );
  const twenty = Array.from({ length: 20 }, (_, index) => list(String(index)));
  assert.equal((await batch(caller, twenty)).size, 20);
  assert.equal((await caller.send('POST', '/$batch', { requests: [...twenty, list('20')] })).status, 400);
  assert.equal((await caller.send('POST', '/%24batch', { requests: [list('1')] })).status, 200);
});

test('one request is throttled and the others are not', async () => {
  const caller = await aUserInGraph(defaultWorld());
  const { control, ledger } = caller.client.sandbox;
  control.playFault({
    service: 'graph',
    path: '/v1.0/users',
    fault: {
      kind: 'answer',
      status: 429,
      headers: { 'retry-after': '7' },
      body: '{"error":{"code":"TooManyRequests"}}',
    },
  });
  const answers = await batch(caller, [list('1'), list('2')]);
  assert.equal(answers.get('1')?.status, 429);
  assert.equal(answers.get('1')?.headers['retry-after'], '7');
  assert.equal(answers.get('1')?.body?.error?.code, 'TooManyRequests');
  assert.equal(answers.get('2')?.status, 200);
  assert.deepEqual(
    ledger.requests({ service: 'graph' }).map(({ path, status }) => [path, status]),
    [
      ['/v1.0/users', 429],
      ['/v1.0/users', 200],
      ['/v1.0/$batch', 200],
    ],
  );
});

test('a request that depends on one that failed is not served', async () => {
  const caller = await aUserInGraph(defaultWorld());
  const answers = await batch(caller, [
    { id: 'bad', method: 'GET', url: '/users/nobody' },
    list('after-bad', { dependsOn: ['bad'] }),
    list('good'),
    list('after-good', { dependsOn: ['good'] }),
    list('after-all', { dependsOn: ['good', 'after-bad'] }),
  ]);
  const statusOf = (id: string) => answers.get(id)?.status;
  assert.deepEqual(['after-bad', 'after-good', 'after-all'].map(statusOf), [424, 200, 424]);
  for (const requests of [
    [list('1'), list('1')],
    [list('1', { dependsOn: ['2'] }), list('2')],
    [],
    [{ id: '1', method: 'GET' }],
  ])
    assert.deepEqual(graphErrorOf(await caller.send('POST', '/$batch', { requests })), [
      400,
      'Request_BadRequest',
    ]);
});

test('incidents and hunting are those of Defender, in the words of Graph', async () => {
  const world = worldOfGraph({ scopes: ['SecurityIncident.Read.All', 'ThreatHunting.Read.All'] });
  for (const tenant of world.tenants) tenant.incidents = 5;
  const caller = await aUserInGraph(world);
  const { body } = await caller.get('/security/incidents?$top=3');
  const value = body['value'] as { id: string; status: string }[];
  assert.equal(value.length, 3);
  assert.match(String(body['@odata.nextLink']), /\$skiptoken=/);
  const [first] = value;
  assert.ok(first && ['active', 'resolved', 'redirected'].includes(first.status));
  assert.equal((await caller.get(`/security/incidents/${first.id}`)).body['id'], first.id);
  const hunted = await caller.send('POST', '/security/runHuntingQuery', {
    Query: 'DeviceInfo | summarize count()',
  });
  assert.deepEqual(hunted.body['results'], [{ count_: 3 }]);
  assert.deepEqual(hunted.body['schema'], [{ name: 'count_', type: 'Int64' }]);
  const bad = await caller.send('POST', '/security/runHuntingQuery', { Query: 'Nothing' });
  assert.deepEqual(graphErrorOf(bad), [400, 'BadRequest']);
  const other = await aUserInGraph(defaultWorld());
  assert.equal((await other.get('/security/incidents')).status, 403);
});
