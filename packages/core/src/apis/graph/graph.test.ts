import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anApi } from '../../../test/an-api.ts';
import { aFetch, anAnswer, clientId } from '../../../test/builders.ts';
import type { Fetch, IncomingAnswer } from '../../ports.ts';
import { Secret } from '../../secret.ts';
import { createGraph, type Graph } from './graph.ts';

const base = 'https://graph.microsoft.com';

function aGraph(fetch: Fetch, baseUrl = base): Graph {
  return createGraph(anApi(fetch, { baseUrl }));
}

function aPage(value: unknown, nextLink?: unknown): IncomingAnswer {
  return anAnswer({ '@odata.context': `${base}/$metadata`, value, '@odata.nextLink': nextLink });
}

const listUsers = (fetch: Fetch, baseUrl?: string) => Array.fromAsync(aGraph(fetch, baseUrl).users());

test('shows the account that is signed in', async () => {
  const fetch = aFetch(anAnswer({ id: 'a', displayName: 'Ada' }));
  assert.deepEqual(await aGraph(fetch).me(), { id: 'a', displayName: 'Ada' });
  assert.equal(fetch.requests[0]?.url, `${base}/v1.0/me`);
});

test('lists users, memberships and any collection where Graph has them', async () => {
  const fetch = aFetch(aPage([]), aPage([]), aPage([]));
  const graph = aGraph(fetch);
  for (const list of [graph.users(), graph.memberships(), graph.collection('/v1.0/groups?$top=5')]) {
    assert.deepEqual(await Array.fromAsync(list), []);
  }
  assert.deepEqual(
    fetch.requests.map(({ url }) => url.slice(base.length)),
    ['/v1.0/users?$top=999', '/v1.0/me/memberOf?$top=999', '/v1.0/groups?$top=5'],
  );
});

test('asks for the fields and the users that are wanted', async () => {
  const fetch = aFetch(aPage([]));
  const filter = "startswith(displayName,'O''Brien & Co #1')";
  await Array.fromAsync(aGraph(fetch).users({ select: ['id', 'accountEnabled'], filter }));
  const { search } = new URL(fetch.requests[0]?.url ?? '');
  assert.equal(new URLSearchParams(search).get('$filter'), filter);
  assert.match(search, /^\?\$top=999&\$select=id,accountEnabled&\$filter=[^&#]+$/);
});

test('finds an application’s service principal in the tenant, or that there is none', async () => {
  const principal = { id: 'a', appId: clientId, extra: 1 };
  const fetch = aFetch(aPage([principal]), aPage([]));
  const graph = aGraph(fetch);
  assert.deepEqual(await graph.findServicePrincipal(clientId, { select: ['id', 'appId'] }), principal);
  assert.equal(await graph.findServicePrincipal(clientId), undefined);
  assert.equal(
    decodeURIComponent(fetch.requests[0]?.url ?? ''),
    `${base}/v1.0/servicePrincipals?$select=id,appId&$filter=appId eq '${clientId}'`,
  );
});

test('lists permission grants, of one application or of all, for everybody or not', async () => {
  const fetch = aFetch(aPage([{ id: 'g' }]), aPage([]), aPage([]));
  const graph = aGraph(fetch);
  assert.deepEqual(await Array.fromAsync(graph.permissionGrants("a'b")), [{ id: 'g' }]);
  assert.deepEqual(await Array.fromAsync(graph.permissionGrants('a', 'AllPrincipals')), []);
  assert.deepEqual(await Array.fromAsync(graph.permissionGrants()), []);
  assert.deepEqual(
    fetch.requests.map(({ url }) => decodeURIComponent(url.slice(base.length))),
    [
      "/v1.0/oauth2PermissionGrants?$filter=clientId eq 'a''b'",
      "/v1.0/oauth2PermissionGrants?$filter=clientId eq 'a' and consentType eq 'AllPrincipals'",
      '/v1.0/oauth2PermissionGrants',
    ],
  );
});

test('follows a link that names the port of https, as ARM writes it, and no other port', async () => {
  const next = (port: number) => `https://graph.microsoft.com:${port}/v1.0/users?$skiptoken=a`;
  const fetch = aFetch(aPage([{ id: 'a' }], next(443)), aPage([{ id: 'b' }]), aPage([], next(8443)));
  assert.deepEqual(await listUsers(fetch), [{ id: 'a' }, { id: 'b' }]);
  assert.equal(fetch.requests[1]?.url, `${base}/v1.0/users?$skiptoken=a`);
  await assert.rejects(listUsers(fetch), { code: 'host_refused' });
});

test('shows the tenant itself, and refuses an answer that names none', async () => {
  const fetch = aFetch(aPage([{ id: 't' }]), aPage([]));
  const graph = aGraph(fetch);
  assert.deepEqual(await graph.organization(), { id: 't' });
  await assert.rejects(graph.organization(), { code: 'api_bad_response' });
});

test('gives every item of every page in its order', async () => {
  const fetch = aFetch(
    aPage([1, 2], `${base}/v1.0/users?$skiptoken=a`),
    aPage([], `${base}/v1.0/b`),
    aPage([3]),
  );
  assert.deepEqual(await listUsers(fetch), [1, 2, 3]);
});

test('follows the next link letter by letter', async () => {
  const link = `${base}/v1.0/users?$top=999&$skiptoken=RFNwdAIAAQ~~.x-_&$filter=a%20eq%20%27b%27`;
  const fetch = aFetch(aPage([1], link), aPage([2]));
  await listUsers(fetch);
  assert.equal(fetch.requests[1]?.url, link);
});

test('follows a next link behind a base URL with port and path', async () => {
  const own = 'http://localhost:8443/graph/';
  const fetch = aFetch(aPage([1], 'http://localhost:8443/graph/v1.0/users?page=2'), aPage([2]));
  assert.deepEqual(await listUsers(fetch, own), [1, 2]);
  assert.equal(fetch.requests[1]?.url, 'http://localhost:8443/graph/v1.0/users?page=2');
});

for (const link of [
  'https://elsewhere.example/v1.0/users',
  'https://graph.microsoft.com.elsewhere.example/v1.0/users',
  'https://graph.microsoft.com@elsewhere.example/v1.0/users',
  'https://graph.microsoft.com:8443/v1.0/users',
  'http://graph.microsoft.com/v1.0/users',
  'https://graph.microsoft.com',
  'https://graph.microsoft.com//elsewhere.example',
  'https://graph.microsoft.com/\\elsewhere.example',
  'https://graph.microsoft.com/v1.0/../../x',
  '//elsewhere.example',
  '/v1.0/users?page=2',
  '',
  42,
]) {
  test(`refuses ${JSON.stringify(link)} as the next page, after the items that came before it`, async () => {
    const fetch = aFetch(aPage([1], link));
    const items: unknown[] = [];
    const reading = (async () => {
      for await (const item of aGraph(fetch).users()) items.push(item);
    })();
    await assert.rejects(reading, { code: 'host_refused' });
    assert.deepEqual([items, fetch.requests.length], [[1], 1]);
  });
}

test('asks for a credential for each page, so that a long listing outlives one token', async () => {
  const fetch = aFetch(aPage([1], `${base}/v1.0/users?page=2`), aPage([2]));
  let tokens = 0;
  const credential = async () => ({ value: Secret.of(`access-${++tokens}`), baseUrl: base });
  await Array.fromAsync(createGraph(anApi(fetch, { credential })).users());
  assert.deepEqual(
    fetch.requests.map(({ headers }) => headers?.['authorization']),
    ['Bearer access-1', 'Bearer access-2'],
  );
});

for (const body of ['null', '{}', '{"value":{}}', '[]', '"text"', '']) {
  test(`refuses ${body || 'an empty body'}, which is no collection`, async () => {
    await assert.rejects(listUsers(aFetch(anAnswer(body))), { code: 'api_bad_response' });
  });
}

test('refuses pages that never end', async () => {
  const fetch: Fetch = async () => aPage([1], `${base}/v1.0/users?page=2`);
  await assert.rejects(listUsers(fetch), { code: 'api_bad_response', message: /do not end/ });
});
