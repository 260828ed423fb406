import type { ErrorCode, Facts, GrantId, RefusalFacts } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** A refusal of the partner’s own tenant that does not end the grant. */
export interface SeenRefusal {
  readonly grant: GrantId;
  readonly code: ErrorCode;
  readonly evidence: Facts;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What the partner’s own tenant refused when a grant was checked last. */
export interface GrantRefusals {
  /** @returns true where it was not refused so before. @throws ConsentryError `store_unavailable` */
  note(refusal: SeenRefusal): Promise<boolean>;
  /** It works again, or its state says more. @returns whether there was a refusal. @throws ConsentryError `store_unavailable` */
  clear(grant: GrantId): Promise<boolean>;
  /** Of these grants. @throws ConsentryError `store_unavailable` */
  list(grants: readonly GrantId[]): Promise<ReadonlyMap<GrantId, RefusalFacts>>;
}

/** As many ids as one statement takes. */
const idsAtOnce = 500;

export function createGrantRefusals(db: Kysely<Schema>): GrantRefusals {
  return {
    async note({ grant, code, evidence, at }) {
      const row = { code, evidence: JSON.stringify(evidence), seen_at: at };
      const same = await db
        .updateTable('grant_refusals')
        .set(row)
        .where('grant_id', '=', grant)
        .where('code', '=', code)
        .returning('grant_id')
        .executeTakeFirst();
      if (same !== undefined) return false;
      await db
        .insertInto('grant_refusals')
        .values({ grant_id: grant, since: at, ...row })
        .onConflict((conflict) => conflict.column('grant_id').doUpdateSet({ since: at, ...row }))
        .execute();
      return true;
    },
    async clear(grant) {
      const removed = await db
        .deleteFrom('grant_refusals')
        .where('grant_id', '=', grant)
        .returning('grant_id')
        .executeTakeFirst();
      return removed !== undefined;
    },
    async list(grants) {
      const found = new Map<GrantId, RefusalFacts>();
      for (let begin = 0; begin < grants.length; begin += idsAtOnce) {
        const rows = await db
          .selectFrom('grant_refusals')
          .selectAll()
          .where('grant_id', 'in', grants.slice(begin, begin + idsAtOnce))
          .execute();
        for (const { grant_id: id, code, evidence, since, seen_at: seenAt } of rows) {
          found.set(id, { code, evidence: JSON.parse(evidence) as Facts, since, seenAt });
        }
      }
      return found;
    },
  };
}
