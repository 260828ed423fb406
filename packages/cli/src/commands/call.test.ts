import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anOutput } from '../../test/a-data-folder.ts';
import { anApi } from '../../test/an-api.ts';
import { callApi } from './call.ts';

const path = '/v1.0/users?page=1';

test('asks the broker for a token for each page, so that a long list outlives one', async (t) => {
  const { usedTokens, issued, target } = await anApi(t);
  const output = anOutput();
  await callApi({ ...target, path, all: true }, output);
  assert.deepEqual(output.results, [[1, 2, 3]]);
  assert.deepEqual(usedTokens, ['Bearer token-1', 'Bearer token-2', 'Bearer token-3']);
  assert.equal(issued(), 3);
});

test('asks for one token for one page', async (t) => {
  const { usedTokens, issued, target } = await anApi(t);
  const output = anOutput();
  await callApi({ ...target, path }, output);
  assert.deepEqual(usedTokens, ['Bearer token-1']);
  assert.equal(issued(), 1);
  assert.deepEqual((output.results[0] as { value: unknown }).value, [1]);
});

test('lets the broker make the call, and asks it for no token', async (t) => {
  const { usedTokens, issued, target } = await anApi(t);
  const options = { ...target, path };
  const output = anOutput();
  await callApi({ ...options, throughBroker: true }, output);
  assert.equal(issued(), 0);
  assert.deepEqual(usedTokens, ['Bearer cty_key'], 'the key goes to the broker');
  assert.deepEqual((output.results[0] as { value: unknown }).value, [1]);
  await assert.rejects(callApi({ ...options, throughBroker: true, all: true }, output), { code: 'usage' });
});
