import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anApi, apiPorts, aTimer } from '../../../test/an-api.ts';
import { anAnswer, errorOf } from '../../../test/builders.ts';
import { type Fetch, type IncomingAnswer, TransportError } from '../../ports.ts';
import type { BatchOutcome, BatchRequest } from './batch-request.ts';
import { createGraph } from './graph.ts';

interface Sent {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: unknown;
  readonly dependsOn?: readonly string[];
}
type Answer = { readonly status: number; readonly headers?: object; readonly body?: unknown };
const ok: Answer = { status: 200, body: { ok: true } };
const throttled = (seconds: number): Answer => ({
  status: 429,
  headers: { 'Retry-After': String(seconds) },
  body: { error: { code: 'TooManyRequests' } },
});

/**
 * Graph's `$batch`. The answers come the last first.
 * @param serve what one request is answered the nth time, from 1 on
 * @param whole what a whole batch is answered instead
 */
function aGraph(serve: (sent: Sent, time: number) => Answer, whole: (IncomingAnswer | Error)[] = []) {
  const timer = aTimer();
  const batches: { readonly at: number; readonly requests: readonly Sent[] }[] = [];
  const times = new Map<string, number>();
  const fetch: Fetch = async ({ url, method, body }) => {
    assert.deepEqual([method, url], ['POST', 'https://graph.microsoft.com/v1.0/$batch']);
    const { requests } = JSON.parse(body ?? '') as { requests: Sent[] };
    batches.push({ at: timer.at, requests });
    const instead = whole.shift();
    if (instead instanceof Error) throw instead;
    if (instead !== undefined) return instead;
    const failed = new Set<string>();
    const responses = requests.map((sent) => {
      const time = (times.get(sent.id) ?? 0) + 1;
      const isStopped = sent.dependsOn?.some((id) => failed.has(id)) === true;
      if (!isStopped) times.set(sent.id, time);
      const answer = isStopped ? { status: 424 } : serve(sent, time);
      if (answer.status >= 300) failed.add(sent.id);
      return { id: sent.id, ...answer };
    });
    return anAnswer({ responses: responses.toReversed() });
  };
  const graph = createGraph(anApi(fetch, { ports: apiPorts(fetch, timer) }));
  const run = (requests: readonly BatchRequest[]): Promise<readonly BatchOutcome[]> => graph.batch(requests);
  return { run, batches, timer, graph, times };
}

const reads = (count: number): BatchRequest[] =>
  Array.from({ length: count }, (_, index) => ({ method: 'GET', path: `/v1.0/users/${index + 1}` }));
const idsOf = (batches: readonly { requests: readonly Sent[] }[]): string[][] =>
  batches.map(({ requests }) => requests.map(({ id }) => id));
const codesOf = (outcomes: readonly BatchOutcome[]): string[] =>
  outcomes.map((one) => (one.ok ? 'ok' : one.error.code));

test('makes 45 requests by three calls, and gives the outcomes in their order', async () => {
  const { run, batches } = aGraph(({ url }) => ({ status: 200, headers: { ETag: 'x' }, body: { url } }));
  const outcomes = await run(reads(45));
  assert.deepEqual(
    batches.map(({ requests }) => requests.length),
    [20, 20, 5],
  );
  assert.deepEqual(
    outcomes.map((one) => one.ok && [one.id, one.headers, one.json]),
    reads(45).map((_, index) => [`${index + 1}`, { etag: 'x' }, { url: `/users/${index + 1}` }]),
  );
});

test('asks nothing where nothing is asked', async () => {
  assert.deepEqual(await aGraph(() => ok).run([]), []);
});

test('sends a body with its type, and headers with neither', async () => {
  const { run, batches } = aGraph(() => ok);
  await run([
    { method: 'PATCH', path: '/v1.0/users/a', body: { city: 'Bern' } },
    { method: 'GET', path: '/v1.0/users?$count=true', headers: { ConsistencyLevel: 'eventual' } },
  ]);
  const [write, read] = batches[0]?.requests ?? [];
  assert.deepEqual(write?.headers, { 'content-type': 'application/json' });
  assert.deepEqual([write?.url, write?.body], ['/users/a', { city: 'Bern' }]);
  assert.deepEqual([read?.url, read?.headers], ['/users?$count=true', { ConsistencyLevel: 'eventual' }]);
});

test('sends again what was throttled, as long after as Graph asks, and nothing that succeeded', async () => {
  const { run, batches, times } = aGraph(({ id }, time) =>
    id === '3' && time < 3 ? throttled(20 * time) : id === '5' && time < 2 ? throttled(10) : ok,
  );
  assert.deepEqual(codesOf(await run(reads(6))), Array<string>(6).fill('ok'));
  assert.deepEqual(idsOf(batches), [['1', '2', '3', '4', '5', '6'], ['3', '5'], ['3']]);
  assert.deepEqual(
    batches.map(({ at }) => at),
    [0, 20_000, 60_000],
  );
  assert.deepEqual(Object.fromEntries(times), { 1: 1, 2: 1, 3: 3, 4: 1, 5: 2, 6: 1 });
});

for (const status of [500, 502, 503, 504]) {
  test(`sends a read again after ${status}, and a write only if it says that it may be`, async () => {
    const { run, batches } = aGraph((_, time) => (time === 1 ? { status } : ok));
    const outcomes = await run([
      { method: 'GET', path: '/v1.0/a' },
      { method: 'POST', path: '/v1.0/b', body: {} },
      { method: 'PATCH', path: '/v1.0/c', body: {}, isRepeatable: true },
    ]);
    assert.deepEqual(codesOf(outcomes), ['ok', 'api_unavailable', 'ok']);
    assert.deepEqual(idsOf(batches), [
      ['1', '2', '3'],
      ['1', '3'],
    ]);
  });
}

test('a refusal is the outcome of its request alone, with code and facts', async () => {
  const refused = { status: 404, headers: { 'request-id': 'r1' }, body: { error: { code: 'NotThere' } } };
  const { run, batches } = aGraph(({ id }) => (id === '2' ? refused : ok));
  const [first, second, third] = await run(reads(3));
  assert.deepEqual([first?.ok, third?.ok, batches.length], [true, true, 1]);
  assert.ok(second?.ok === false);
  assert.equal(second.error.code, 'api_not_found');
  assert.deepEqual([second.error.facts['apiCode'], second.error.facts['apiRequestId']], ['NotThere', 'r1']);
});

test('gives up after six times, and says why', async () => {
  const { run, batches } = aGraph(() => ({ status: 503 }));
  assert.deepEqual(codesOf(await run(reads(1))), ['api_unavailable']);
  assert.equal(batches.length, 6);
});

test('gives up at once where Graph asks for more than the batch may take', async () => {
  const { run, timer } = aGraph(({ id }) => (id === '1' ? throttled(600) : ok));
  const [first] = await run(reads(2));
  assert.ok(first?.ok === false);
  assert.deepEqual([first.error.retryAfterMs, timer.at], [600_000, 0]);
});

for (const [what, request, seconds] of [
  ['a write that is not sent again', { method: 'POST', path: '/v1.0/a', body: {} }, 57],
  ['a read that is given up', { method: 'GET', path: '/v1.0/a' }, 130],
] as const) {
  test(`nobody calls Graph sooner than it asked, where it throttled ${what}`, async () => {
    const { run, timer, batches } = aGraph((_, time) => (time === 1 ? throttled(seconds) : ok));
    assert.deepEqual(codesOf(await run([request])), ['api_throttled']);
    const soon = run(reads(1));
    if (seconds > 120) {
      assert.deepEqual([codesOf(await soon), batches.length], [['api_throttled'], 1]);
      return;
    }
    await soon;
    assert.equal(timer.at, seconds * 1000);
  });
}

test('others who call Graph for the tenant wait too', async () => {
  const { run, graph, batches } = aGraph((_, time) => (time === 1 ? throttled(30) : ok));
  await Promise.all([run(reads(1)), run([{ id: 'x', method: 'GET', path: '/v1.0/x' }])]);
  await graph.batch([{ id: 'y', method: 'GET', path: '/v1.0/y' }]);
  for (const { at } of batches.slice(2)) assert.ok(at >= 30_000);
});

test('keeps what depends on each other in one batch, in its order, and apart from others', async () => {
  const { run, batches } = aGraph(() => ok);
  await run([
    ...reads(19).map((one, index) => ({ ...one, id: `r${index}` })),
    { id: 'a', method: 'POST', path: '/v1.0/a', body: {} },
    { id: 'b', method: 'POST', path: '/v1.0/b', body: {}, dependsOn: ['a'] },
    { id: 'z', method: 'GET', path: '/v1.0/z' },
    { id: 'c', method: 'POST', path: '/v1.0/c', body: {}, dependsOn: ['b'] },
  ]);
  assert.deepEqual(
    batches.map(({ requests }) => requests.length),
    [20, 3],
  );
  assert.deepEqual(
    batches[1]?.requests.map(({ id, dependsOn }) => [id, dependsOn]),
    [
      ['a', undefined],
      ['b', ['a']],
      ['c', ['b']],
    ],
  );
});

test('joins two chains that a third request brings together', async () => {
  const { run, batches } = aGraph(() => ok);
  await run([
    { id: 'a', method: 'GET', path: '/v1.0/a' },
    { id: 'b', method: 'GET', path: '/v1.0/b' },
    { id: 'c', method: 'GET', path: '/v1.0/c', dependsOn: ['b', 'a'] },
  ]);
  assert.deepEqual(idsOf(batches), [['a', 'b', 'c']]);
});

test('what was not made because of a throttled one is made with it, and what it needed is not made again', async () => {
  const { run, batches } = aGraph(({ id }, time) => (id === 'b' && time === 1 ? throttled(5) : ok));
  const outcomes = await run([
    { id: 'a', method: 'GET', path: '/v1.0/a' },
    { id: 'b', method: 'GET', path: '/v1.0/b', dependsOn: ['a'] },
    { id: 'c', method: 'POST', path: '/v1.0/c', body: {}, dependsOn: ['b'] },
  ]);
  assert.deepEqual(codesOf(outcomes), ['ok', 'ok', 'ok']);
  assert.deepEqual(idsOf(batches), [
    ['a', 'b', 'c'],
    ['b', 'c'],
  ]);
  assert.deepEqual(
    batches[1]?.requests.map(({ dependsOn }) => dependsOn),
    [undefined, ['b']],
  );
});

test('what depends on a failure is not made', async () => {
  const { run, batches } = aGraph(({ id }) => (id === 'a' ? { status: 403 } : ok));
  const outcomes = await run([
    { id: 'a', method: 'GET', path: '/v1.0/a' },
    { id: 'b', method: 'POST', path: '/v1.0/b', body: {}, dependsOn: ['a'] },
  ]);
  assert.deepEqual(codesOf(outcomes), ['api_forbidden', 'api_refused']);
  assert.equal(batches.length, 1);
});

test('a batch with a write is sent once where it may have arrived; one of reads again', async () => {
  const lost = () => new TransportError('reset', { mayHaveArrived: true, message: 'reset' });
  const write = aGraph(() => ok, [lost()]);
  const outcomes = await write.run([...reads(1), { method: 'POST', path: '/v1.0/b', body: {} }]);
  assert.deepEqual([codesOf(outcomes), write.batches.length], [['api_unavailable', 'api_unavailable'], 1]);
  const read = aGraph(() => ok, [lost()]);
  assert.deepEqual([codesOf(await read.run(reads(1))), read.batches.length], [['ok'], 2]);
});

test('the failure of one batch is not that of the next', async () => {
  const { run } = aGraph(() => ok, [anAnswer('', { status: 400 })]);
  const codes = codesOf(await run(reads(21)));
  assert.deepEqual([codes[0], codes[19], codes[20]], ['api_refused', 'api_refused', 'ok']);
});

for (const responses of [null, {}, [{ id: '9', status: 200 }], [null], [{ id: '1' }, { id: '1' }]]) {
  test(`refuses ${JSON.stringify(responses)}, which is no answer of the batch`, async () => {
    const { run } = aGraph(() => ok, [anAnswer({ responses })]);
    assert.deepEqual(codesOf(await run(reads(1))), ['api_bad_response']);
  });
}

test('an answer that is missing fails its request alone', async () => {
  const { run } = aGraph(() => ok, [anAnswer({ responses: [{ id: '2', status: 204 }] })]);
  assert.deepEqual(codesOf(await run(reads(2))), ['api_bad_response', 'ok']);
});

for (const [what, requests] of [
  ['an id that is there twice', [{ id: 'a' }, { id: 'A' }]],
  ['an id that another has by its place', [{ id: '2' }, {}]],
  ['a dependence on what comes later', [{ id: 'a', dependsOn: ['b'] }, { id: 'b' }]],
  ['a dependence on itself', [{ id: 'a', dependsOn: ['a'] }]],
  ['another version', [{ path: '/beta/users' }]],
  ['another host', [{ path: 'https://elsewhere.example/v1.0/users' }]],
  ['a path that leads out', [{ path: '/v1.0/../beta' }]],
  ['an address that names a host by itself', [{ path: '/v1.0//elsewhere.example/users' }]],
  [
    'a chain of more than twenty',
    Array.from({ length: 21 }, (_, n) => ({ id: `n${n}`, ...(n > 0 && { dependsOn: [`n${n - 1}`] }) })),
  ],
] as const) {
  test(`refuses ${what}, and sends nothing`, async () => {
    const { run, batches } = aGraph(() => ok);
    const whole = requests.map((one): BatchRequest => ({ method: 'GET', path: '/v1.0/a', ...one }));
    assert.match((await errorOf(() => run(whole))).code, /^(invalid_request|host_refused)$/);
    assert.equal(batches.length, 0);
  });
}
