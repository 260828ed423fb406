import { type CertificateProblem, checkCertificate, type ClientCredential, Secret } from '@consentry/core';
import type { ConfigFiles } from './config-files.ts';
import type { Report } from './report.ts';
import type { SettingKey, Values } from './settings.ts';

type FileKey = Extract<SettingKey, `application.${string}File`>;

/** Reads one file, or says in the report why not. */
type ReadFile = (key: FileKey, options: { readonly ownerOnly: boolean }) => string | undefined;

/**
 * Reads how our application proves itself: a secret, or a certificate with its private key, each from a file.
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
  const certificate = hasCertificate ? readCertificate(values, readFile, report, now) : undefined;
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

const fileOf: Readonly<Record<CertificateProblem['part'], FileKey>> = {
  certificate: 'application.certificateFile',
  privateKey: 'application.privateKeyFile',
};

function readCertificate(
  values: Values,
  readFile: ReadFile,
  report: Report,
  now: number,
): ClientCredential | undefined {
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
