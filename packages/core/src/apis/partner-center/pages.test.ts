import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anApi, apiPorts } from '../../../test/an-api.ts';
import { aFetch, anAnswer } from '../../../test/builders.ts';
import type { Fetch, IncomingAnswer } from '../../ports.ts';
import { Secret } from '../../secret.ts';
import type { ApiPorts } from '../api.ts';
import type { CredentialSource } from '../call.ts';
import { pages } from './pages.ts';

const base = 'https://api.partnercenter.microsoft.com';
const first = '/v1/customers?size=2';

interface NextLink {
  readonly uri?: unknown;
  readonly headers?: unknown;
}

function aPage(
  items: unknown,
  next?: NextLink | string | null,
  headers?: Record<string, string>,
): IncomingAnswer {
  return anAnswer({ totalCount: 1, items, links: { next } }, headers === undefined ? {} : { headers });
}

function aLink(uri: string, headers: Record<string, string> = {}): NextLink {
  return { uri, headers: Object.entries(headers).map(([key, value]) => ({ key, value })) };
}

/** Walks a collection to its end. @returns its items */
async function walk(
  fetch: Fetch,
  { credential, onMfa }: { credential?: CredentialSource; onMfa?: ApiPorts['onMfa'] } = {},
): Promise<unknown[]> {
  const ports = { ...apiPorts(fetch), onMfa };
  return Array.fromAsync(pages(partnerCenter(fetch, { ports, ...(credential && { credential }) }), first));
}

const partnerCenter = (fetch: Fetch, options: Parameters<typeof anApi>[1] = {}) =>
  anApi(fetch, { resource: 'partner-center', baseUrl: base, ...options });

/** Walks from a first page that leads to `next` to a second one. @returns the request for the second */
async function secondRequest(next: NextLink) {
  const fetch = aFetch(aPage([1], next), aPage([2]));
  assert.deepEqual(await walk(fetch), [1, 2]);
  const [, request] = fetch.requests;
  assert.ok(request);
  return { url: request.url, headers: request.headers ?? {} };
}

test('gives every item of every page in its order', async () => {
  const fetch = aFetch(
    aPage([1, 2], aLink('/v1/customers?page=2')),
    aPage([], aLink('/v1/customers?page=3')),
    aPage([3]),
  );
  assert.deepEqual(await walk(fetch), [1, 2, 3]);
});

test('ends where there is no next link', async () => {
  assert.deepEqual(await walk(aFetch(anAnswer({ items: [1] }))), [1]);
  assert.deepEqual(await walk(aFetch(anAnswer({ items: [1], links: {} }))), [1]);
  assert.deepEqual(await walk(aFetch(aPage([1], null))), [1]);
});

test('asks for no page that nobody reads', async () => {
  const fetch = aFetch(aPage([1, 2], aLink('/v1/customers?page=2')));
  for await (const item of pages(partnerCenter(fetch), first)) {
    if (item === 2) break;
  }
  assert.deepEqual(
    fetch.requests.map(({ url }) => url),
    [base + first],
  );
});

for (const uri of ['/v1/customers?size=2&seekOperation=Next', '/customers?size=2&seekOperation=Next']) {
  test(`follows the link ${uri}`, async () => {
    const { url } = await secondRequest(aLink(uri));
    assert.equal(url, `${base}/v1/customers?size=2&seekOperation=Next`);
  });
}

for (const name of ['MS-ContinuationToken', 'ms-continuationtoken']) {
  test(`sends the ${name} of a page with the next request`, async () => {
    const { headers } = await secondRequest(aLink(first, { [name]: 'token+/=' }));
    assert.equal(headers['ms-continuationtoken'], 'token+/=');
  });
}

test('sends the continuation token of one page no further than to the next', async () => {
  const fetch = aFetch(
    aPage([1], aLink(first, { 'MS-ContinuationToken': 'a' })),
    aPage([2], aLink('/v1/customers?page=3')),
    aPage([3]),
  );
  await walk(fetch);
  assert.deepEqual(
    fetch.requests.map(({ headers }) => headers?.['ms-continuationtoken']),
    [undefined, 'a', undefined],
  );
});

test('lets an answer decide about no other header than continuations', async () => {
  const wishes = {
    Authorization: 'Bearer stolen',
    Host: 'elsewhere.example',
    Cookie: 'a=b',
    ValidateMfa: 'false',
    'X-MS-ContinuationToken': 'x',
    'MS-Continuation Token': 'x',
    'MS-RequestId': 'chosen',
    'MS-CorrelationId': 'chosen',
  };
  const { headers } = await secondRequest(aLink(first, { 'MS-ContinuationToken': 'a', ...wishes }));
  assert.deepEqual(Object.keys(headers).toSorted(), [
    'accept',
    'authorization',
    'ms-continuationtoken',
    'ms-correlationid',
    'ms-requestid',
    'validatemfa',
  ]);
  assert.deepEqual([headers['authorization'], headers['validatemfa']], ['Bearer access', 'true']);
  assert.doesNotMatch(JSON.stringify(headers), /chosen|stolen/);
});

test('sends ids that are GUIDs and never the same twice', async () => {
  const fetch = aFetch(aPage([1], aLink('/v1/customers?page=2')), aPage([2]));
  await walk(fetch);
  const ids = fetch.requests.flatMap(({ headers = {} }) => [
    headers['ms-requestid'],
    headers['ms-correlationid'],
  ]);
  assert.equal(new Set(ids).size, 4);
  const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  for (const id of ids) assert.match(id ?? '', guid);
});

test('asks for a credential for each page, so that a long listing outlives one token', async () => {
  const fetch = aFetch(aPage([1], aLink('/v1/customers?page=2')), aPage([2]));
  let tokens = 0;
  await walk(fetch, { credential: async () => ({ value: Secret.of(`access-${++tokens}`), baseUrl: base }) });
  assert.deepEqual(
    fetch.requests.map(({ headers }) => headers?.['authorization']),
    ['Bearer access-1', 'Bearer access-2'],
  );
});

test('tells of every page what Partner Center said of its MFA', async () => {
  const fetch = aFetch(
    aPage([1], aLink('/v1/customers?page=2'), { ismfacompliant: 'True' }),
    aPage([2], aLink('/v1/customers?page=3'), { ismfacompliant: 'false' }),
    aPage([3]),
  );
  const said: unknown[] = [];
  await walk(fetch, { onMfa: (_target, isCompliant) => said.push(isCompliant) });
  assert.deepEqual(said, [true, false, undefined]);
});

for (const uri of ['https://elsewhere.example/v1/x', 'elsewhere.example', '', 42, undefined, null]) {
  test(`refuses a link to ${JSON.stringify(uri)}`, async () => {
    await assert.rejects(walk(aFetch(aPage([1], { uri }))), { code: 'api_bad_response' });
  });
}

for (const uri of ['//elsewhere.example/v1', '/\\elsewhere.example', '/v1/../../x']) {
  test(`sends no token along the link ${uri}`, async () => {
    const fetch = aFetch(aPage([1], aLink(uri)), aPage([2]));
    await walk(fetch).catch(() => undefined);
    for (const { url } of fetch.requests) assert.ok(url.startsWith(`${base}/v1/`), url);
  });
}

test('refuses pages that go round in a circle', async () => {
  const two = aPage([2], aLink('/v1/customers?page=3'));
  const three = aPage([3], aLink('/v1/customers?page=2'));
  const fetch = aFetch(aPage([1], aLink('/v1/customers?page=2')), two, three, two, three);
  await assert.rejects(walk(fetch), { code: 'api_bad_response', message: /do not end/ });
});

test('takes the same path with another continuation token for another page', async () => {
  const link = (token: string) => aLink('/v1/customers', { 'MS-ContinuationToken': token });
  const fetch = aFetch(aPage([1], link('a')), aPage([2], link('b')), aPage([3]));
  assert.deepEqual(await walk(fetch), [1, 2, 3]);
});

test('reads a bare array, which is all there is', async () => {
  assert.deepEqual(await walk(aFetch(anAnswer([1, 2]))), [1, 2]);
});

test('reads a page that begins with a byte order mark', async () => {
  const page = Buffer.from(`\u{feff}${JSON.stringify({ items: [1] })}`);
  assert.deepEqual(await walk(aFetch(anAnswer(page))), [1]);
});

test('refuses a continuation token that comes again, whatever path it comes with', async () => {
  const fetch = aFetch(
    aPage([1], aLink('/v1/customers?page=2', { 'MS-ContinuationToken': 'a' })),
    aPage([2], aLink('/v1/customers?page=3', { 'MS-ContinuationToken': 'a' })),
  );
  await assert.rejects(walk(fetch), { code: 'api_bad_response', message: /do not end/ });
});

test('follows a continuation that stands in a header of the answer', async () => {
  const token = (value: string) => ({ headers: { 'ms-continuationtoken': value } });
  const fetch = aFetch(anAnswer([1], token('a')), anAnswer([2], token('b')), anAnswer([3], token('')));
  const api = partnerCenter(fetch);
  const headers = { 'x-locale': 'de-DE' };
  const items = await Array.fromAsync(pages(api, '/v1/migrations', { continuation: 'header', headers }));
  assert.deepEqual(items, [1, 2, 3]);
  assert.deepEqual(
    fetch.requests.map(({ url, headers: sent }) => [url, sent?.['ms-continuationtoken'], sent?.['x-locale']]),
    [undefined, 'a', 'b'].map((value) => [`${base}/v1/migrations`, value, 'de-DE']),
  );
});

test('refuses the same continuation in a header again', async () => {
  const again = anAnswer([1], { headers: { 'ms-continuationtoken': 'a' } });
  const walked = Array.fromAsync(
    pages(partnerCenter(aFetch(again, again)), '/v1/migrations', { continuation: 'header' }),
  );
  await assert.rejects(walked, { code: 'api_bad_response', message: /do not end/ });
});

test('takes no continuation from a header where the links decide', async () => {
  const fetch = aFetch(anAnswer({ items: [1] }, { headers: { 'ms-continuationtoken': 'a' } }));
  assert.deepEqual(await walk(fetch), [1]);
});

for (const body of [null, {}, { items: {} }, { items: null }, 'text', 5, { value: [] }]) {
  test(`refuses ${JSON.stringify(body)}, which is no collection`, async () => {
    await assert.rejects(walk(aFetch(anAnswer(JSON.stringify(body)))), { code: 'api_bad_response' });
  });
}

test('refuses an answer without a body, which is no collection', async () => {
  await assert.rejects(walk(aFetch(anAnswer(''))), { code: 'api_bad_response' });
});
