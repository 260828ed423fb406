import { createPrivateKey, X509Certificate } from 'node:crypto';
import { type ClientCredential, Secret } from '@consentry/core';
import type { ConfigFiles } from './config-files.ts';
import type { Report } from './report.ts';
import type { SettingKey, Values } from './settings.ts';

type FileKey = Extract<SettingKey, `application.${string}File`>;

/** Reads one file, or says in the report why not. */
type ReadFile = (key: FileKey, options: { readonly ownerOnly: boolean }) => string | undefined;

/**
 * Reads how our application proves itself: a secret, or a certificate with its private key, each from a file.
 * No problem repeats what a file holds, nor the path of a missing one: it may be the secret itself.
 */
export function readCredential(
  values: Values,
  files: ConfigFiles,
  resolvePath: (path: string) => string,
  report: Report,
): ClientCredential | undefined {
  const hasSecret = values['application.secretFile'] !== undefined;
  const hasCertificate =
    values['application.certificateFile'] !== undefined || values['application.privateKeyFile'] !== undefined;
  const readFile: ReadFile = (key, { ownerOnly }) => {
    const file = values[key];
    if (file === undefined) return undefined;
    const reading = files.read(resolvePath(file));
    if (!reading.ok) {
      report.add(
        key,
        `names a file that is ${reading.reason}`,
        'Name an existing file; relative paths start where the broker was started.',
      );
      return undefined;
    }
    if (ownerOnly && !reading.ownerOnly) {
      report.add(
        key,
        'names a file that others may read or write',
        `Allow only its owner: chmod 600 ${file}`,
      );
      return undefined;
    }
    if (reading.text.trim() === '') {
      report.add(key, 'names an empty file', 'Write the value into it.');
      return undefined;
    }
    return reading.text;
  };

  if (hasSecret && hasCertificate) {
    report.add(
      'application.secretFile',
      'stands beside a certificate',
      'Give either application.secretFile, or application.certificateFile and application.privateKeyFile.',
    );
  }
  if (!hasSecret && !hasCertificate) {
    report.add(
      'application.secretFile',
      'is missing, and there is no certificate either',
      'Give application.secretFile, or application.certificateFile and application.privateKeyFile.',
    );
  }
  const secret = hasSecret ? readSecret(readFile, report) : undefined;
  const certificate = hasCertificate ? readCertificate(values, readFile, report) : undefined;
  return certificate ?? secret;
}

function readSecret(readFile: ReadFile, report: Report): ClientCredential | undefined {
  const text = readFile('application.secretFile', { ownerOnly: true })?.replace(/\r?\n$/, '');
  if (text === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,1024}$/.test(text)) {
    report.add(
      'application.secretFile',
      'names a file that holds more than a secret',
      'Let it hold the secret alone, on one line, without spaces or further lines.',
    );
    return undefined;
  }
  return { kind: 'secret', secret: Secret.of(text) };
}

function readCertificate(values: Values, readFile: ReadFile, report: Report): ClientCredential | undefined {
  for (const key of ['application.certificateFile', 'application.privateKeyFile'] as const) {
    if (values[key] === undefined)
      report.add(key, 'is missing', 'The certificate and its private key go together.');
  }
  const certificate = readFile('application.certificateFile', { ownerOnly: false });
  const privateKey = readFile('application.privateKeyFile', { ownerOnly: true });
  const parsedCertificate =
    certificate === undefined ? undefined : attempt(() => new X509Certificate(certificate));
  const parsedKey = privateKey === undefined ? undefined : attempt(() => createPrivateKey(privateKey));
  if (certificate !== undefined && parsedCertificate === undefined) {
    report.add(
      'application.certificateFile',
      'names a file without a certificate',
      'Write the certificate in PEM.',
    );
  }
  if (privateKey !== undefined && parsedKey === undefined) {
    report.add(
      'application.privateKeyFile',
      'names a file without a readable private key',
      'Write the key as PKCS#8 in PEM, not encrypted.',
    );
  }
  if (!certificate || !privateKey || !parsedCertificate || !parsedKey) return undefined;
  if (!parsedCertificate.checkPrivateKey(parsedKey)) {
    report.add(
      'application.privateKeyFile',
      'does not belong to the certificate',
      'Name the key that the certificate was made with.',
    );
    return undefined;
  }
  return { kind: 'certificate', certificate, privateKey: Secret.of(privateKey) };
}

/** The reason is dropped: a parser's message may quote what it could not parse. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
