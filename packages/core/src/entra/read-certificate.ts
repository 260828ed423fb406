import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { KeyObject as SigningKeyObject } from 'jose';
import { ConsentryError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { listKeyBlocks } from './pem.ts';

export interface SigningCertificate {
  readonly key: SigningKeyObject;
  /** Base64url of the SHA-256 of the DER form: how Entra finds the certificate. */
  readonly thumbprint: string;
  /** SHA-1 of the DER form in hexadecimal: how Microsoft's portals show the certificate. */
  readonly fingerprint: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** A certificate and its private key, both PEM. Of several certificates the first is meant; its key may stand among others. */
export interface CertificateAndKey {
  readonly certificate: string;
  readonly privateKey: Secret<string>;
}

/** What keeps a certificate and its key from being used. Repeats nothing of what could not be read. */
export interface CertificateProblem {
  readonly part: 'certificate' | 'privateKey';
  /** Goes on after the name of the part: "is not RSA of 2048 bits or more". */
  readonly problem: string;
  readonly remedy: string;
}

/** A certificate with its key, or everything that is wrong with the pair. */
export type CertificateReading =
  | { readonly ok: true; readonly value: SigningCertificate }
  | { readonly ok: false; readonly problems: readonly CertificateProblem[] };

/** Which certificates are taken. */
export interface CertificateTerms {
  /** That it has ended is no problem: another credential serves meanwhile. */
  readonly mayHaveEnded?: boolean;
}

/**
 * Checks that a certificate and its key can be read, belong together, are strong enough and can be used now.
 *
 * @param credential a part that is undefined is no problem here, so that the other one can be checked alone;
 *   the reading is then not ok
 * @param now epoch milliseconds
 * @returns every problem, not only the first
 */
export function checkCertificate(
  credential: { readonly [Part in keyof CertificateAndKey]: CertificateAndKey[Part] | undefined },
  now: number,
  terms: CertificateTerms = {},
): CertificateReading {
  const { certificate, privateKey } = credential;
  const parsed = certificate === undefined ? undefined : attempt(() => new X509Certificate(certificate));
  const key = privateKey === undefined ? undefined : findKey(parsed, privateKey);
  const problems: CertificateProblem[] = [];
  if (parsed !== undefined) problems.push(...problemsOfTime(parsed, now, terms));
  else if (certificate !== undefined) problems.push(unreadable.certificate);
  if (key !== undefined) problems.push(...problemsOfStrength(key));
  else if (privateKey !== undefined) problems.push(unreadable.privateKey);
  if (parsed === undefined || key === undefined) return { ok: false, problems };
  if (!parsed.checkPrivateKey(key)) problems.push(strangers);
  return problems.length > 0
    ? { ok: false, problems }
    : {
        ok: true,
        value: {
          key,
          thumbprint: thumbprintOf(parsed),
          fingerprint: parsed.fingerprint.replaceAll(':', ''),
          expiresAt: parsed.validToDate.getTime(),
        },
      };
}

/**
 * Reads a certificate and its key, and checks that they can be used together now.
 *
 * @param now epoch milliseconds
 * @throws ConsentryError `invalid_configuration`: names every problem of {@link checkCertificate}
 */
export function readCertificate(
  credential: CertificateAndKey,
  now: number,
  terms: CertificateTerms = {},
): SigningCertificate {
  const reading = checkCertificate(credential, now, terms);
  if (reading.ok) return reading.value;
  const names = { certificate: 'the certificate', privateKey: 'the private key' };
  throw invalidCredential(reading.problems.map(({ part, problem }) => `${names[part]} ${problem}`));
}

const unreadable: Readonly<Record<CertificateProblem['part'], CertificateProblem>> = {
  certificate: {
    part: 'certificate',
    problem: 'cannot be read as PEM',
    remedy: 'Give the certificate in PEM, beginning with -----BEGIN CERTIFICATE-----.',
  },
  privateKey: {
    part: 'privateKey',
    problem: 'cannot be read as unencrypted PKCS#8 PEM',
    remedy: 'Give the key as PKCS#8 in PEM, not encrypted.',
  },
};

const strangers: CertificateProblem = {
  part: 'privateKey',
  problem: 'does not belong to the certificate',
  remedy: 'Give the key that the certificate was made with.',
};

function problemsOfTime(
  certificate: X509Certificate,
  now: number,
  { mayHaveEnded = false }: CertificateTerms,
): readonly CertificateProblem[] {
  const { validFromDate, validToDate } = certificate;
  const part = 'certificate';
  if (now < validFromDate.getTime()) {
    const problem = `is not valid before ${validFromDate.toISOString()}`;
    return [{ part, problem, remedy: 'Use another one, or set the clock of this machine right.' }];
  }
  if (now > validToDate.getTime() && !mayHaveEnded) {
    const problem = `expired at ${validToDate.toISOString()}`;
    return [{ part, problem, remedy: 'Make a new one and upload it to the app registration.' }];
  }
  return [];
}

function problemsOfStrength(key: KeyObject): readonly CertificateProblem[] {
  if (key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048) return [];
  const problem = 'is not RSA of 2048 bits or more';
  return [
    { part: 'privateKey', problem, remedy: 'Make a certificate with an RSA key of 2048 bits or more.' },
  ];
}

/** Whether the key of this certificate stands among these. */
export function hasKeyAmong(certificate: string, privateKeys: Secret<string>): boolean {
  const parsed = attempt(() => new X509Certificate(certificate));
  const key = parsed && findKey(parsed, privateKeys);
  return key !== undefined && parsed?.checkPrivateKey(key) === true;
}

/** The key of the certificate, or where it is not among these, the first of them. */
function findKey(
  certificate: X509Certificate | undefined,
  privateKeys: Secret<string>,
): KeyObject | undefined {
  const text = privateKeys.reveal();
  const blocks = listKeyBlocks(text);
  const keys = (blocks.length === 0 ? [text] : blocks).flatMap(
    (block) => attempt(() => createPrivateKey(block)) ?? [],
  );
  return keys.find((key) => certificate?.checkPrivateKey(key)) ?? keys[0];
}

function thumbprintOf(certificate: X509Certificate): string {
  return Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
}

/** The cause is left out: a parser's message may quote what it could not parse. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

export function invalidCredential(problems: readonly string[]): ConsentryError {
  return new ConsentryError('invalid_configuration', {
    message: `The application’s credential is not valid: ${problems.join('; ')}.`,
    facts: { problems: [...problems] },
  });
}
