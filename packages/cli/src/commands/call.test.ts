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

for (const [resource, start, items] of [
  ['arm', '/subscriptions?page=1', [1, 2, 3]],
  ['defender', '/api/incidents', [{ incidentId: 7 }]],
] as const) {
  test(`follows the pages of ${resource}`, async (t) => {
    const { target } = await anApi(t);
    const output = anOutput();
    await callApi({ ...target, resource, path: start, all: true }, output);
    assert.deepEqual(output.results, [items]);
  });
}

test('says that it knows no pages of other APIs, and of other paths of Defender', async (t) => {
  const { target, usedTokens } = await anApi(t);
  const all = { ...target, all: true };
  await assert.rejects(callApi({ ...all, resource: 'https://vault.azure.net', path: '/x' }, anOutput()), {
    code: 'usage',
  });
  await assert.rejects(callApi({ ...all, resource: 'defender', path: '/api/alerts' }, anOutput()), {
    code: 'invalid_request',
  });
  assert.deepEqual(usedTokens, []);
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
