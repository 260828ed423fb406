import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aCertificate } from '../../../core/test/a-certificate.ts';
import type { ConfigFiles } from './config-files.ts';
import { gatherValues } from './gather-values.ts';
import { readCredential } from './read-credential.ts';
import { createReport } from './report.ts';

function readWith(certificate: string, privateKey: string) {
  const texts = new Map([
    ['/app.pem', { text: certificate, ownerOnly: false }],
    ['/app.key', { text: privateKey, ownerOnly: true }],
  ]);
  const files: ConfigFiles = {
    read(path) {
      const file = texts.get(path);
      return file === undefined ? { ok: false, reason: 'missing' } : { ok: true, ...file };
    },
  };
  const environment = {
    CONSENTRY_APPLICATION_CERTIFICATE_FILE: 'app.pem',
    CONSENTRY_APPLICATION_PRIVATE_KEY_FILE: 'app.key',
  };
  const values = gatherValues(environment, undefined, [], createReport());
  const report = createReport();
  const credential = readCredential(values, files, (path) => `/${path}`, report);
  return { kind: credential?.kind, problems: report.problems.map(({ problem }) => problem) };
}

test('reads a certificate with its key, and refuses the key of another one', async () => {
  const [mine, other] = await Promise.all([aCertificate(), aCertificate()]);
  assert.deepEqual(readWith(mine.certificate, mine.privateKey), { kind: 'certificate', problems: [] });
  assert.deepEqual(readWith(mine.certificate, other.privateKey), {
    kind: undefined,
    problems: ['does not belong to the certificate'],
  });
});

test('names both files when neither can be read', () => {
  assert.deepEqual(readWith('no certificate', 'no key').problems, [
    'names a file without a certificate',
    'names a file without a readable private key',
  ]);
});
