import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isGuid, type OutgoingRequest } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { createCorrelation } from './correlation.ts';

const login = 'https://login.example';

/** The header that arrives. */
async function headerOf(request: Partial<OutgoingRequest>, requestId?: string): Promise<string | undefined> {
  const correlation = createCorrelation(systemRandom);
  let header: string | undefined;
  const fetch = correlation.naming(
    async ({ headers }) => {
      header = headers?.['client-request-id'];
      return { status: 200, headers: {}, body: new Uint8Array() };
    },
    [login],
  );
  const send = () =>
    fetch({ method: 'GET', url: `${login}/keys`, deadlineMs: 1, maxResponseBytes: 1, ...request });
  await (requestId === undefined ? send() : correlation.run(requestId, send));
  return header;
}

const id = '11111111-2222-4333-8444-555555555555';

test('names the request in which it is sent', async () => {
  assert.equal(await headerOf({}, id), id);
});

test('has an id of its own outside a request', async () => {
  assert.ok(isGuid(await headerOf({})));
});

test('leaves an id alone that is there already', async () => {
  assert.equal(await headerOf({ headers: { 'client-request-id': 'own' } }, id), 'own');
});

test('tells other hosts nothing of our requests', async () => {
  assert.equal(await headerOf({ url: 'https://login.example.elsewhere/keys' }, id), undefined);
});
