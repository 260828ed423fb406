import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { aDataFolder, anOutput } from '../../test/a-data-folder.ts';
import { exportGrant } from './export.ts';
import { moveGrants, vaultStatus } from './vault.ts';

test('says where refresh tokens lie, and moves nothing where nothing is to be moved', async (t) => {
  const { options } = await aDataFolder(t);
  const output = anOutput();
  await vaultStatus(options, output);
  await moveGrants(options, output);
  const [status, report] = output.results as readonly object[];
  assert.deepEqual(status, {
    into: 'database',
    vaults: [
      { vault: 'database', isConfigured: true, grants: 0, revoked: 0 },
      { vault: 'key-vault', isConfigured: false, grants: 0, revoked: 0 },
    ],
    left: 0,
  });
  assert.deepEqual(report, { into: 'database', moved: 0, left: 0, revoked: 0, failures: [] });
  assert.equal(process.exitCode, undefined);
});

test('exports to one place that is named, to a public key alone, and leaves no file behind', async (t) => {
  const { folder, options } = await aDataFolder(t);
  const grant = `gra_${'A'.repeat(22)}`;
  const [toFile, recipientKey] = [join(folder, 'export'), join(folder, 'recipient.pub')];
  const to = { ...options, grant, confirm: grant };
  const toVault = 'https://contoso-partner.vault.azure.net';
  for (const wrong of [{}, { toFile }, { toVault, toFile, recipientKey }, { toFile, recipientKey }]) {
    await assert.rejects(exportGrant({ ...to, ...wrong }, anOutput()), { code: 'usage' });
  }
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  await writeFile(recipientKey, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await assert.rejects(exportGrant({ ...to, toFile, recipientKey }, anOutput()), { code: 'usage' });
  await writeFile(recipientKey, publicKey.export({ type: 'spki', format: 'pem' }));
  const sealed = exportGrant({ ...to, toFile, recipientKey }, anOutput());
  await assert.rejects(sealed, { code: 'grant_not_found' });
  assert.ok(!existsSync(toFile));
});

test('exports nothing that was not confirmed by the id of the grant', async (t) => {
  const { options } = await aDataFolder(t);
  const grant = `gra_${'A'.repeat(22)}`;
  const to = { ...options, grant, toVault: 'https://contoso-partner.vault.azure.net' };
  const other = `gra_${'B'.repeat(22)}`;
  await assert.rejects(exportGrant({ ...to, confirm: other }, anOutput()), { code: 'not_confirmed' });
  await assert.rejects(exportGrant({ ...to, confirm: grant }, anOutput()), { code: 'export_refused' });
  const tenant = '11111111-2222-4333-8444-555555555555';
  const whole = exportGrant({ ...to, confirm: grant, vaultTenant: tenant }, anOutput());
  await assert.rejects(whole, { code: 'grant_not_found' });
});
