import {
  type CertificateProblem,
  type ClientCredential,
  checkCertificate,
  Secret,
  splitCredential,
} from '@consentry/core';
import { type FileSources, readOpenFile, readOwnFile, readOwnLine } from './read-own-file.ts';
import type { Problem, Report } from './report.ts';
import type { SettingKey } from './settings.ts';

/** Whose credential: the application's that partners consent to, or that of the identity that opens the vault. */
type Owner = 'application' | 'application.second' | 'keyVault';
type FileKey = Extract<SettingKey, `${Owner}.${string}File`>;

/** Where a credential is read from, and where its problems go. */
export interface CredentialSources extends FileSources {
  /** Epoch milliseconds, for the validity of the certificate. */
  readonly now: number;
}

export interface CredentialReading {
  /** Undefined: the report says why. */
  readonly credential: ClientCredential | undefined;
  /** That the certificate has ended, where nothing else is wrong with it. It is not in the report yet. */
  readonly ended?: Problem;
}

/**
 * Reads how an application proves itself: a secret, or a certificate with its private key, each from a file.
 * No problem repeats what a file holds, nor the path of a missing one: it may be the secret itself.
 */
export function readCredential(sources: CredentialSources, owner: Owner): ClientCredential | undefined {
  const reading = readCredentialOrItsEnd(sources, owner);
  reportEnd(reading, sources.report);
  return reading.ended === undefined ? reading.credential : undefined;
}

/** As {@link readCredential}, for one of several: whether it matters that it has ended is left to who reads all of them. */
export function readCredentialOrItsEnd(sources: CredentialSources, owner: Owner): CredentialReading {
  const { values, report } = sources;
  const hasSecret = values[`${owner}.secretFile`] !== undefined;
  const hasCertificate =
    values[`${owner}.certificateFile`] !== undefined || values[`${owner}.privateKeyFile`] !== undefined;
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
  const secret = hasSecret ? readSecret(owner, sources) : undefined;
  return hasCertificate ? readCertificate(owner, sources) : { credential: secret };
}

export function reportEnd({ ended }: CredentialReading, report: Report): void {
  if (ended !== undefined) report.add(ended.name, ended.problem, ended.remedy);
}

function readSecret(owner: Owner, sources: CredentialSources): ClientCredential | undefined {
  const text = readOwnLine(sources, `${owner}.secretFile`, {
    pattern: /^[\x21-\x7e]{1,1024}$/,
    problem: 'names a file that holds more than a secret',
    remedy: 'Let it hold the secret alone, on one line, without spaces or further lines.',
  });
  if (text === undefined) return undefined;
  const expiresAt = owner === 'keyVault' ? undefined : sources.values[`${owner}.secretExpiresAt`];
  return { kind: 'secret', secret: Secret.of(text), ...(expiresAt !== undefined && { expiresAt }) };
}

function filesOf(owner: Owner): Readonly<Record<CertificateProblem['part'], FileKey>> {
  return { certificate: `${owner}.certificateFile`, privateKey: `${owner}.privateKeyFile` };
}

function readCertificate(owner: Owner, sources: CredentialSources): CredentialReading {
  const { values, report, now } = sources;
  const fileOf = filesOf(owner);
  for (const key of Object.values(fileOf)) {
    if (values[key] === undefined)
      report.add(key, 'is missing', 'The certificate and its private key go together.');
  }
  const certificate = readOpenFile(sources, fileOf.certificate);
  const text = readOwnFile(sources, fileOf.privateKey);
  const privateKey = text === undefined ? undefined : Secret.of(text);
  const name = ({ part, problem, remedy }: CertificateProblem): Problem => ({
    name: fileOf[part],
    problem,
    remedy,
  });
  if (certificate === undefined || privateKey === undefined) {
    const { problems } = problemsOf({ certificate, privateKey }, now);
    for (const one of problems.map(name)) report.add(one.name, one.problem, one.remedy);
    return { credential: undefined };
  }
  const credential = { kind: 'certificate', certificate, privateKey } as const;
  const checks = splitCredential(credential).map((one) => problemsOf({ ...credential, ...one }, now));
  const unusable = checks.filter(({ isOnlyEnd }) => !isOnlyEnd).flatMap(({ problems }) => problems);
  if (unusable.length > 0) {
    for (const one of unusable.map(name)) report.add(one.name, one.problem, one.remedy);
    return { credential: undefined };
  }
  // Of several in one file, as of two files, one that is good is enough.
  const [ended] = checks.every(({ problems }) => problems.length > 0)
    ? checks.flatMap(({ problems }) => problems).map(name)
    : [];
  return { credential, ...(ended !== undefined && { ended }) };
}

/** `isOnlyEnd`: without its end nothing is wrong with it. */
function problemsOf(
  given: Parameters<typeof checkCertificate>[0],
  now: number,
): { readonly problems: readonly CertificateProblem[]; readonly isOnlyEnd: boolean } {
  const reading = checkCertificate(given, now);
  const problems = reading.ok ? [] : reading.problems;
  return { problems, isOnlyEnd: checkCertificate(given, now, { mayHaveEnded: true }).ok };
}
