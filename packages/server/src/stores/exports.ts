import type { GrantId } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** A copy of a refresh token that left, or was about to. */
export interface Export {
  readonly grant: GrantId;
  /** Epoch milliseconds. */
  readonly at: number;
  /** In the words of the audit. */
  readonly destination: string;
}

/** Which copies left: whoever takes a grant back must hear of them. Kept for good. */
export interface ExportStore {
  add(exported: Export): Promise<void>;
  /** Of these grants, the newest first. */
  list(grants: readonly GrantId[]): Promise<readonly Export[]>;
}

/** As many ids as one statement takes. */
const idsAtOnce = 500;

export function createExportStore(db: Kysely<Schema>): ExportStore {
  return {
    async add({ grant, at, destination }) {
      await db.insertInto('exports').values({ grant_id: grant, exported_at: at, destination }).execute();
    },
    async list(grants) {
      const found: Export[] = [];
      for (let begin = 0; begin < grants.length; begin += idsAtOnce) {
        const rows = await db
          .selectFrom('exports')
          .selectAll()
          .where('grant_id', 'in', grants.slice(begin, begin + idsAtOnce))
          .execute();
        found.push(
          ...rows.map((row) => ({ grant: row.grant_id, at: row.exported_at, destination: row.destination })),
        );
      }
      return found.toSorted((one, other) => other.at - one.at);
    },
  };
}
