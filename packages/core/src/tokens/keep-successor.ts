import type { TokenAnswer } from '../entra/token-endpoint.ts';
import type { TenantId } from '../ids.ts';
import type { Secret } from '../secret.ts';
import type { Fence, SealedGrant } from '../vault/grant-store.ts';
import { type SealDeps, sealSuccessor } from '../vault/seal.ts';
import type { GrantEvents } from './grant-events.ts';
import { createUnstoredSuccessors, type Unstored } from './unstored.ts';

/**
 * What happens to a refresh token that was redeemed. `reusable`: it stays valid, as at Entra. `single-use`: its
 * successor takes its place, and is the only one that works.
 */
export type RefreshTokenUse = 'reusable' | 'single-use';

/** Entra leaves the old refresh token valid, so a successor is stored once a day and not each time. */
const keepEveryMs = 24 * 60 * 60 * 1000;

export interface SuccessorsDeps extends SealDeps {
  readonly refreshTokens: RefreshTokenUse;
  readonly events: GrantEvents;
}

/** The successors that come with the answers of the token endpoint. */
export interface Successors {
  /**
   * Stores the successor that came with an answer, if it is due. It never throws: when storing fails, the token
   * at hand is still served, and the successor waits in memory.
   *
   * Where refresh tokens are reusable, it must come from the partner's own tenant, and the stored one must be a
   * day old. Where each works once, every successor is due.
   */
  keep(grant: SealedGrant, tenant: TenantId, answer: TokenAnswer, fence?: Fence): Promise<void>;
  /** The newest one that was not stored, for exactly this version of the grant. */
  findUnstored(grant: SealedGrant): Unstored | undefined;
  /** Stores one that waits. False when it was not stored. */
  store(unstored: Unstored, fence?: Fence): Promise<boolean>;
  /** Tries those again that could not be stored. @returns how many still wait */
  storeFailed(): Promise<number>;
  /**
   * Stores a successor of a grant that would have been lost without it, and from now on stores every one.
   * @returns false when another writer was first
   */
  save(grant: SealedGrant, refreshToken: Secret<string>, fence?: Fence): Promise<boolean>;
}

export function createSuccessors(deps: SuccessorsDeps): Successors {
  const unstored = createUnstoredSuccessors();
  let storesEach = deps.refreshTokens === 'single-use';

  const isDue = (grant: SealedGrant): boolean =>
    storesEach || deps.clock.now() - grant.sealedAt >= keepEveryMs;

  const store = async (waiting: Unstored, fence?: Fence): Promise<boolean> => {
    const { grant, refreshToken } = waiting;
    try {
      const renewed = await sealSuccessor(deps, grant, refreshToken, fence);
      unstored.drop(grant.id);
      await (renewed === undefined ? deps.events.successorRefused(grant) : deps.events.renewed(renewed));
      return renewed !== undefined;
    } catch (error) {
      unstored.keep({ ...waiting, because: 'failed' });
      await deps.events.notRenewed(grant, error);
      return false;
    }
  };

  return {
    findUnstored: (grant) => unstored.find(grant),
    store,

    async keep(grant, tenant, { refreshToken }, fence) {
      if (refreshToken === undefined) return;
      if (deps.refreshTokens === 'reusable' && tenant !== grant.partner) return;
      const waiting: Unstored = { grant, refreshToken, because: 'not_due' };
      unstored.keep(waiting);
      if (isDue(grant)) await store(waiting, fence);
    },

    async storeFailed() {
      for (const waiting of unstored.listFailed()) await store(waiting);
      return unstored.listFailed().length;
    },

    async save(grant, refreshToken, fence) {
      storesEach = true;
      const renewed = await sealSuccessor(deps, grant, refreshToken, fence);
      unstored.drop(grant.id);
      if (renewed !== undefined) await deps.events.saved(renewed);
      return renewed !== undefined;
    },
  };
}
