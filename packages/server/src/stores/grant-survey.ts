import type { GrantState, SealedGrant } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** A refresh token by its age. */
export interface AgedGrant extends Pick<SealedGrant, 'id' | 'partner' | 'state' | 'sealedAt'> {}

/** Looks at all grants at once, without their secrets and without anybody's name. */
export interface GrantSurvey {
  /** How many there are in each state; a state without grants is absent. @throws ConsentryError `store_unavailable` */
  countByState(): Promise<ReadonlyMap<GrantState, number>>;
  /**
   * Grants that could be redeemed, the oldest refresh token first.
   * @param before only those stored before this instant, epoch milliseconds
   * @throws ConsentryError `store_unavailable`
   */
  listOldest(limit: number, before?: number): Promise<readonly AgedGrant[]>;
}

export function createGrantSurvey(db: Kysely<Schema>): GrantSurvey {
  return {
    async countByState() {
      const rows = await db
        .selectFrom('grants')
        .select(({ fn }) => ['state', fn.countAll<number | string>().as('count')])
        .groupBy('state')
        .execute();
      return new Map(rows.map(({ state, count }) => [state, Number(count)]));
    },

    async listOldest(limit, before = Number.MAX_SAFE_INTEGER) {
      const rows = await db
        .selectFrom('grants')
        .select(['id', 'partner', 'state', 'sealed_at'])
        .where('state', 'in', ['healthy', 'admin_needed'])
        .where('sealed_at', '<', before)
        .orderBy('sealed_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(({ id, partner, state, sealed_at: sealedAt }) => ({ id, partner, state, sealedAt }));
    },
  };
}
