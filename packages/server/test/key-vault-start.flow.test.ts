import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld } from '@consentry/sandbox';
import { createTestSandbox } from '../../sandbox/test/create-test-sandbox.ts';
import { createLog, nodeConfigFiles, readConfig, startBroker } from '../src/index.ts';

/** A cloud that listens with https, and a configuration file of a broker that keeps refresh tokens in its Key Vault. */
async function aConfiguredBroker(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'consentry-vault-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const sandbox = createTestSandbox({ world: defaultWorld() });
  t.after(() => sandbox.close());
  const caFile = join(folder, 'ca.pem');
  const names = { vault: 'example.vault.localhost', login: 'login.localhost' };
  await sandbox.listen({ https: true, caFile, names });
  const secretFile = join(folder, 'secret');
  writeFileSync(secretFile, DEFAULT_APPLICATION.secret, { mode: 0o600 });

  const start = (keyVault: object = {}) => {
    const settings = {
      cloud: {
        name: 'test-cloud',
        loginBaseUrl: sandbox.origins.login,
        partnerCenterBaseUrl: sandbox.origins.partnerCenter,
        graphBaseUrl: sandbox.origins.graph,
        allowLocal: true,
        caFile,
      },
      application: { id: DEFAULT_APPLICATION.clientId, secretFile },
      publicUrl: 'http://localhost:44395',
      publicListener: { port: 0 },
      apiListener: { port: 0 },
      dataDir: join(folder, 'data'),
      keyVault: { url: sandbox.origins.vault, tenant: DEFAULT_TENANTS.vendor, ...keyVault },
    };
    const file = { path: 'consentry.json', text: JSON.stringify(settings) };
    const config = readConfig({
      environment: {},
      file,
      files: nodeConfigFiles,
      directory: folder,
      now: Date.now(),
    });
    return startBroker(config, { log: createLog('silent') });
  };
  return { sandbox, folder, start };
}

test('a broker starts on a Key Vault by its configuration alone, and writes nothing there', async (t) => {
  const { sandbox, start } = await aConfiguredBroker(t);
  const broker = await start();
  const calls = sandbox.ledger.vaultCalls();
  await broker.close();
  assert.ok(calls.some(({ operation, status }) => operation === 'get' && status === 404));
  assert.ok(calls.some(({ operation, status }) => operation === 'update' && status === 404));
  assert.ok(!calls.some(({ operation }) => operation === 'set'));
});

test('a broker does not start on a vault of another tenant than it is told, and leaves nothing open', async (t) => {
  const { sandbox, folder, start } = await aConfiguredBroker(t);
  await assert.rejects(start({ tenant: DEFAULT_TENANTS.partnerOne }), { code: 'vault_denied' });
  assert.equal(sandbox.ledger.tokenRequests().length, 0);
  assert.ok(existsSync(join(folder, 'data', 'state.db')));
  await (await start()).close();
});

test('a broker does not start with an identity that the vault does not let in', async (t) => {
  const { sandbox, start } = await aConfiguredBroker(t);
  sandbox.world.vaults[0]?.access.splice(0);
  await assert.rejects(start(), { code: 'vault_denied' });
});

test('a broker starts while the vault is out of order', async (t) => {
  const { sandbox, start } = await aConfiguredBroker(t);
  sandbox.control.playFault({ service: 'vault', times: 'always', fault: { kind: 'answer', status: 503 } });
  await (await start()).close();
});
