import type { GrantId, GrantState, MfaEvidence, SealedGrant, TenantId, VaultName } from '@consentry/core';
import { type Kysely, sql } from 'kysely';
import { readRows } from './grants.ts';
import type { Schema } from './schema.ts';

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
   * Partners with grants that could be redeemed, in the order of their ids.
   * @throws ConsentryError `store_unavailable`
   */
  listPartners(limit: number, after?: TenantId): Promise<readonly TenantId[]>;
  /** All grants of some partners. @throws ConsentryError `store_unavailable` */
  listOf(partners: readonly TenantId[]): Promise<readonly SealedGrant[]>;
  /** How many that were not taken back have which evidence of MFA. @throws ConsentryError `store_unavailable` */
  countByMfa(): Promise<ReadonlyMap<MfaEvidence, number>>;
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

    async listPartners(limit, after) {
      const rows = await db
        .selectFrom('grants')
        .select('partner')
        .distinct()
        .where('state', 'in', ['healthy', 'admin_needed'])
        .$if(after !== undefined, (query) => query.where('partner', '>', after ?? null))
        .orderBy('partner')
        .limit(limit)
        .execute();
      return rows.map(({ partner }) => partner);
    },

    async listOf(partners) {
      if (partners.length === 0) return [];
      const rows = await db
        .selectFrom('grants')
        .selectAll()
        .where('partner', 'in', [...partners])
        .orderBy('consented_at', 'desc')
        .orderBy('id')
        .execute();
      return readRows(rows);
    },

    async countByMfa() {
      const rows = await db
        .selectFrom('grants')
        .select(({ fn }) => ['mfa', fn.countAll<number | string>().as('count')])
        .where('state', '<>', 'revoked')
        .groupBy('mfa')
        .execute();
      return new Map(rows.map(({ mfa, count }) => [mfa, Number(count)]));
    },
  };
}
