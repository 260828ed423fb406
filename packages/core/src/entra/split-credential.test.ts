import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ACertificate, aCertificate } from '../../test/a-certificate.ts';
import { Secret } from '../secret.ts';
import type { ClientCredential } from './client-credential.ts';
import { checkCertificate } from './read-certificate.ts';
import { splitCredential } from './split-credential.ts';

const now = Date.now();

function aFile(certificates: readonly string[], keys: readonly string[]): ClientCredential {
  const [certificate, privateKey] = [certificates.join('\n'), Secret.of(keys.join('\n'))];
  return { kind: 'certificate', certificate, privateKey };
}

/** The certificates of those that can be used, without the line end. */
function usable(credential: ClientCredential): string[] {
  return splitCredential(credential).flatMap((one) =>
    one.kind === 'certificate' && checkCertificate(one, now).ok ? [one.certificate.trim()] : [],
  );
}

const pemOf = ({ certificate }: ACertificate): string => certificate.trim();

test('two certificates with their keys are two credentials, in the order of the certificates', async () => {
  const [one, two] = await Promise.all([aCertificate(), aCertificate()]);
  const file = aFile([two.certificate, one.certificate], [one.privateKey, two.privateKey]);
  assert.deepEqual(usable(file), [pemOf(two), pemOf(one)]);
});

test('at each step from one certificate to the next there is one that works: first the key, then the certificate', async () => {
  const [old, next] = await Promise.all([aCertificate(), aCertificate()]);
  const keys = [old.privateKey, next.privateKey];
  const steps = [
    [aFile([old.certificate], [old.privateKey]), [old]],
    [aFile([old.certificate], keys), [old]],
    [aFile([next.certificate, old.certificate], keys), [next, old]],
    [aFile([next.certificate], keys), [next]],
    [aFile([next.certificate], [next.privateKey]), [next]],
  ] as const;
  for (const [file, works] of steps) assert.deepEqual(usable(file), works.map(pemOf));
});

test('a certificate without its key, as in a chain, is no credential', async () => {
  const [leaf, issuer] = await Promise.all([aCertificate(), aCertificate()]);
  assert.deepEqual(usable(aFile([leaf.certificate, issuer.certificate], [leaf.privateKey])), [pemOf(leaf)]);
  assert.deepEqual(usable(aFile([issuer.certificate, leaf.certificate], [leaf.privateKey])), [pemOf(leaf)]);
});

test('certificate and key may stand in one file, with words around them', async () => {
  const { certificate, privateKey } = await aCertificate();
  const text = `For the broker.\n${privateKey}\n${certificate}`;
  assert.equal(usable(aFile([text], [text])).length, 1);
});

test('the same certificate twice is one credential', async () => {
  const { certificate, privateKey } = await aCertificate();
  assert.equal(usable(aFile([certificate, certificate], [privateKey])).length, 1);
});

test('where nothing fits, a check still says what is wrong', async () => {
  const [one, two] = await Promise.all([aCertificate(), aCertificate()]);
  const [whole] = splitCredential(aFile([one.certificate], [two.privateKey]));
  assert.ok(whole.kind === 'certificate');
  const reading = checkCertificate(whole, now);
  assert.ok(!reading.ok && /does not belong/.test(reading.problems[0]?.problem ?? ''));
});
