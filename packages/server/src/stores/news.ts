import { type Kysely, sql, type Transaction } from 'kysely';
import type { Schema } from './schema.ts';
import { transact } from './transact.ts';

/** What is new of callers and grants: who keeps them in memory forgets them. */
export interface News {
  /** Calls back after each change of this process, also after one that may not have been kept. */
  subscribe(listener: () => void): void;
  /**
   * A number that grows with every change of any replica. Absent where this process alone has the store: then it hears
   * of every change by `subscribe`.
   *
   * @throws ConsentryError `store_unavailable`
   */
  readonly readGeneration?: (() => Promise<number>) | undefined;
}

/** How a store changes what is news. */
export interface AccessChanges extends Pick<News, 'subscribe'> {
  /**
   * Changes callers or grants and raises the generation in one transaction, unless `work` says that it changed nothing,
   * by `false`.
   */
  change<T>(work: (transaction: Transaction<Schema>) => Promise<T>): Promise<T>;
  /**
   * The same for changes that look at what others change: they come one after the other, for the row of the generation
   * is held from the beginning.
   */
  changeInTurn<T>(work: (transaction: Transaction<Schema>) => Promise<T>): Promise<T>;
}

export function createAccessChanges(db: Kysely<Schema>): AccessChanges {
  const listeners: (() => void)[] = [];
  const telling = async <T>(work: (transaction: Transaction<Schema>) => Promise<T>): Promise<T> => {
    try {
      return await transact(db, work);
    } finally {
      for (const listener of listeners) listener();
    }
  };
  return {
    subscribe: (listener) => void listeners.push(listener),
    change: (work) =>
      telling(async (transaction) => {
        const outcome = await work(transaction);
        // Last: who waits for this row holds nothing that its holder could want.
        if (outcome !== false) await raiseGeneration(transaction);
        return outcome;
      }),
    changeInTurn: (work) =>
      telling(async (transaction) => {
        await raiseGeneration(transaction);
        return work(transaction);
      }),
  };
}

async function raiseGeneration(transaction: Transaction<Schema>): Promise<void> {
  await transaction
    .insertInto('news')
    .values({ name: 'access', generation: 1 })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ generation: sql<number>`news.generation + 1` }),
    )
    .execute();
}

/** The generation as a value of a statement. */
export const generationNow = sql<number>`coalesce((SELECT generation FROM news WHERE name = 'access'), 0)`;

/** @throws ConsentryError `store_unavailable` */
export async function readGeneration(db: Kysely<Schema>): Promise<number> {
  const row = await db
    .selectFrom('news')
    .select('generation')
    .where('name', '=', 'access')
    .executeTakeFirst();
  return row?.generation ?? 0;
}
