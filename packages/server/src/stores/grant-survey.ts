import type { GrantId, GrantState, SealedGrant, TenantId, VaultName } from '@consentry/core';
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** A refresh token by its age. */
export interface AgedGrant extends Pick<SealedGrant, 'id' | 'partner' | 'state' | 'sealedAt'> {}

/** Which grants are meant: all, those of a partner, or one. */
export interface GrantScope {
  readonly partner?: TenantId;
  readonly grant?: GrantId;
}

export interface VaultCount {
  readonly vault: VaultName;
  readonly state: GrantState;
  readonly count: number;
}

/** Looks at all grants at once, without their secrets and without anybody's name. */
export interface GrantSurvey {
  /** How many there are in each state; a state without grants is absent. @throws ConsentryError `store_unavailable` */
  countByState(): Promise<ReadonlyMap<GrantState, number>>;
  /** How many lie in each vault, by state; what is not there is absent. @throws ConsentryError `store_unavailable` */
  countByVault(scope?: GrantScope): Promise<readonly VaultCount[]>;
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

    async countByVault({ partner, grant } = {}) {
      const vault = sql<VaultName>`case when substr(secret, 1, 3) = 'kv:' then 'key-vault' else 'database' end`;
      let query = db
        .selectFrom('grants')
        .select(({ fn }) => [vault.as('vault'), 'state', fn.countAll<number | string>().as('count')])
        .groupBy([vault, 'state']);
      if (partner !== undefined) query = query.where('partner', '=', partner);
      if (grant !== undefined) query = query.where('id', '=', grant);
      return (await query.execute()).map((row) => ({ ...row, count: Number(row.count) }));
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
