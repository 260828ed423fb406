import type { Cloud } from '../entra/clouds.ts';
import type { TokenEndpoint } from '../entra/token-endpoint.ts';
import type { Secret } from '../secret.ts';
import type { Grant } from './grant.ts';
import { importRefusal } from './import-refusal.ts';
import { type ProveAnswerDeps, proveAnswer, type SaidOfAccount } from './prove-answer.ts';
import { readRefreshToken } from './read-refresh-token.ts';
import { connectScopes } from './partner-kind.ts';

/** What the taking over of a refresh token needs. */
export interface ImportRefreshTokenDeps extends ProveAnswerDeps {
  readonly cloud: Cloud;
  /** Of v2: the id_token that v1 gives for a refresh token may be unsigned. */
  readonly tokenEndpoint: Pick<TokenEndpoint, 'redeemRefreshToken'>;
}

/** A refresh token of another tool, and what is said of it. */
export interface BroughtRefreshToken extends SaidOfAccount {
  /** As it was brought: nothing of it has been checked. */
  readonly refreshToken: Secret<string>;
}

/**
 * Finds out at once what a refresh token of another tool is worth: redeems it at the partner's tenant as our application, and
 * holds what comes to the same proofs as a consent. The grant carries the newest refresh token, which is mostly not the one that
 * was brought; at Entra that one goes on working. When it throws, every token that was received is dropped.
 *
 * @throws ConsentryError `not_a_refresh_token` before anything is sent; `refresh_token_foreign`, `refresh_token_dead`,
 *   `wrong_tenant`, `wrong_account`, `mfa_missing`, `mfa_unknown`, `id_token_invalid`, `discovery_rejected`, and those of the
 *   token endpoint
 * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens (2026-11)
 */
export async function importRefreshToken(
  deps: ImportRefreshTokenDeps,
  { refreshToken: text, ...said }: BroughtRefreshToken,
): Promise<Grant> {
  const refreshToken = readRefreshToken(text);
  try {
    const answer = await deps.tokenEndpoint.redeemRefreshToken({
      tenant: said.partner,
      refreshToken,
      scopes: connectScopes(deps.cloud),
    });
    // An answer without a refresh token leaves the old one in its place.
    return await proveAnswer(deps, { refreshToken, ...answer }, said);
  } catch (error) {
    throw importRefusal(error, said);
  }
}
