import type { TokenAnswer } from '../entra/token-endpoint.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import type { GrantId } from '../ids.ts';
import type { GrantStore, SealedGrant } from '../vault/grant-store.ts';
import type { Judge } from './judge-refusal.ts';
import type { RefreshTokenUse, Successors } from './keep-successor.ts';
import { createKept, type KeptTokenDeps } from './kept-token.ts';
import type { Lease } from './lease.ts';
import type { Present } from './present.ts';
import type { SharedTokens } from './shared-tokens.ts';
import { requireOffered } from './require-offered.ts';
import { type Turns, turnOf } from './take-turn.ts';
import type { Target } from './target.ts';
import { type CachedToken, mustRefresh } from './token-cache.ts';

export interface RedeemDeps extends KeptTokenDeps {
  readonly grants: GrantStore;
  readonly refreshTokens: RefreshTokenUse;
  readonly present: Present;
  readonly judge: Judge;
  readonly turns: Turns;
  /** Absent where one process alone has the store. */
  readonly sharedTokens: SharedTokens | undefined;
  readonly successors: Pick<Successors, 'dropGrant'>;
}

/** How often a row that keeps changing under a redemption is read again. */
const attempts = 4;

/**
 * Gets a new access token: from another replica that just redeemed for the same target, or by a redemption.
 * The row is read after the lease was taken, never before.
 *
 * @param newerThan epoch milliseconds: a token that another replica received by then is not enough
 * @throws ConsentryError as {@link Tokens.acquire}
 */
export type Redeem = (id: GrantId, target: Target, newerThan: number) => Promise<CachedToken>;

export function createRedeem(deps: RedeemDeps): Redeem {
  const { grants, sharedTokens, clock } = deps;

  const redeemOnce = async (grant: SealedGrant, target: Target, lease: Lease): Promise<CachedToken> => {
    requireOffered(grant, target);
    const asked = { tenant: target.tenant, scopes: target.scopes };
    let answer: TokenAnswer;
    try {
      answer = await deps.present(grant, asked, lease);
    } catch (error) {
      throw await deps.judge(grant, asked, error, lease);
    }
    return createKept(deps, target, answer, grant);
  };

  /** A grant that was renewed while its old refresh token was being redeemed gets another chance. */
  const redeemNewest = async (id: GrantId, target: Target, lease: Lease): Promise<CachedToken> => {
    let grant = await readHealthy(grants, id);
    for (let attempt = 1; ; attempt++) {
      try {
        return await redeemOnce(grant, target, lease);
      } catch (error) {
        const newer = isOutdated(error) ? await grants.find(id) : undefined;
        const mayTry = newer !== undefined && newer.version !== grant.version && attempt < attempts;
        if (!mayTry) throw isConsentryError(error, 'grant_changed') ? overtaken(error) : error;
        grant = requireHealthy(newer);
      }
    }
  };

  return async (id, target, newerThan) => {
    const findShared = async (): Promise<CachedToken | undefined> => {
      const shared = await sharedTokens?.find(id, target);
      if (shared === undefined || mustRefresh(shared, clock.now(), 0)) return undefined;
      if (shared.receivedAt <= newerThan) return undefined;
      // What was shared a moment ago may be of a grant that was taken back since, or of an earlier consent.
      const { consentedAt } = await readHealthy(grants, id);
      return shared.consentedAt === consentedAt ? shared : undefined;
    };
    const key = turnOf(deps.refreshTokens, id, target.key);
    return deps.turns.take(key, findShared, async (lease) => {
      const redeemed = await redeemNewest(id, target, lease);
      const grant = await findIfPossible(grants, id);
      // What came with the answer is of no more use either.
      if (grant?.state === 'revoked') deps.successors.dropGrant(id);
      if (grant?.state === 'revoked' || grant?.state === 'held') requireHealthy(grant);
      if (grant?.state === 'healthy') await sharedTokens?.publish(id, target, redeemed);
      return redeemed;
    });
  };
}

/** Undefined also where the store does not answer: what was redeemed is not lost for that. */
async function findIfPossible(grants: GrantStore, id: GrantId): Promise<SealedGrant | undefined> {
  try {
    return await grants.find(id);
  } catch (error) {
    if (!isConsentryError(error, 'store_unavailable')) throw error;
    return undefined;
  }
}

/** Refusals that a newer refresh token of the same grant may not meet. */
function isOutdated(error: unknown): boolean {
  if (!isConsentryError(error)) return false;
  const { code, entry } = error;
  return code.startsWith('secret_') || code === 'grant_changed' || entry.failureClass === 'consent';
}

function overtaken(cause: ConsentryError): ConsentryError {
  return new ConsentryError('store_unavailable', {
    message: 'Others kept changing this grant.',
    retryAfterMs: 1000,
    cause,
  });
}

/** @throws ConsentryError `grant_not_found`, and those of {@link requireHealthy} */
async function readHealthy(grants: GrantStore, id: GrantId): Promise<SealedGrant> {
  const grant = await grants.find(id);
  if (grant === undefined) throw new ConsentryError('grant_not_found');
  return requireHealthy(grant);
}

/** @throws ConsentryError `grant_held`, `grant_revoked`, `consent_needed`, `admin_needed` */
function requireHealthy(grant: SealedGrant): SealedGrant {
  const since = new Date(grant.stateSince).toISOString();
  const facts = { ...grant.stateEvidence, grant: grant.id, reason: grant.stateReason, since };
  switch (grant.state) {
    case 'healthy':
      return grant;
    case 'admin_needed':
      throw new ConsentryError('admin_needed', { facts });
    case 'held':
      throw new ConsentryError('grant_held', { facts });
    case 'revoked':
      throw new ConsentryError('grant_revoked', { facts });
    case 'consent_needed':
      throw new ConsentryError('consent_needed', { facts });
  }
}
