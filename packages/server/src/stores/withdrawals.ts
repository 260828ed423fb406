import { digest, type GrantId, type Secret } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/**
 * The links by which people take back what they gave. Of the secret part only the digest is stored. A link does nothing else,
 * so it works for as long as the grant is there.
 */
export interface WithdrawalStore {
  /** Puts a link in the place of an older one of the same grant. @param at epoch milliseconds */
  put(grant: GrantId, handle: Secret<string>, at: number): Promise<void>;
  findGrant(handle: string): Promise<GrantId | undefined>;
}

export function createWithdrawalStore(db: Kysely<Schema>): WithdrawalStore {
  return {
    async put(grant, handle, at) {
      const values = { handle_digest: digest(handle.reveal()), created_at: at };
      await db
        .insertInto('withdrawals')
        .values({ grant_id: grant, ...values })
        .onConflict((conflict) => conflict.column('grant_id').doUpdateSet(values))
        .execute();
    },

    async findGrant(handle) {
      const row = await db
        .selectFrom('withdrawals')
        .select('grant_id')
        .where('handle_digest', '=', digest(handle))
        .executeTakeFirst();
      return row?.grant_id;
    },
  };
}
