import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type TestContext, test } from 'node:test';
import { readApplicationId } from '../src/ids.ts';
import { managedIdentityTokens } from '../src/key-vault/token-source.ts';
import { Secret } from '../src/secret.ts';
import { aGrantId } from './a-grant.ts';
import { aKeyVault, fetchFrom, tokensOf } from './a-key-vault.ts';
import { errorOf } from './builders.ts';

/** No time passes. */
const never = { elapsed: () => 0, wait: () => new Promise<void>(() => undefined) };
const scope = 'https://vault.azure.net/.default';

/** The address at which a machine of Azure App Service gives tokens, and what it was asked for. */
async function aMachine(t: TestContext, answer: () => Promise<{ status: number; body: object }>) {
  const asked: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '/', 'http://machine').searchParams);
    void (async () => {
      const { status, body } = await answer();
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  process.env['IDENTITY_ENDPOINT'] = `http://127.0.0.1:${address.port}/msi/token`;
  process.env['IDENTITY_HEADER'] = 'header';
  t.after(() => {
    delete process.env['IDENTITY_ENDPOINT'];
    delete process.env['IDENTITY_HEADER'];
  });
  return asked;
}

test('opens the vault with the identity of the machine', async (t) => {
  const { sandbox, another, sent } = await aKeyVault(t);
  const source = await tokensOf(sandbox, fetchFrom(sandbox));
  const asked = await aMachine(t, async () => {
    const { value, expiresAt } = await source(scope);
    const expires = String(Math.floor(expiresAt / 1000));
    return {
      status: 200,
      body: {
        access_token: value.reveal(),
        expires_on: expires,
        resource: 'https://vault.azure.net',
        token_type: 'Bearer',
      },
    };
  });
  const identity = readApplicationId('60000000-0000-4000-8000-000000000009');
  const vault = await another({ tokens: await managedIdentityTokens({ clientId: identity, timer: never }) });
  const record = { grant: aGrantId(), version: 1 };
  const ref = await vault.put(record, Secret.of('refresh'));
  assert.equal((await vault.get(ref, record)).reveal(), 'refresh');
  assert.deepEqual(
    asked.map((query) => query.get('client_id')),
    [identity],
  );
  assert.ok(sent.every(({ url }) => url.startsWith(sandbox.origins.vault)));
});

test('says that the machine gives no token, and repeats nothing of what it said', async (t) => {
  await aMachine(t, async () => ({ status: 400, body: { error: 'invalid', error_description: 'canary' } }));
  const source = await managedIdentityTokens({ timer: never });
  const error = await errorOf(() => source(scope));
  assert.equal(error.facts['reason'], 'managed_identity');
  assert.ok(['vault_denied', 'vault_unavailable'].includes(error.code));
  assert.ok(!JSON.stringify([error.message, error.remedy, error.facts]).includes('canary'));
  assert.equal(error.cause, undefined);
});

test('gives up a machine that does not answer', async (t) => {
  await aMachine(t, () => new Promise(() => undefined));
  const source = await managedIdentityTokens({ timer: { elapsed: () => 0, wait: async () => undefined } });
  await assert.rejects(source(scope), { code: 'vault_unavailable', message: /in time/ });
});
