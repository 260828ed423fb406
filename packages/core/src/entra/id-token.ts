import { ConsentryError } from '../errors.ts';
import type { ApplicationId } from '../ids.ts';
import type { Clock } from '../ports.ts';
import type { Secret } from '../secret.ts';
import {
  checkIdToken,
  type IdTokenClaims,
  type IdTokenReading,
  type IdTokenReason,
  longestIdToken,
} from './check-id-token.ts';
import type { Cloud } from './cloud.ts';
import { codeHash } from './code-hash.ts';
import type { Dialect } from './dialect.ts';
import { readUnsignedIdToken } from './read-unsigned-id-token.ts';
import type { SigningKeys } from './signing-keys.ts';
import { verifySignature } from './verify-signature.ts';

export type { IdTokenClaims, IdTokenReason } from './check-id-token.ts';

/** Reads id_tokens: signature, issuer, audience, times and nonce are checked before a claim is believed. */
export interface IdTokenReader {
  /**
   * @param expected `nonce`: compares the token's nonce with the one of this sign-in, in constant time; undefined only for an
   * id_token that came straight from the token endpoint, for a request that has none. `code`: for an id_token that came with a
   * code, which then must belong to it (`c_hash`).
   * @throws ConsentryError `id_token_invalid` with `facts.reason` of {@link IdTokenReason}; for `expired` and
   * `not_yet_valid` also `facts.clockDifferenceMs`, how far the token's time of issue lies before (−) or after
   * (+) our clock, which for a token just received is the difference of the clocks; and those of
   * {@link SigningKeys}
   */
  read(
    idToken: Secret<string>,
    expected: {
      readonly nonce: ((nonce: string) => boolean) | undefined;
      readonly code?: Secret<string>;
    },
  ): Promise<IdTokenClaims>;
  /**
   * Makes sure that the id_token of the token endpoint names the account that came with the code. It must hold as
   * any other. One from v1 may be unsigned: nothing is taken from it, but it still must not speak of another
   * account.
   * @throws ConsentryError as {@link read}, and `id_token_invalid` with the reason `other_account`
   */
  confirm(
    idToken: Secret<string>,
    known: IdTokenClaims,
    expected: { readonly nonce: (nonce: string) => boolean },
  ): Promise<void>;
}

/** What the reading of id_tokens needs. */
export interface IdTokenReaderInput {
  readonly cloud: Cloud;
  readonly clientId: ApplicationId;
  readonly keys: Pick<SigningKeys, 'find'>;
  readonly clock: Clock;
  /** The one that the id_tokens are asked for in. */
  readonly dialect: Dialect;
}

/**
 * Makes a reader of id_tokens for one application. The issuer must be the cloud's for the token's own tenant,
 * and the key must be one that may sign for that issuer: keys of all tenants stand in one list.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer
 */
export function createIdTokenReader(input: IdTokenReaderInput): IdTokenReader {
  const { cloud, clientId, keys, clock } = input;
  const { endpoints } = input.dialect;

  const read: IdTokenReader['read'] = async (idToken, { nonce, code }) => {
    const { claims, key } = take(await verifySignature(idToken, keys, { longest: longestIdToken }));
    const expected = { cloud, clientId, key, nonce, codeHash: code && codeHash(code.reveal()), endpoints };
    return take(checkIdToken(claims, { ...expected, now: clock.now() }));
  };

  return {
    read,
    async confirm(idToken, known, expected) {
      const unsigned = endpoints === 'v1' ? readUnsignedIdToken(idToken.reveal()) : undefined;
      const said = unsigned ?? (await read(idToken, expected));
      const isSame =
        said.tenantId === known.tenantId &&
        said.objectId === known.objectId &&
        said.subject === known.subject;
      if (!isSame) throw invalid('other_account');
    },
  };
}

/** The one place where a reason becomes an error. */
function take<T>(reading: IdTokenReading<T>): T {
  if (reading.ok) return reading.value;
  throw invalid(reading.reason, reading.clockDifferenceMs);
}

function invalid(reason: IdTokenReason, clockDifferenceMs?: number): ConsentryError {
  const by =
    clockDifferenceMs === undefined
      ? ''
      : `; it was issued ${seconds(clockDifferenceMs)} ${clockDifferenceMs < 0 ? 'ago' : 'from now'} by our clock`;
  return new ConsentryError('id_token_invalid', {
    message: `The proof of identity did not hold: ${sentences[reason]}${by}.`,
    facts: { reason, ...(clockDifferenceMs !== undefined && { clockDifferenceMs }) },
  });
}

const seconds = (ms: number): string => `${Math.round(Math.abs(ms) / 1000)} s`;

const sentences: Readonly<Record<IdTokenReason, string>> = {
  malformed: 'it is not an id_token',
  algorithm: 'it is not signed with RS256',
  embedded_key: 'it brings its own key',
  unknown_key: 'its key is not one of the identity provider’s',
  signature: 'the signature is wrong',
  tenant: 'it names no organisation',
  issuer: 'it was issued by somebody else',
  key_issuer: 'its key may not sign for this issuer',
  audience: 'it was issued for another application',
  nonce: 'it belongs to another sign-in',
  code_hash: 'it belongs to another code',
  expired: 'it has expired',
  not_yet_valid: 'it is not valid yet',
  subject: 'it names no account',
  other_account: 'it names another account than the one that came with the code',
};
