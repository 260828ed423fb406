import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolvePath } from './call.ts';

const base = 'https://graph.microsoft.com';

for (const path of [
  '/v1.0/me',
  '/v1.0/users/ada@contoso.example',
  '/v1.0/users/ada%20lovelace',
  "/v1.0/users('ada')",
  '/v1/customers?size=500',
  '/v1.0/users?$filter=displayName%20eq%20%27Ada%27&$top=999',
  '/v1.0/users?next=https://elsewhere.example/../x',
  '/v1.0/users?a=b?c=d',
  '/@elsewhere.example',
  '/:8443/x',
]) {
  test(`puts ${path} behind the base URL`, () => {
    const url = new URL(resolvePath(base, path));
    assert.equal(url.origin, base);
    assert.equal(url.pathname, path.split('?')[0]);
  });
}

test('leaves the query as it is', () => {
  const path = '/v1.0/users?$skiptoken=RFNwdAIAAQ~~&$top=999';
  assert.equal(resolvePath(base, path), base + path);
});

test('keeps port and path of a base URL, with a slash at its end or without', () => {
  for (const own of ['http://localhost:8443/graph', 'http://localhost:8443/graph/']) {
    assert.equal(resolvePath(own, '/v1.0/me'), 'http://localhost:8443/graph/v1.0/me');
  }
});

for (const path of [
  '',
  'v1.0/me',
  'https://elsewhere.example/',
  'https://graph.microsoft.com/v1.0/me',
  '@elsewhere.example/',
  '.elsewhere.example/',
  ':443/v1.0/me',
  '?x=1',
  '//elsewhere.example',
  '///elsewhere.example',
  '/\\elsewhere.example',
  '\\\\elsewhere.example',
  '/v1.0\\..\\x',
  '/a/../b',
  '/..',
  '/a/./b',
  '/a/%2e%2e/b',
  '/a/.%2E/b',
  '/a%2f..%2fb',
  '/a%2Fb',
  '/a%5cb',
  '/%5C%5Celsewhere.example',
  '/v1.0/me#x',
  '/v1.0/me\r\nhost: elsewhere.example',
  '/v1.0/me\n',
  '/\t/elsewhere.example',
  ' /v1.0/me',
  '/v1.0/me x',
  '/v1.0/me?a=b c',
  '/v1.0/me?a=b\r\nx: y',
  '/v1.0/me\u2028',
  '/v1.0/\u0000',
]) {
  test(`refuses ${JSON.stringify(path)}`, () => {
    assert.throws(() => resolvePath(base, path), { code: 'host_refused' });
  });
}

test('refuses to climb out of the path of a base URL', () => {
  const own = 'http://localhost:8443/graph';
  for (const path of ['/..', '/../partner-center/v1/customers', '/%2e%2e/x']) {
    assert.throws(() => resolvePath(own, path), { code: 'host_refused' }, path);
  }
});
