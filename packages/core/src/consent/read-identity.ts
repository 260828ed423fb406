import type { IdTokenClaims, IdTokenReader } from '../entra/id-token.ts';
import { ConsentryError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { matchesDigest } from './digest.ts';
import type { Invitation } from './invitation.ts';

/** An id_token, and what it must belong to. */
export interface IdentityProof {
  readonly idToken: Secret<string> | undefined;
  /** Undefined where the request had no nonce: that of a refresh token or of a device code. */
  readonly nonceDigest: string | undefined;
  /** The code that the id_token came with, in the hybrid flow. */
  readonly code?: Secret<string>;
}

/** Whose sign-in it must be. */
export type ExpectedAccount = Pick<Invitation, 'partner' | 'accountId'>;

/**
 * Reads who signed in from a signed id_token, and lets only the account pass that is expected.
 * @throws ConsentryError `id_token_invalid`, `wrong_tenant`, `wrong_account`, and those of the signing keys
 */
export async function readIdentity(
  idTokens: IdTokenReader,
  { idToken, nonceDigest, code }: IdentityProof,
  expected: ExpectedAccount,
): Promise<IdTokenClaims> {
  if (idToken === undefined) throw new ConsentryError('id_token_invalid', { facts: { reason: 'missing' } });
  const identity = await idTokens.read(idToken, {
    nonce: nonceDigest === undefined ? undefined : (nonce) => matchesDigest(nonce, nonceDigest),
    ...(code && { code }),
  });
  if (identity.tenantId !== expected.partner) {
    throw new ConsentryError('wrong_tenant', {
      facts: { invited: expected.partner, answered: identity.tenantId },
    });
  }
  if (expected.accountId !== undefined && identity.objectId !== expected.accountId) {
    throw new ConsentryError('wrong_account', {
      facts: { invited: expected.accountId, answered: identity.objectId },
    });
  }
  return identity;
}
