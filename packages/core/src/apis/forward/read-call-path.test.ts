import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError } from '../../errors.ts';
import { resolvePath } from '../call.ts';
import { findCustomerInPath } from '../partner-center/customer-in-path.ts';
import { readCallPath } from './read-call-path.ts';

const customer = 'abcdef01-2222-4333-8444-555555555555';

function reasonOf(target: string): unknown {
  try {
    readCallPath(target);
  } catch (error) {
    if (isConsentryError(error, 'path_refused')) return error.facts['reason'];
    throw error;
  }
  return 'taken';
}

for (const path of [
  '/v1/customers',
  `/v1/customers/${customer}/users`,
  "/v1.0/applications(appId='x')",
  '/v1.0/users/name%40contoso.example',
  '/v1.0/users/guest_contoso.example%23EXT%23%40fabrikam.example',
  '/subscriptions/1/resourceGroups/a,b+c/providers/Microsoft.Batch/x',
  '/v1.0/me/drive/root:/a%20b.txt:/content',
  '/v1.0/users/%C3%A9',
  '/v1.0/$metadata',
  '/a..b/.well-known/...c',
]) {
  test(`takes ${path}, and no URL parser changes a letter of it`, () => {
    assert.deepEqual(readCallPath(path), { path, query: '' });
    assert.equal(resolvePath('https://api.example/base', path), `https://api.example/base${path}`);
  });
}

for (const [reason, targets] of [
  ['not a path', ['', 'v1/customers', '@evil.example/v1', '.evil.example', '?x', 'https://evil.example/']],
  ['empty part', ['/', '//', '//evil.example/v1', '/v1//customers', '/v1/customers/']],
  ['dots', ['/v1/..', '/v1/../customers', '/./v1', '/v1/.../x']],
  [
    'character',
    [
      '/v1/a@b',
      '/v1/a\\b',
      '/v1;a=b/x',
      '/v1/a b',
      '/v1/a\tb',
      '/v1/a\u0000',
      '/v1/a#b',
      '/v1/é',
      '/v1/{id}',
      '/v1/%',
      '/v1/%2',
      '/v1/%zz',
      '/v1/"',
      '/v1/a|b',
      '/v1/<a>',
      '/v1/\u007f',
    ],
  ],
  [
    'encoded character',
    [
      '/v1/%2e%2e/x',
      '/v1/%2E',
      '/v1/a%2fb',
      '/v1/a%2Fb',
      '/v1/a%5cb',
      '/v1/a%3Bb',
      '/v1/a%3fb',
      '/v1/a%25b',
      '/v1/a%252fb',
      '/v1/a%00',
      '/v1/a%0d%0a',
      '/v1/a%7F',
      '/v1/%63ustomers',
      '/v1.0/%24batch',
      '/v1/a%85b',
    ],
  ],
  ['batch', ['/v1.0/$batch', '/beta/$BATCH', '/v1.0/$batch/x', '/batch', '/Batch']],
  ['too long', [`/${'a'.repeat(2048)}`, `/a?${'a'.repeat(8192)}`]],
  ['query', ['/a?b c', '/a?b#c', '/a?é', '/a?\u0000', '/a?b\n']],
] as const) {
  for (const target of targets) {
    test(`refuses ${JSON.stringify(target.slice(0, 40))}: ${reason}`, () => {
      assert.equal(reasonOf(target), reason);
    });
  }
}

test('passes a query on as it is', () => {
  const query = `?$filter=startswith(a,'b')&x="{}|\\^[]<>&y=../%2e%2f;@?`;
  assert.deepEqual(readCallPath(`/a${query}`), { path: '/a', query });
});

test('finds the customer in whose part of Partner Center a path lies', () => {
  const find = (path: string): unknown => findCustomerInPath(readCallPath(path));
  for (const path of [`/v1/customers/${customer}`, `/v1/customers/${customer.toUpperCase()}/users/1`])
    assert.equal(find(path), customer);
  for (const path of [
    '/v1/customers',
    `/v1/customers/${customer}x`,
    `/v1/customers/x${customer}`,
    `/v1/profiles/${customer}`,
    `/x/v1/customers/${customer}`,
    `/v2/customers/${customer}`,
    '/v1/customers/contoso.example',
  ])
    assert.equal(find(path), undefined, path);
});
