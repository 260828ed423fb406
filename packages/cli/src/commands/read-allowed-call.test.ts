import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAllowedCall } from './read-allowed-call.ts';

test('reads an API and a path, and methods where they are named', () => {
  assert.deepEqual(readAllowedCall('graph:/v1.0/users'), { resource: 'graph', paths: ['/v1.0/users'] });
  assert.deepEqual(readAllowedCall('GET,POST partner-center:/v1/customers'), {
    resource: 'partner-center',
    paths: ['/v1/customers'],
    methods: ['GET', 'POST'],
  });
});

for (const text of [
  '',
  'graph',
  'graph:',
  'graph:v1.0',
  ':/v1.0',
  'get graph:/v1.0',
  'GET:graph:/v1.0',
  'graph:/v1 x',
]) {
  test(`refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => readAllowedCall(text), { code: 'usage' });
  });
}
