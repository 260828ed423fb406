import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { anOutput } from '../../test/a-data-folder.ts';
import { callApi } from './call.ts';

const tenant = '11111111-2222-4333-8444-555555555555';

/** A program at the other end that gives numbered tokens, and an API of three pages. */
async function anApi(t: TestContext) {
  const usedTokens: (string | undefined)[] = [];
  let issued = 0;
  const answer = ({ method, url, headers }: IncomingMessage, origin: string): unknown => {
    if (method === 'POST') {
      issued += 1;
      return {
        accessToken: `token-${issued}`,
        tokenType: 'Bearer',
        expiresAt: '2026-11-20T12:00:00.000Z',
        tenant,
        resource: 'graph',
        scopes: [],
        access: 'delegated',
        missingScopes: [],
        fromCache: false,
        baseUrl: origin,
        cloud: 'test-cloud',
      };
    }
    usedTokens.push(headers.authorization);
    const page = Number(new URL(url ?? '', origin).searchParams.get('page'));
    return {
      value: [page],
      ...(page < 3 ? { '@odata.nextLink': `${origin}/v1.0/users?page=${page + 1}` } : {}),
    };
  };
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer(request, `http://127.0.0.1:${port}`)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const folder = await mkdtemp(join(tmpdir(), 'consentry-call-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const keyFile = join(folder, 'caller.key');
  await writeFile(keyFile, 'cty_key\n', { mode: 0o600 });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = { url, keyFile, partner: tenant, customer: tenant, resource: 'graph' };
  return { usedTokens, issued: () => issued, options: { ...options, path: '/v1.0/users?page=1' } };
}

test('asks the broker for a token for each page, so that a long list outlives one', async (t) => {
  const { usedTokens, issued, options } = await anApi(t);
  const output = anOutput();
  await callApi({ ...options, all: true }, output);
  assert.deepEqual(output.results, [[1, 2, 3]]);
  assert.deepEqual(usedTokens, ['Bearer token-1', 'Bearer token-2', 'Bearer token-3']);
  assert.equal(issued(), 3);
});

test('asks for one token for one page', async (t) => {
  const { usedTokens, issued, options } = await anApi(t);
  const output = anOutput();
  await callApi(options, output);
  assert.deepEqual(usedTokens, ['Bearer token-1']);
  assert.equal(issued(), 1);
  assert.deepEqual((output.results[0] as { value: unknown }).value, [1]);
});
