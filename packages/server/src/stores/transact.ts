import type { Kysely, Transaction } from 'kysely';
import { isWorthRepeating } from './postgres/postgres-error.ts';
import type { Schema } from './schema.ts';

const turns = 5;

/**
 * Runs work in one transaction: all of it is kept, or nothing. On Postgres it is repeated, from its beginning and
 * at most five times, when the server undid it for the sake of another; so it changes nothing but rows.
 *
 * @throws ConsentryError `store_unavailable`. When the answer to the commit is lost too, it may have been kept:
 *   who must know reads the version
 */
export async function transact<T>(
  db: Kysely<Schema>,
  work: (transaction: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  for (let turn = 1; ; turn++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (turn === turns || !isWorthRepeating(error)) throw error;
    }
  }
}
