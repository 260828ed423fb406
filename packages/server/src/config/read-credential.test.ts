import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aCertificate } from '../../../core/test/a-certificate.ts';
import type { ConfigFiles } from './config-files.ts';
import { gatherValues } from './gather-values.ts';
import { readApplicationCredentials } from './read-application-credentials.ts';
import { readCredential } from './read-credential.ts';
import { createReport } from './report.ts';

const now = Date.UTC(2026, 10, 20, 12);
const dayMs = 86_400_000;
/** Valid now. */
const validity = { validFrom: now - dayMs, validTo: now + dayMs };

/** @param privateKey undefined: there is no such file */
function readWith(certificate: string, privateKey: string | undefined) {
  const texts = new Map([['/app.pem', { text: certificate, ownerOnly: false }]]);
  if (privateKey !== undefined) texts.set('/app.key', { text: privateKey, ownerOnly: true });
  const files: ConfigFiles = {
    look: () => ({ kind: 'nothing' }),
    read(path) {
      const file = texts.get(path);
      return file === undefined ? { ok: false, reason: 'missing' } : { ok: true, ...file };
    },
  };
  const environment = {
    CONSENTRY_APPLICATION_CERTIFICATE_FILE: 'app.pem',
    CONSENTRY_APPLICATION_PRIVATE_KEY_FILE: 'app.key',
  };
  const { values } = gatherValues(environment, undefined, [], createReport());
  const report = createReport();
  const credential = readCredential(
    { values, files, resolvePath: (path) => `/${path}`, report, now },
    'application',
  );
  return { kind: credential?.kind, problems: report.problems.map(({ problem }) => problem) };
}

test('reads a certificate with its key, and refuses the key of another one', async () => {
  const [mine, other] = await Promise.all([aCertificate(validity), aCertificate(validity)]);
  assert.deepEqual(readWith(mine.certificate, mine.privateKey), { kind: 'certificate', problems: [] });
  assert.deepEqual(readWith(mine.certificate, other.privateKey), {
    kind: undefined,
    problems: ['does not belong to the certificate'],
  });
});

test('names both files when neither can be read', () => {
  assert.deepEqual(readWith('no certificate', 'no key').problems, [
    'cannot be read as PEM',
    'cannot be read as unencrypted PKCS#8 PEM',
  ]);
});

test('refuses a certificate that is not valid now, and a key that Entra takes no signature of', async () => {
  const expired = await aCertificate({ validFrom: now - 2 * dayMs, validTo: now - dayMs });
  assert.deepEqual(readWith(expired.certificate, expired.privateKey), {
    kind: undefined,
    problems: ['expired at 2026-11-19T12:00:00.000Z'],
  });
  const early = await aCertificate({ validFrom: now + dayMs, validTo: now + 2 * dayMs });
  assert.deepEqual(readWith(early.certificate, early.privateKey).problems, [
    'is not valid before 2026-11-21T12:00:00.000Z',
  ]);
  const weak = await aCertificate({ ...validity, modulusLength: 1024 });
  assert.deepEqual(readWith(weak.certificate, weak.privateKey).problems, ['is not RSA of 2048 bits or more']);
});

test('names everything that is wrong with a certificate and its key at once', async () => {
  const expired = await aCertificate({ validFrom: now - 2 * dayMs, validTo: now - dayMs });
  const weak = await aCertificate({ ...validity, modulusLength: 1024 });
  assert.deepEqual(readWith(expired.certificate, weak.privateKey).problems, [
    'expired at 2026-11-19T12:00:00.000Z',
    'is not RSA of 2048 bits or more',
    'does not belong to the certificate',
  ]);
});

test('says what is wrong with a certificate also where its key is missing', async () => {
  const expired = await aCertificate({ validFrom: now - 2 * dayMs, validTo: now - dayMs });
  assert.deepEqual(readWith(expired.certificate, undefined).problems, [
    'names a file that is missing',
    'expired at 2026-11-19T12:00:00.000Z',
  ]);
});

type Pair = Awaited<ReturnType<typeof aCertificate>>;

/** Reads two certificates of the application. */
function readBoth(first: Pair, second: Pair) {
  const texts = new Map([
    ['/first.pem', first.certificate],
    ['/first.key', first.privateKey],
    ['/second.pem', second.certificate],
    ['/second.key', second.privateKey],
  ]);
  const files: ConfigFiles = {
    look: () => ({ kind: 'nothing' }),
    read: (path) => ({ ok: true, text: texts.get(path) ?? '', ownerOnly: true }),
  };
  const environment = {
    CONSENTRY_APPLICATION_CERTIFICATE_FILE: 'first.pem',
    CONSENTRY_APPLICATION_PRIVATE_KEY_FILE: 'first.key',
    CONSENTRY_APPLICATION_SECOND_CERTIFICATE_FILE: 'second.pem',
    CONSENTRY_APPLICATION_SECOND_PRIVATE_KEY_FILE: 'second.key',
  };
  const { values } = gatherValues(environment, undefined, [], createReport());
  const report = createReport();
  const read = readApplicationCredentials({ values, files, resolvePath: (path) => `/${path}`, report, now });
  return {
    kinds: read.map((credential) => credential?.kind),
    problems: report.problems.map(({ name, problem }) => `${name} ${problem}`),
  };
}

test('of two certificates either may have ended, and not both', async () => {
  const good = await aCertificate(validity);
  const ended = await aCertificate({ validFrom: now - 2 * dayMs, validTo: now - dayMs });
  const other = await aCertificate({ validFrom: now - 3 * dayMs, validTo: now - 2 * dayMs });
  const both = { kinds: ['certificate', 'certificate'], problems: [] };
  assert.deepEqual(readBoth(ended, good), both);
  assert.deepEqual(readBoth(good, ended), both);
  assert.deepEqual(readBoth(ended, other).problems, [
    'application.certificateFile expired at 2026-11-19T12:00:00.000Z',
    'application.second.certificateFile expired at 2026-11-18T12:00:00.000Z',
  ]);
});

test('a second certificate that cannot be used excuses nothing', async () => {
  const ended = await aCertificate({ validFrom: now - 2 * dayMs, validTo: now - dayMs });
  const early = await aCertificate({ validFrom: now + dayMs, validTo: now + 2 * dayMs });
  assert.deepEqual(readBoth(ended, early).problems, [
    'application.second.certificateFile is not valid before 2026-11-21T12:00:00.000Z',
    'application.certificateFile expired at 2026-11-19T12:00:00.000Z',
  ]);
});
