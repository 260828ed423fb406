import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { aGrantId } from '../../test/a-grant.ts';
import { errorOf, partner } from '../../test/builders.ts';
import { type ErrorCode, errorTable } from '../errors.ts';
import { ConsentryError, createRemote, type RemoteOptions, Secret } from './index.ts';

const key = Secret.of('canary-key');
const callerId = `cal_${'A'.repeat(22)}`;
const removed = { id: callerId, removedAt: '2026-11-20T12:00:00.000Z' };
const noGrants = { items: [] };

/** A remote whose broker answers as the test says, and the requests that it was sent. */
function aRemote(answer: Response | Error, change: Partial<RemoteOptions> = {}) {
  const requests: Request[] = [];
  const send = async (request: Request): Promise<Response> => {
    requests.push(request);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { requests, ...createRemote({ baseUrl: 'http://127.0.0.1:44396', key, send, ...change }) };
}

function aRefusal(change: Record<string, unknown> = {}, status = 409): Response {
  const error = {
    code: 'consent_needed',
    message: 'm',
    remedy: 'r',
    retry: 'consent',
    requestId: 'req_1',
    facts: { grant: aGrantId() },
    ...change,
  };
  return Response.json({ error }, { status });
}

const refusedWith = (answer: Response | Error) => errorOf(() => aRemote(answer).call('listGrants', {}));

test('calls the operation by its method and path, with the key', async () => {
  const { call, requests } = aRemote(Response.json(removed));
  await call('removeCaller', { params: { id: callerId } });
  const [request] = requests;
  assert.equal(request?.method, 'DELETE');
  assert.equal(request.url, `http://127.0.0.1:44396/v1/callers/${callerId}`);
  assert.equal(request.headers.get('authorization'), 'Bearer canary-key');
});

test('asks for what proves the caller each time, when it is told how', async () => {
  const tokens = ['one.a.b', 'two.a.b'];
  const next = async () => Secret.of(tokens.shift() ?? '');
  const { call, forward, requests } = aRemote(Response.json(removed), { key: next });
  await call('removeCaller', { params: { id: callerId } });
  await errorOf(() => forward({ resource: 'graph', partner, path: '/v1.0/users' }));
  assert.deepEqual(
    requests.map(({ headers }) => headers.get('authorization')),
    ['Bearer one.a.b', 'Bearer two.a.b'],
  );
  // Whatever stands in a file that somebody else writes.
  for (const text of ['', 'a\nb', 'canary key', 'ключ']) {
    const error = await errorOf(() =>
      aRemote(Response.json(removed), { key: () => Secret.of(text) }).call('listGrants', {}),
    );
    assert.equal(error.code, 'usage');
    assert.ok(!inspect(error).includes('canary'));
  }
  const failing = aRemote(Response.json(removed), { key: () => Promise.reject(new Error('no such file')) });
  await assert.rejects(failing.call('listGrants', {}), /no such file/);
  assert.deepEqual(failing.requests, []);
});

test('gives what the broker answered', async () => {
  const { call } = aRemote(Response.json(removed));
  assert.deepEqual(await call('removeCaller', { params: { id: callerId } }), removed);
});

test('sends a body as JSON', async () => {
  const answer = Response.json(
    {
      id: callerId,
      name: 'ключ',
      policy: { partners: 'all', resources: ['graph'] },
      createdAt: removed.removedAt,
      keys: [],
      identities: [],
      key: 'k',
    },
    { status: 201 },
  );
  const { call, requests } = aRemote(answer);
  const body = { name: 'ключ', policy: { partners: [partner], resources: ['graph'] } };
  await call('addCaller', { body });
  const [request] = requests;
  assert.equal(request?.headers.get('content-type'), 'application/json');
  assert.deepEqual(await request.json(), body);
});

test('sends neither body nor content type where there is none', async () => {
  const { call, requests } = aRemote(Response.json(noGrants));
  await call('listGrants', {});
  const [request] = requests;
  assert.deepEqual([request?.body, request?.headers.get('content-type')], [null, null]);
});

test('sends of a query what is there', async () => {
  const { call, requests } = aRemote(Response.json(noGrants));
  await call('listGrants', { query: { limit: 5, after: 'gra_&x=1#' } });
  await call('listGrants', { query: { limit: 5, after: undefined } }).catch(() => undefined);
  assert.deepEqual(
    requests.map(({ url }) => new URL(url).search),
    ['?limit=5&after=gra_%26x%3D1%23', '?limit=5'],
  );
});

for (const id of ['a/b', '?x=1', '#x', '../callers', 'a b', 'ключ', '%2e%2e', '\\']) {
  test(`keeps “${id}” within its part of the path`, async () => {
    const { call, requests } = aRemote(Response.json(removed));
    await call('removeCaller', { params: { id } });
    const { pathname, search, hash } = new URL(requests[0]?.url ?? '');
    const [empty, version, callers, part, ...rest] = pathname.split('/');
    assert.deepEqual([empty, version, callers, rest, search, hash], ['', 'v1', 'callers', [], '', '']);
    assert.equal(decodeURIComponent(part ?? ''), id);
  });
}

test('keeps port and path of an address, with a slash at its end or without', async () => {
  for (const baseUrl of ['https://broker.example:8443/consentry', 'https://broker.example:8443/consentry/']) {
    const { call, requests } = aRemote(Response.json(noGrants), { baseUrl });
    await call('listGrants', {});
    assert.equal(requests[0]?.url, 'https://broker.example:8443/consentry/v1/grants');
  }
});

test('follows no redirect, which would carry the key away', async () => {
  const moved = new Response(null, { status: 307, headers: { location: 'https://elsewhere.example/' } });
  const { call, requests } = aRemote(moved);
  const error = await errorOf(() => call('listGrants', {}));
  assert.deepEqual([error.code, error.facts], ['not_a_broker', { status: 307 }]);
  assert.deepEqual(
    requests.map(({ redirect }) => redirect),
    ['manual'],
  );
});

test('throws the broker’s own refusal, with the id of the request', async () => {
  const error = await refusedWith(aRefusal({ retryAfterMs: 5000 }));
  const { code, message, remedy, facts, retryAfterMs } = error;
  assert.deepEqual(
    { code, message, remedy, facts, retryAfterMs },
    {
      code: 'consent_needed',
      message: 'm',
      remedy: 'r',
      facts: { grant: aGrantId(), requestId: 'req_1' },
      retryAfterMs: 5000,
    },
  );
});

test('knows every code that a broker may refuse with', async () => {
  for (const code of Object.keys(errorTable) as ErrorCode[]) {
    assert.equal((await refusedWith(aRefusal({ code }))).code, code);
  }
});

test('says broker_unreachable, and where, when nothing answers', async () => {
  const cause = new TypeError('fetch failed');
  const error = await refusedWith(cause);
  assert.deepEqual([error.code, error.cause], ['broker_unreachable', cause]);
  assert.deepEqual(error.facts, { baseUrl: 'http://127.0.0.1:44396' });
});

test('says broker_unreachable when the deadline passes', async () => {
  // A deadline alone keeps no process alive; a socket that waits would.
  const socket = setInterval(() => undefined, 1000);
  const send = (request: Request): Promise<Response> =>
    new Promise((_resolve, reject) => {
      const end = (): void => reject(request.signal.reason as Error);
      if (request.signal.aborted) end();
      else request.signal.addEventListener('abort', end);
    });
  const { call } = aRemote(new Response(), { send, deadlineMs: 1 });
  await assert.rejects(call('listGrants', {}), { code: 'broker_unreachable' });
  clearInterval(socket);
});

test('passes on the refusal of a broker in this process', async () => {
  const refusal = new ConsentryError('store_locked');
  assert.equal(await refusedWith(refusal), refusal);
});

for (const code of ['a_code_of_tomorrow', 'constructor']) {
  test(`keeps the words of a refusal whose code, ${code}, is not known here`, async () => {
    const error = await refusedWith(aRefusal({ code }));
    assert.deepEqual([error.code, error.message, error.remedy], ['broker_refused', 'm', 'r']);
    assert.equal(error.facts['brokerCode'], code);
  });
}

test('reads what it knows of an answer that says more', async () => {
  const { call } = aRemote(Response.json({ items: [], total: 0 }));
  assert.deepEqual(await call('listGrants', {}), { items: [] });
});

for (const [what, answer] of [
  ['a page', new Response('<h1>canary-answer</h1>', { headers: { 'content-type': 'text/html' } })],
  ['nothing', new Response()],
  ['JSON that was cut off', new Response('{"items":[')],
  ['another form', Response.json({ grants: [] })],
  ['a refusal without a body', new Response(null, { status: 502 })],
  ['a refusal that is a page', new Response('<h1>canary-answer</h1>', { status: 503 })],
  ['a refusal of another form', Response.json({ error: 'canary-answer' }, { status: 400 })],
  ['a refusal with a code that is none', aRefusal({ code: 'Canary-answer' })],
] as const) {
  test(`believes no answer that is ${what}, and repeats nothing of it`, async () => {
    const error = await refusedWith(answer);
    assert.equal(error.code, 'not_a_broker');
    assert.doesNotMatch(inspect(error), /canary-answer/);
  });
}

for (const [what, answer] of [
  ['nothing answers', new TypeError('fetch failed')],
  ['the broker refuses', aRefusal()],
  ['the answer is junk', new Response('junk')],
] as const) {
  test(`shows the key in no error when ${what}`, async () => {
    assert.doesNotMatch(inspect(await refusedWith(answer), { depth: 9 }), /canary-key/);
  });
}
