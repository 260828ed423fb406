import type { IdTokenClaims, IdTokenReader } from '../entra/id-token.ts';
import { ConsentryError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { matchesDigest } from './digest.ts';
import type { Invitation } from './invitation.ts';

/** An id_token, and what it must belong to. */
export interface IdentityProof {
  readonly idToken: Secret<string> | undefined;
  readonly nonceDigest: string;
  /** The code that the id_token came with, in the hybrid flow. */
  readonly code?: Secret<string>;
}

/**
 * Reads who signed in from a signed id_token, and lets only the account pass that the invitation names.
 * @throws ConsentryError `id_token_invalid`, `wrong_tenant`, `wrong_account`, and those of the signing keys
 */
export async function readIdentity(
  idTokens: IdTokenReader,
  { idToken, nonceDigest, code }: IdentityProof,
  invitation: Invitation,
): Promise<IdTokenClaims> {
  if (idToken === undefined) throw new ConsentryError('id_token_invalid', { facts: { reason: 'missing' } });
  const identity = await idTokens.read(idToken, {
    nonce: (nonce) => matchesDigest(nonce, nonceDigest),
    ...(code && { code }),
  });
  if (identity.tenantId !== invitation.partner) {
    throw new ConsentryError('wrong_tenant', {
      facts: { invited: invitation.partner, answered: identity.tenantId },
    });
  }
  if (invitation.accountId !== undefined && identity.objectId !== invitation.accountId) {
    throw new ConsentryError('wrong_account', {
      facts: { invited: invitation.accountId, answered: identity.objectId },
    });
  }
  return identity;
}
