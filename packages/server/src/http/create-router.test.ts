import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpoints, type Operation } from '@consentry/core/contract';
import { createRouter } from './create-router.ts';

test('finds every operation of the contract by its method and path, on its own listener and on no other', () => {
  for (const operation of Object.keys(endpoints) as Operation[]) {
    const { listener, method, path } = endpoints[operation];
    const asked = path.replace('{path...}', 'v1.0/users').replaceAll(/\{\w+\}/g, 'a1');
    assert.equal(createRouter(listener)(method, asked)?.operation, operation);
    assert.equal(
      createRouter(listener)(method, `${asked === '/' ? '' : asked}/more/a1/b/c/d`)?.operation === operation,
      path.endsWith('...}'),
    );
    for (const other of ['public', 'api', 'managed-identity'] as const) {
      if (other !== listener)
        assert.equal(createRouter(other)(method, asked), undefined, `${operation} at ${other}`);
    }
  }
});

const find = createRouter('api');

test('decodes what it looks for in a path, and finds nothing where that cannot be', () => {
  assert.deepEqual(find('GET', '/v1/explain/AADSTS%35')?.params, { code: 'AADSTS5' });
  assert.equal(find('GET', '/v1/explain/%zz'), undefined);
  assert.equal(find('GET', '/v1/explain/%ff'), undefined);
});

test('hands on no rest of a path: that is read as it stands in the request line', () => {
  assert.deepEqual(find('GET', '/v1/call/graph/v1.0/users%2e')?.params, { api: 'graph' });
  assert.deepEqual(find('GET', '/v1/call/graph')?.params, { api: 'graph' });
});

test('HEAD leads to where GET leads', () => {
  assert.equal(find('HEAD', '/healthz')?.isAllowed, true);
  assert.equal(find('HEAD', '/v1/tokens')?.isAllowed, false);
});

test('knows a path of which the method is another', () => {
  assert.equal(find('PUT', '/v1/callers')?.isAllowed, false);
  assert.equal(find('POST', '/v1/explain/a')?.isAllowed, false);
  assert.equal(find('constructor', '/v1/callers')?.isAllowed, false);
});

test('finds nothing under the names that every object has, in other cases of letters, or with more behind', () => {
  for (const path of ['/__proto__', '/constructor', '/V1/tokens', '/v1/tokens/', '/v1/tokens\n', '', '/']) {
    assert.equal(find('POST', path), undefined, path);
  }
});
