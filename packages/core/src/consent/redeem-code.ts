import type { Cloud } from '../entra/clouds.ts';
import type { IdTokenClaims, IdTokenReader } from '../entra/id-token.ts';
import type { TokenAnswer, TokenEndpoint } from '../entra/token-endpoint.ts';
import { matchesDigest } from './digest.ts';
import type { Grant } from './grant.ts';
import { type ProveGrantDeps, proveGrant } from './prove-grant.ts';
import type { ConsentCode } from './read-callback.ts';
import { connectScopes } from './partner-kind.ts';
import { readIdentity } from './read-identity.ts';

export interface RedeemCodeDeps extends ProveGrantDeps {
  readonly cloud: Cloud;
  readonly redirectUri: string;
  readonly tokenEndpoint: TokenEndpoint;
  readonly idTokens: IdTokenReader;
}

/**
 * Redeems a checked code, once, and decides whether what came back is the grant that the invitation asked
 * for. When it throws, every token that was received is dropped.
 *
 * @throws ConsentryError `id_token_invalid`, `discovery_rejected`, `wrong_tenant`, `wrong_account`,
 *   `refresh_token_missing`, `mfa_missing`, `mfa_unknown`, and those of the token endpoint
 */
export async function redeemCode(deps: RedeemCodeDeps, consent: ConsentCode): Promise<Grant> {
  const { invitation } = consent;
  const answer = await deps.tokenEndpoint.redeemCode({
    tenant: invitation.partner,
    code: consent.code,
    redirectUri: deps.redirectUri,
    verifier: consent.verifier,
    scopes: connectScopes(deps.cloud, invitation),
  });
  const identity = await identityOf(deps, consent, answer);
  const { acceptsUnknownMfa, partnerKind } = invitation;
  return proveGrant(deps, { answer, identity, acceptsUnknownMfa, partnerKind });
}

/** Who came with the code stands; an id_token that comes now as well must name the same account. */
async function identityOf(
  { idTokens }: RedeemCodeDeps,
  { identity, nonceDigest, invitation }: ConsentCode,
  { idToken }: TokenAnswer,
): Promise<IdTokenClaims> {
  if (identity === undefined) return readIdentity(idTokens, { idToken, nonceDigest }, invitation);
  if (idToken !== undefined) {
    await idTokens.confirm(idToken, identity, { nonce: (nonce) => matchesDigest(nonce, nonceDigest) });
  }
  return identity;
}
