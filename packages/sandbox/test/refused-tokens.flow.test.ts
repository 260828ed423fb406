import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiCallRecord } from '../src/index.ts';
import { anApplicationAt, anApplicationToken, createApiCaller } from './api-client.ts';
import { createExampleClient } from './example-client.ts';

const APIS: [ApiCallRecord['service'], string, string][] = [
  ['graph', 'https://graph.microsoft.com', '/v1.0/users'],
  ['arm', 'https://management.azure.com', '/tenants?api-version=2022-12-01'],
  ['defender', 'https://api.security.microsoft.com', '/api/incidents'],
];

for (const [service, resource, path] of APIS) {
  test(`${service} refuses a token that a test had refused, again and again, and takes another one`, async () => {
    const caller = await anApplicationAt(service, resource);
    const { client } = caller;
    const fault = client.sandbox.control.playFault({ service, fault: { kind: 'refuse-token' } });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const answer = await caller.get(path);
      assert.equal(answer.status, 401);
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/);
    }
    assert.equal(fault.played(), 1);
    const other = createApiCaller(client, service, await anApplicationToken(client, resource));
    assert.notEqual((await other.get(path)).status, 401);
  });

  test(`${service} answers with a claims challenge, until another token comes`, async () => {
    const caller = await anApplicationAt(service, resource);
    const { client } = caller;
    const claims = { access_token: { acrs: { essential: true, value: 'c1' } } };
    client.sandbox.control.playFault({ service, fault: { kind: 'claims-challenge', claims } });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const header = (await caller.get(path)).headers.get('www-authenticate') ?? '';
      const [, encoded = ''] = /error="insufficient_claims", claims="([A-Za-z0-9+/=]+)"/.exec(header) ?? [];
      assert.deepEqual(JSON.parse(Buffer.from(encoded, 'base64').toString()), claims);
    }
    const other = createApiCaller(client, service, await anApplicationToken(client, resource));
    client.sandbox.control.playFault({ service, fault: { kind: 'claims-challenge' } });
    const header = (await other.get(path)).headers.get('www-authenticate') ?? '';
    const [, encoded = ''] = /claims="([^"]+)"/.exec(header) ?? [];
    assert.match(Buffer.from(encoded, 'base64').toString(), /^\{"access_token":\{"nbf":/);
  });
}

test('a fault about an access token does not go with the sign-in', async () => {
  const { sandbox } = await createExampleClient();
  for (const kind of ['refuse-token', 'claims-challenge'] as const)
    assert.throws(
      () => sandbox.control.playFault({ service: 'login', fault: { kind } }),
      /access tokens only/,
    );
});
