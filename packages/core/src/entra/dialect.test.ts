import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDialect } from './dialect.ts';

test('finds every dialect but v1 with a code alone, which names nobody that could be believed', () => {
  assert.deepEqual(findDialect('v2', 'code'), { endpoints: 'v2', responseType: 'code' });
  assert.deepEqual(findDialect('v2', 'code id_token'), { endpoints: 'v2', responseType: 'code id_token' });
  assert.deepEqual(findDialect('v1', 'code id_token'), { endpoints: 'v1', responseType: 'code id_token' });
  assert.equal(findDialect('v1', 'code'), undefined);
});
