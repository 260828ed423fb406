import type { TokenAnswer } from '../entra/token-endpoint.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import type { GrantId, TenantId } from '../ids.ts';
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
/** How many of those that wait are stored at once: a vault that hangs holds each up for seconds. */
const storedAtOnce = 64;
const overtaken = 'Another replica took the lease over before the successor was stored.';

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
  /**
   * Stores one that waits. `refused`: the row is another one now, or the lease was overtaken; `failed`: the vault or
   * the store did not do it. It waits on unless the row has gone on without it.
   */
  store(unstored: Unstored, fence?: Fence): Promise<'stored' | 'refused' | 'failed'>;
  /** Forgets the successor of a grant that was taken back. */
  dropGrant(grant: GrantId): void;
  /** Tries those again that could not be stored. @returns how many still wait */
  storeFailed(): Promise<number>;
  countFailed(): number;
  /** True while a successor of this grant waits because it could not be stored. */
  isWaiting(grant: string): boolean;
  /**
   * Stores a successor of a grant that would have been lost without it, and from now on stores every one.
   * @returns false when another writer was first, or the lease was overtaken: then it waits
   */
  save(grant: SealedGrant, refreshToken: Secret<string>, fence?: Fence): Promise<boolean>;
}

export function createSuccessors(deps: SuccessorsDeps): Successors {
  const unstored = createUnstoredSuccessors();
  let storesEach = deps.refreshTokens === 'single-use';
  const storing = new Set<GrantId>();

  const isDue = (grant: SealedGrant): boolean =>
    storesEach || deps.clock.now() - grant.sealedAt >= keepEveryMs;

  /** False where the store does not say: then it may be the only refresh token that works. */
  const isTakenBack = async (id: GrantId): Promise<boolean> => {
    try {
      return (await deps.grants.find(id))?.state === 'revoked';
    } catch (error) {
      if (!isConsentryError(error, 'store_unavailable')) throw error;
      return false;
    }
  };

  const store: Successors['store'] = async (waiting, fence) => {
    const { grant, refreshToken } = waiting;
    try {
      const renewed = await sealSuccessor(deps, grant, refreshToken, fence);
      if (renewed === undefined) return await refuse(waiting);
      unstored.drop(waiting);
      await deps.events.renewed(renewed);
      return 'stored';
    } catch (error) {
      // Of a grant that was taken back nothing waits: what its purge has removed must not come back.
      if (await isTakenBack(grant.id)) {
        unstored.drop(waiting);
        return 'refused';
      }
      unstored.fail(waiting);
      await deps.events.notRenewed(grant, error);
      return 'failed';
    }
  };

  /**
   * A lease that was overtaken says nothing about the row: while that is the one that was redeemed, this successor may be
   * the only refresh token that works, and waits for the next lease.
   */
  const refuse = async (waiting: Unstored): Promise<'refused'> => {
    const { grant } = waiting;
    const row = await deps.grants.find(grant.id);
    const isSame = row?.version === grant.version && row.secret === grant.secret;
    if (isSame && (row.state === 'healthy' || row.state === 'admin_needed')) {
      unstored.fail(waiting);
      await deps.events.notRenewed(grant, new ConsentryError('store_unavailable', { message: overtaken }));
    } else if (isSame && row.stateReason === 'answer_lost' && (await bringBack(row))) {
      unstored.fail(waiting);
    } else {
      unstored.drop(waiting);
      await deps.events.successorRefused(grant);
    }
    return 'refused';
  };

  /** Somebody found the stored refresh token used up, and its answer lost; here is what came with that answer. */
  const bringBack = async (row: SealedGrant): Promise<boolean> => {
    const change = { state: 'healthy', reason: 'recovered', since: deps.clock.now(), evidence: {} } as const;
    const { id, version, state } = row;
    if (!(await deps.grants.changeState({ id, version, state }, change))) return false;
    await deps.events.stateChanged(row, 'healthy', 'recovered');
    return true;
  };

  return {
    findUnstored: (grant) => unstored.find(grant),
    store,

    async keep(grant, tenant, { refreshToken }, fence) {
      if (refreshToken === undefined) return;
      if (deps.refreshTokens === 'reusable' && tenant !== grant.partner) return;
      const waiting: Unstored = { grant, refreshToken, because: 'not_due' };
      unstored.keep(waiting);
      // Of several answers that come at once one is enough, where the stored one stays valid.
      const isUnderWay = deps.refreshTokens === 'reusable' && storing.has(grant.id);
      if (!isDue(grant) || isUnderWay) return;
      storing.add(grant.id);
      try {
        await store(waiting, fence);
      } finally {
        storing.delete(grant.id);
      }
    },

    dropGrant: (grant) => unstored.dropGrant(grant),
    countFailed: () => unstored.listFailed().length,
    isWaiting: (id) => unstored.listFailed().some(({ grant }) => grant.id === id),

    async storeFailed() {
      const failed = unstored.listFailed();
      for (let begin = 0; begin < failed.length; begin += storedAtOnce) {
        await Promise.all(failed.slice(begin, begin + storedAtOnce).map((waiting) => store(waiting)));
      }
      return unstored.listFailed().length;
    },

    async save(grant, refreshToken, fence) {
      storesEach = true;
      const waiting: Unstored = { grant, refreshToken, because: 'failed' };
      unstored.keep(waiting);
      const renewed = await sealSuccessor(deps, grant, refreshToken, fence);
      if (renewed === undefined) {
        await refuse(waiting);
        return false;
      }
      unstored.drop(waiting);
      await deps.events.saved(renewed);
      return true;
    },
  };
}
