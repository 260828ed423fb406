import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { ConsentryError } from '../errors.ts';
import type { Secret } from '../secret.ts';

export interface SigningCertificate {
  readonly key: KeyObject;
  /** Base64url of the SHA-256 of the DER form: how Entra finds the certificate. */
  readonly thumbprint: string;
}

/**
 * Reads a certificate and its key, and checks that they can be used together now.
 * @param now Epoch milliseconds.
 * @throws ConsentryError `invalid_configuration`
 */
export function readCertificate(
  credential: { readonly certificate: string; readonly privateKey: Secret<string> },
  now: number,
): SigningCertificate {
  const certificate = attempt(
    () => new X509Certificate(credential.certificate),
    'the certificate cannot be read as PEM',
  );
  const key = attempt(
    () => createPrivateKey(credential.privateKey.reveal()),
    'the private key cannot be read as unencrypted PKCS#8 PEM',
  );
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) {
    throw invalidCredential('the private key is not RSA of 2048 bits or more');
  }
  if (!certificate.checkPrivateKey(key)) {
    throw invalidCredential('the private key does not belong to the certificate');
  }
  if (now < certificate.validFromDate.getTime()) {
    throw invalidCredential(`the certificate is not valid before ${certificate.validFromDate.toISOString()}`);
  }
  if (now > certificate.validToDate.getTime()) {
    throw invalidCredential(`the certificate expired at ${certificate.validToDate.toISOString()}`);
  }
  return {
    key,
    thumbprint: Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
  };
}

/** The cause is left out: a parser's message may quote what it could not parse. */
function attempt<T>(read: () => T, problem: string): T {
  try {
    return read();
  } catch {
    throw invalidCredential(problem);
  }
}

export function invalidCredential(problem: string): ConsentryError {
  return new ConsentryError('invalid_configuration', {
    message: `The application’s credential is not valid: ${problem}.`,
    facts: { problems: [problem] },
  });
}
