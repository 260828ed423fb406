import { type CertificateProblem, checkCertificate, type ClientCredential, Secret } from '@consentry/core';
import type { ConfigFiles } from './config-files.ts';
import type { Report } from './report.ts';
import type { SettingKey, Values } from './settings.ts';

/** Whose credential: the application's that partners consent to, or that of the identity that opens the vault. */
type Owner = 'application' | 'keyVault';
type FileKey = Extract<SettingKey, `${Owner}.${string}File`>;

/** Reads one file, or says in the report why not. */
type ReadFile = (key: FileKey, options: { readonly ownerOnly: boolean }) => string | undefined;

/**
 * Reads how an application proves itself: a secret, or a certificate with its private key, each from a file.
 * No problem repeats what a file holds, nor the path of a missing one: it may be the secret itself.
 *
 * @param now epoch milliseconds, for the validity of the certificate
 */
export function readCredential(
  values: Values,
  files: ConfigFiles,
  resolvePath: (path: string) => string,
  report: Report,
  now: number,
  owner: Owner = 'application',
): ClientCredential | undefined {
  const hasSecret = values[`${owner}.secretFile`] !== undefined;
  const hasCertificate =
    values[`${owner}.certificateFile`] !== undefined || values[`${owner}.privateKeyFile`] !== undefined;
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
      `${owner}.secretFile`,
      'stands beside a certificate',
      `Give either ${owner}.secretFile, or ${owner}.certificateFile and ${owner}.privateKeyFile.`,
    );
  }
  if (!hasSecret && !hasCertificate) {
    report.add(
      `${owner}.secretFile`,
      'is missing, and there is no certificate either',
      `Give ${owner}.secretFile, or ${owner}.certificateFile and ${owner}.privateKeyFile.`,
    );
  }
  const secret = hasSecret ? readSecret(owner, readFile, report) : undefined;
  const certificate = hasCertificate ? readCertificate(owner, values, readFile, report, now) : undefined;
  return certificate ?? secret;
}

function readSecret(owner: Owner, readFile: ReadFile, report: Report): ClientCredential | undefined {
  const text = readFile(`${owner}.secretFile`, { ownerOnly: true })?.replace(/\r?\n$/, '');
  if (text === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,1024}$/.test(text)) {
    report.add(
      `${owner}.secretFile`,
      'names a file that holds more than a secret',
      'Let it hold the secret alone, on one line, without spaces or further lines.',
    );
    return undefined;
  }
  return { kind: 'secret', secret: Secret.of(text) };
}

function filesOf(owner: Owner): Readonly<Record<CertificateProblem['part'], FileKey>> {
  return { certificate: `${owner}.certificateFile`, privateKey: `${owner}.privateKeyFile` };
}

function readCertificate(
  owner: Owner,
  values: Values,
  readFile: ReadFile,
  report: Report,
  now: number,
): ClientCredential | undefined {
  const fileOf = filesOf(owner);
  for (const key of Object.values(fileOf)) {
    if (values[key] === undefined)
      report.add(key, 'is missing', 'The certificate and its private key go together.');
  }
  const certificate = readFile(fileOf.certificate, { ownerOnly: false });
  const text = readFile(fileOf.privateKey, { ownerOnly: true });
  const privateKey = text === undefined ? undefined : Secret.of(text);
  const reading = checkCertificate({ certificate, privateKey }, now);
  if (!reading.ok) {
    for (const { part, problem, remedy } of reading.problems) report.add(fileOf[part], problem, remedy);
  }
  if (!reading.ok || certificate === undefined || privateKey === undefined) return undefined;
  return { kind: 'certificate', certificate, privateKey };
}
