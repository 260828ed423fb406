import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** Which warnings of ends were given, so that each is given once: over restarts, and by one of all replicas. */
export interface ToldEnds {
  /**
   * Takes the turn to warn. True for exactly one of all who ask for this step of this end; a later step is another, an earlier one
   * is none any more.
   * @param what the end, with its instant: one that was put off is another
   * @param step days that are left at most; it only falls
   * @throws ConsentryError `store_unavailable`
   */
  claim(what: string, step: number, endsAt: number): Promise<boolean>;
  /** Forgets ends before this instant, epoch milliseconds. @throws ConsentryError `store_unavailable` */
  forget(before: number): Promise<void>;
}

export function createToldEnds(db: Kysely<Schema>): ToldEnds {
  return {
    async claim(what, step, endsAt) {
      const taken = await db
        .insertInto('told_ends')
        .values({ what, step, ends_at: endsAt })
        .onConflict((conflict) =>
          conflict
            .column('what')
            .doUpdateSet({ step: ({ ref }) => ref('excluded.step') })
            .whereRef('told_ends.step', '>', 'excluded.step'),
        )
        .returning('what')
        .executeTakeFirst();
      return taken !== undefined;
    },
    async forget(before) {
      await db.deleteFrom('told_ends').where('ends_at', '<', before).execute();
    },
  };
}
