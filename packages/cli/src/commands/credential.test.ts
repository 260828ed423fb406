import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { checkCertificate, Secret } from '@consentry/core';
import { aDataFolder, aFolderWithoutStore, anOutput } from '../../test/a-data-folder.ts';
import type { Output } from '../terminal/output.ts';
import { createCredential, credentialStatus, rotateCredential } from './credential.ts';

const dayMs = 24 * 60 * 60 * 1000;
const tenant = '11111111-1111-4111-8111-111111111111';

async function aPlace(t: TestContext) {
  const { folder } = await aFolderWithoutStore(t);
  const [certificateFile, privateKeyFile] = [join(folder, 'app.pem'), join(folder, 'app.key')];
  return { folder, certificateFile, privateKeyFile, name: 'Contoso Tools', lifetime: '90d' };
}

function texts(): { readonly output: Output; read(): string } {
  const said: string[] = [];
  const output = {
    json: false,
    result: (text: () => string) => void said.push(text()),
    note: () => undefined,
  };
  return { output, read: () => said.join('\n') };
}

test('makes a certificate that Entra takes, and a key for its owner alone', async (t) => {
  const { folder, ...options } = await aPlace(t);
  const { output, read } = texts();
  await createCredential(options, output);
  const [certificate, key] = [options.certificateFile, options.privateKeyFile].map((file) =>
    readFileSync(file, 'utf8'),
  ) as [string, string];
  assert.ok(checkCertificate({ certificate, privateKey: Secret.of(key) }, Date.now()).ok);
  const { subject, fingerprint, validToDate } = new X509Certificate(certificate);
  assert.equal(subject, 'CN=Contoso Tools');
  assert.ok(Math.abs(validToDate.getTime() - Date.now() - 90 * dayMs) < dayMs);
  assert.equal(statSync(options.privateKeyFile).mode & 0o777, 0o600);
  assert.match(read(), new RegExp(fingerprint.replaceAll(':', '')));
  assert.match(read(), /Upload certificate/);
  for (const line of key.split('\n').slice(1, -2)) assert.ok(!read().includes(line));
  assert.equal(existsSync(join(folder, 'data')), false);
});

for (const file of ['certificateFile', 'privateKeyFile'] as const) {
  test(`overwrites nothing, and leaves nothing behind, where there is a ${file} already`, async (t) => {
    const { folder: _, ...options } = await aPlace(t);
    writeFileSync(options[file], 'mine');
    await assert.rejects(createCredential(options, anOutput()), { code: 'usage' });
    assert.equal(readFileSync(options[file], 'utf8'), 'mine');
    const other = file === 'certificateFile' ? options.privateKeyFile : options.certificateFile;
    assert.equal(existsSync(other), false);
  });
}

test('refuses one file for both halves, and makes none', async (t) => {
  const { folder: _, ...options } = await aPlace(t);
  const { output } = texts();
  const one = { ...options, certificateFile: options.privateKeyFile };
  await assert.rejects(createCredential(one, output), { code: 'usage', message: /cannot be in one file/ });
  assert.equal(existsSync(options.privateKeyFile), false);
});

test('refuses a life that is no life, and a name that is none', async (t) => {
  const { folder: _, ...options } = await aPlace(t);
  for (const wrong of [
    { lifetime: '1h' },
    { lifetime: '2000d' },
    { lifetime: 'a year' },
    { name: 'CN=a,O=b' },
  ]) {
    await assert.rejects(createCredential({ ...options, ...wrong }, anOutput()), { code: 'usage' });
  }
  assert.equal(existsSync(options.privateKeyFile), false);
});

test('says which credential a broker has, and that no rotation is under way', async (t) => {
  const { options } = await aDataFolder(t);
  const output = anOutput();
  await credentialStatus(options, output);
  const [status] = output.results as [{ items: object[]; rotation: unknown }];
  assert.deepEqual(status, {
    items: [{ name: 'application.secretFile', kind: 'secret', state: 'serving' }],
    problems: [],
    rotation: null,
  });
  const { output: lines, read } = texts();
  await credentialStatus(options, lines);
  assert.match(read(), /application\.secretFile +secret .* serving/);
});

const rotation = { tenant, lifetime: '365d', wait: '1m', settle: '1h' };

test('rotates certificates alone', async (t) => {
  const { options } = await aFolderWithoutStore(t);
  await assert.rejects(rotateCredential({ ...options, ...rotation }, anOutput()), {
    code: 'usage',
    message: /by a secret/,
  });
});

test('says what the Key Vault’s own files are in the way of, before anything is made', async (t) => {
  const { folder, options } = await aFolderWithoutStore(t);
  const place = { certificateFile: join(folder, 'app.pem'), privateKeyFile: join(folder, 'app.key') };
  await createCredential({ ...place, name: 'Contoso Tools', lifetime: '90d' }, anOutput());
  const config = join(folder, 'vault.json');
  const keyVault = { url: 'https://contoso.vault.azure.net', tenant };
  const write = (own: object): void =>
    writeFileSync(
      config,
      JSON.stringify({
        application: { id: '11111111-2222-4333-8444-555555555555', ...place },
        keyVault: { ...keyVault, ...own },
      }),
    );
  write(place);
  const run = () => rotateCredential({ ...options, config, ...rotation, giveUp: false }, anOutput());
  await assert.rejects(run(), { code: 'usage', message: /opens the Key Vault/ });
  assert.equal(existsSync(`${place.privateKeyFile}.next.key`), false);
});

test('a rotation that is under way is shown with its step, wherever links lead to its files', async (t) => {
  const { folder, options } = await aDataFolder(t);
  const place = { certificateFile: join(folder, 'real.pem'), privateKeyFile: join(folder, 'real.key') };
  await createCredential({ ...place, name: 'Contoso Tools', lifetime: '90d' }, anOutput());
  for (const end of ['pem', 'key']) symlinkSync(join(folder, `real.${end}`), join(folder, `linked.${end}`));
  const config = join(folder, 'certificate.json');
  const application = {
    id: '11111111-2222-4333-8444-555555555555',
    certificateFile: join(folder, 'linked.pem'),
    privateKeyFile: join(folder, 'linked.key'),
  };
  writeFileSync(config, JSON.stringify({ application }));
  const [oldThumbprint, newThumbprint] = ['A'.repeat(40), 'B'.repeat(40)];
  const journal = {
    version: 1,
    step: 'used',
    oldPublicKey: 'a'.repeat(64),
    newPublicKey: 'b'.repeat(64),
    startedAt: '2026-11-26T12:00:00.000Z',
    application: application.id,
  };
  writeFileSync(
    `${place.privateKeyFile}.rotation`,
    JSON.stringify({ ...journal, tenant, oldThumbprint, newThumbprint }),
  );
  const { output, read } = texts();
  await credentialStatus({ ...options, config }, output);
  assert.match(read(), /A rotation from A{40} to B{40} is under way since 2026-11-26T12:00:00.000Z: used\./);
});
