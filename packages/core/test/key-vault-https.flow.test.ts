import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { defaultWorld } from '@consentry/sandbox';
import { createTestSandbox } from '../../sandbox/test/create-test-sandbox.ts';
import { createKeyVault } from '../src/key-vault/key-vault.ts';
import { createNodeFetch } from '../src/node/node-fetch.ts';
import { systemClock, systemRandom, systemTimer } from '../src/node/system.ts';
import { Secret } from '../src/secret.ts';
import { aGrantId } from './a-grant.ts';
import { application, cloudOf, tokensOf, vaultTenant } from './a-key-vault.ts';
import { testVault } from './vault-suite.ts';

/** A vault of a sandbox that listens, under the names that a vault has in the real cloud. */
async function aListeningVault(t: TestContext) {
  const sandbox = createTestSandbox({ world: defaultWorld() });
  t.after(() => sandbox.close());
  await sandbox.listen({
    https: true,
    names: { vault: 'example.vault.localhost', login: 'login.localhost' },
  });
  const ca = sandbox.caCertificate;
  assert.ok(ca !== undefined);
  const fetch = createNodeFetch({ allowLocal: true, ca });
  t.after(() => fetch.close());
  const vault = createKeyVault({
    vaultUrl: sandbox.origins.vault,
    tenant: vaultTenant,
    cloud: cloudOf(sandbox),
    application,
    tokens: await tokensOf(sandbox, fetch),
    fetch,
    clock: systemClock,
    timer: systemTimer,
    random: systemRandom,
  });
  return { sandbox, vault };
}

testVault('Key Vault over https', async (t) => (await aListeningVault(t)).vault);

const first = { grant: aGrantId(), version: 1 };

test('adopts the version that it wrote when the connection broke before the answer', async (t) => {
  const { sandbox, vault } = await aListeningVault(t);
  await vault.probe();
  sandbox.control.playFault({ service: 'vault', method: 'PUT', fault: { kind: 'reset-after' } });
  const ref = await vault.put(first, Secret.of('refresh'));
  assert.equal((await vault.get(ref, first)).reveal(), 'refresh');
  assert.equal(sandbox.ledger.vaultCalls().filter(({ operation }) => operation === 'set').length, 1);
});

test('gives up a vault that hangs', async (t) => {
  const { sandbox, vault } = await aListeningVault(t);
  const ref = await vault.put(first, Secret.of('refresh'));
  sandbox.control.playFault({ service: 'vault', fault: { kind: 'hang' } });
  await assert.rejects(vault.get(ref, first), { code: 'vault_unavailable', message: /in time/ });
  assert.equal((await vault.get(ref, first)).reveal(), 'refresh');
});

test('inflates no more than it takes', async (t) => {
  const { sandbox, vault } = await aListeningVault(t);
  const ref = await vault.put(first, Secret.of('refresh'));
  sandbox.control.playFault({ service: 'vault', fault: { kind: 'gzip-bomb', bytes: 5_000_000 } });
  await assert.rejects(vault.get(ref, first), { code: 'vault_bad_response' });
});
