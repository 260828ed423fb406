import { readAccessTokenClaims } from '../entra/access-token-claims.ts';
import type { TokenAnswer } from '../entra/token-endpoint.ts';
import type { TokenEndpointOf } from '../entra/token-endpoints.ts';
import { ConsentryError, type ErrorCode, isConsentryError } from '../errors.ts';
import type { SealedGrant } from '../vault/grant-store.ts';
import { unseal } from '../vault/seal.ts';
import type { Vault } from '../vault/vault.ts';
import type { RefreshTokenUse, Successors } from './keep-successor.ts';
import { type Lease, unsharedLease } from './lease.ts';
import { type MarkGrantDeps, markGrant } from './mark-grant.ts';
import type { Target } from './target.ts';

/** What is asked of the token endpoint. */
export type Asked = Pick<Target, 'tenant' | 'scopes'>;

/**
 * Asked of a grant at the last moment before its refresh token leaves, each time: it may have been taken back or stopped
 * while it waited for its turn, for the vault, or between two tries.
 * @throws ConsentryError `grant_revoked`, `grant_held`, `stopped`, `policies_unconfirmed`, `store_unavailable`
 */
export type RequireStanding = (grant: Pick<SealedGrant, 'id' | 'partner'>) => Promise<void> | undefined;

export interface PresentDeps extends MarkGrantDeps {
  /** Absent where nobody takes grants back while they are in use. */
  readonly requireStanding?: RequireStanding | undefined;
  readonly vault: Vault;
  readonly tokenEndpointOf: TokenEndpointOf;
  readonly refreshTokens: RefreshTokenUse;
  readonly successors: Successors;
}

/**
 * Presents a grant's refresh token at the token endpoint, once, and keeps the successor.
 *
 * Where refresh tokens work once, the row says so before it is done, so that a crash in between is seen; and a
 * successor that waits to be stored is stored first, because the stored one is dead.
 *
 * @throws ConsentryError `application_not_configured`, `grant_changed` when the row is not the one that was read, `identity_changed`, those of the
 *   token endpoint, `secret_…`, `vault_unavailable`, `store_unavailable`
 */
export type Present = (grant: SealedGrant, asked: Asked, lease?: Lease) => Promise<TokenAnswer>;

export function createPresent(deps: PresentDeps): Present {
  const { grants, vault, successors, clock } = deps;

  const redeem = async (
    grant: SealedGrant,
    { tenant, scopes }: Asked,
    lease: Lease,
  ): Promise<TokenAnswer> => {
    const tokenEndpoint = deps.tokenEndpointOf(grant.application);
    const refreshToken = await unseal(vault, grant);
    const mayStart = async (): Promise<boolean> => {
      await deps.requireStanding?.(grant);
      return lease.isLive();
    };
    const ask = async (): Promise<TokenAnswer> => {
      // The vault may have taken its time.
      if (!(await mayStart())) throw new ConsentryError('store_unavailable', { retryAfterMs: 1000 });
      return tokenEndpoint.redeemRefreshToken({ tenant, scopes, refreshToken, mayStart });
    };
    try {
      return await ask();
    } catch (error) {
      // Where it stays valid, what was lost on the way is asked for again, once. Elsewhere it may be used up.
      if (deps.refreshTokens === 'single-use' || !isConsentryError(error, 'idp_answer_lost')) throw error;
      return ask();
    }
  };

  const redeemNoted = async (grant: SealedGrant, asked: Asked, lease: Lease): Promise<TokenAnswer> => {
    const { fence } = lease;
    // Before anything is noted: what is not asked uses nothing up.
    deps.tokenEndpointOf(grant.application);
    const waiting = successors.findUnstored(grant);
    if (waiting !== undefined) {
      const outcome = await successors.store(waiting, fence);
      throw new ConsentryError(outcome === 'failed' ? 'vault_unavailable' : 'grant_changed');
    }
    const row = { id: grant.id, version: grant.version, fence };
    if (!(await grants.beginRedemption(row, clock.now()))) throw new ConsentryError('grant_changed');
    try {
      const answer = await redeem(grant, asked, lease);
      if (answer.refreshToken === undefined) await grants.endRedemption(row);
      return answer;
    } catch (error) {
      // A redemption before this one may have used the refresh token up: that is not known better now.
      if (grant.redeemingSince === undefined && wasNotUsed(error)) await grants.endRedemption(row);
      throw error;
    }
  };

  return async (grant, asked, lease = unsharedLease) => {
    const answer =
      deps.refreshTokens === 'single-use'
        ? await redeemNoted(grant, asked, lease)
        : await redeem(grant, asked, lease);
    if (isOfAnother(grant, asked, answer)) {
      // What came is dropped, what is stored stays as it was, and an operator looks.
      const change = { state: 'held', reason: 'identity_changed', evidence: {} } as const;
      await markGrant(deps, grant, change, lease.fence);
      throw new ConsentryError('identity_changed', { facts: { grant: grant.id, tenant: asked.tenant } });
    }
    await successors.keep(grant, asked.tenant, answer, lease.fence);
    return answer;
  };
}

/** What {@link RequireStanding} refuses is not presented. */
const standingCodes: ReadonlySet<ErrorCode> = new Set([
  'grant_revoked',
  'grant_held',
  'stopped',
  'policies_unconfirmed',
]);

/** Entra refused in words of its own, or was not reached: the refresh token is as it was. */
function wasNotUsed(error: unknown): boolean {
  if (!isConsentryError(error)) return false;
  if (error.facts['mayHaveArrived'] !== undefined) return error.facts['mayHaveArrived'] === false;
  return (
    error.facts['error'] !== undefined ||
    standingCodes.has(error.code) ||
    error.code.startsWith('secret_') ||
    error.code.startsWith('vault_') ||
    error.code === 'store_unavailable'
  );
}

/**
 * At the partner's own tenant the tokens must be of the account that consented. The access token may refuse a grant and
 * never widens one; a token that does not say is believed.
 */
export function isOfAnother(grant: SealedGrant, { tenant }: Asked, answer: TokenAnswer): boolean {
  if (tenant !== grant.partner) return false;
  const claims = readAccessTokenClaims(answer.idToken ?? answer.accessToken);
  const { tenantId = tenant, objectId = grant.subject } = claims ?? {};
  return tenantId.toLowerCase() !== tenant || objectId.toLowerCase() !== grant.subject;
}
