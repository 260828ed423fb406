import { SignJWT } from 'jose';
import type { Facts } from '../errors.ts';
import type { ApplicationId } from '../ids.ts';
import type { Clock, Random } from '../ports.ts';
import type { Secret } from '../secret.ts';
import {
  type CertificateTerms,
  invalidCredential,
  readCertificate,
  type SigningCertificate,
} from './read-certificate.ts';

/** How our application proves itself to the identity provider. */
export type ClientCredential =
  | {
      readonly kind: 'secret';
      readonly secret: Secret<string>;
      /** Epoch milliseconds, if somebody said when it ends: nothing here knows that. */
      readonly expiresAt?: number | undefined;
    }
  | {
      readonly kind: 'certificate';
      /** PEM. Of several, the first is used; {@link splitCredential} makes a credential of each that has its key. */
      readonly certificate: string;
      /** Unencrypted PKCS#8, PEM. Of several, the one that belongs to the certificate is used. */
      readonly privateKey: Secret<string>;
    };

/** Whether two credentials are one and the same: then neither can serve in the place of the other. */
export function isSameCredential(one: ClientCredential, other: ClientCredential): boolean {
  if (one.kind === 'secret') return other.kind === 'secret' && one.secret.reveal() === other.secret.reveal();
  return other.kind === 'certificate' && one.certificate.trim() === other.certificate.trim();
}

/** Adds the proof to a request for one token endpoint. */
export interface ClientAuthentication {
  /** What the operator calls it; its kind, where nobody said. */
  readonly name: string;
  /** Which credential it is, to be named when it is refused: its kind, name and end, and a certificate's thumbprint. */
  readonly facts: Facts;
  apply(form: URLSearchParams, tokenEndpoint: string): Promise<void>;
  /** When it ends, epoch milliseconds. Undefined: of a secret whose end nobody said. */
  readonly expiresAt: number | undefined;
}

/** `mayHaveEnded`: for one of several credentials, of which another may serve. */
export interface ClientAuthenticationInput extends CertificateTerms {
  readonly clientId: ApplicationId;
  readonly credential: ClientCredential;
  /** What the operator calls it, such as the name of a setting. It stands in errors and in the log. */
  readonly name?: string;
  readonly clock: Clock;
  readonly random: Random;
}

const assertionLifetimeMs = 10 * 60_000;
/** Signing costs about a millisecond; a sweep asks for one tenant's tokens several times in a row. */
const assertionReuseMs = 5 * 60_000;
const keptAssertions = 1_000;

/**
 * Prepares the proof of our application. A certificate makes a signed assertion, PS256, for exactly the token
 * endpoint that it is sent to; it is sent again to the same endpoint for at most five minutes.
 * @throws ConsentryError `invalid_configuration`: the secret is empty; the certificate or key cannot be read,
 * do not belong together, are not RSA of 2048 bits or more, or the certificate is not valid now
 * @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-3
 */
export async function createClientAuthentication(
  input: ClientAuthenticationInput,
): Promise<ClientAuthentication> {
  const { credential, clock } = input;
  return credential.kind === 'secret'
    ? bySecret(input, credential)
    : byCertificate(input, readCertificate(credential, clock.now(), input));
}

function bySecret(
  input: ClientAuthenticationInput,
  { secret, expiresAt }: Extract<ClientCredential, { kind: 'secret' }>,
): ClientAuthentication {
  if (secret.reveal().trim() === '') throw invalidCredential(['the client secret is empty']);
  return {
    ...described(input, expiresAt),
    apply: async (form) => form.set('client_secret', secret.reveal()),
  };
}

function byCertificate(
  input: ClientAuthenticationInput,
  { key, thumbprint, fingerprint, expiresAt }: SigningCertificate,
): ClientAuthentication {
  const { clientId, clock, random } = input;
  const kept = new Map<string, { readonly assertion: string; readonly signedAt: number }>();

  async function assertionFor(tokenEndpoint: string): Promise<string> {
    const now = clock.now();
    const last = kept.get(tokenEndpoint);
    if (last && now >= last.signedAt && now < last.signedAt + assertionReuseMs) return last.assertion;

    const seconds = Math.floor(now / 1000);
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(tokenEndpoint)
      .setJti(Buffer.from(random.bytes(16)).toString('base64url'))
      .setNotBefore(seconds)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + assertionLifetimeMs / 1000)
      .sign(key);

    kept.delete(tokenEndpoint);
    kept.set(tokenEndpoint, { assertion, signedAt: now });
    const oldest = kept.keys().next().value;
    if (kept.size > keptAssertions && oldest !== undefined) kept.delete(oldest);
    return assertion;
  }

  return {
    ...described(input, expiresAt, { credentialThumbprint: fingerprint }),
    async apply(form, tokenEndpoint) {
      const assertion = await assertionFor(tokenEndpoint);
      form.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
      form.set('client_assertion', assertion);
    },
  };
}

function described(
  { credential: { kind }, name }: ClientAuthenticationInput,
  expiresAt: number | undefined,
  more: Facts = {},
): Pick<ClientAuthentication, 'name' | 'facts' | 'expiresAt'> {
  return {
    name: name ?? kind,
    facts: {
      credential: kind,
      ...(name !== undefined && { credentialName: name }),
      ...more,
      ...(expiresAt !== undefined && { credentialEndsAt: new Date(expiresAt).toISOString() }),
    },
    expiresAt,
  };
}
