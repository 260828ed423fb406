import type { Cloud } from '../entra/clouds.ts';
import type { Renewal } from '../entra/scopes.ts';
import type { IdTokenClaims, IdTokenReader } from '../entra/id-token.ts';
import type { TokenAnswer, TokenEndpoint } from '../entra/token-endpoint.ts';
import { matchesDigest } from './digest.ts';
import type { Grant } from './grant.ts';
import { type ProveGrantDeps, proveGrant } from './prove-grant.ts';
import type { ConsentCode, IdentifiedCode } from './read-callback.ts';
import { connectScopes } from './partner-kind.ts';
import { readIdentity } from './read-identity.ts';

export interface RedeemDeps {
  readonly cloud: Cloud;
  readonly redirectUri: string;
  readonly tokenEndpoint: TokenEndpoint;
  readonly idTokens: IdTokenReader;
}

/** What the redemption of a code needs. */
export interface RedeemCodeDeps extends RedeemDeps, ProveGrantDeps {}

/**
 * Redeems a checked code, once, and decides whether what came back is the grant that the invitation asked
 * for. When it throws, every token that was received is dropped.
 *
 * @throws ConsentryError `id_token_invalid`, `discovery_rejected`, `wrong_tenant`, `wrong_account`,
 *   `refresh_token_missing`, `mfa_missing`, `mfa_unknown`, and those of the token endpoint
 */
export async function redeemCode(deps: RedeemCodeDeps, consent: ConsentCode): Promise<Grant> {
  const { acceptsUnknownMfa, partnerKind } = consent.invitation;
  return proveGrant(deps, { ...(await redeemIdentified(deps, consent)), acceptsUnknownMfa, partnerKind });
}

/**
 * Redeems a code for Partner Center, once, and says whose it was.
 * @throws ConsentryError `id_token_invalid`, `discovery_rejected`, `wrong_tenant`, `wrong_account`, and those of the token endpoint
 */
export async function redeemIdentified(
  deps: RedeemDeps,
  consent: IdentifiedCode,
  renewal: Renewal = {},
): Promise<{ readonly answer: TokenAnswer; readonly identity: IdTokenClaims }> {
  const answer = await deps.tokenEndpoint.redeemCode({
    tenant: consent.invitation.partner,
    code: consent.code,
    redirectUri: deps.redirectUri,
    verifier: consent.verifier,
    scopes: connectScopes(deps.cloud, consent.invitation),
    ...renewal,
  });
  return { answer, identity: await identityOf(deps, consent, answer) };
}

/** Who came with the code stands; an id_token that comes now as well must name the same account. */
async function identityOf(
  { idTokens }: RedeemDeps,
  { identity, nonceDigest, invitation }: IdentifiedCode,
  { idToken }: TokenAnswer,
): Promise<IdTokenClaims> {
  if (identity === undefined) return readIdentity(idTokens, { idToken, nonceDigest }, invitation);
  if (idToken !== undefined) {
    await idTokens.confirm(idToken, identity, { nonce: (nonce) => matchesDigest(nonce, nonceDigest) });
  }
  return identity;
}
