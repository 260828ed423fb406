import { createHash } from 'node:crypto';
import { ConsentryError, type Fence, type Lease, type Leases, type Timer } from '@consentry/core';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** Longer than a redemption and the writing of its successor take, unless several things hang one after the other. */
const leaseMs = 30_000;

/** The present instant of the database, epoch milliseconds: replicas need not agree on the time. */
const now = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/**
 * Leases over all replicas, by the clock of the database. The number of a lease grows each time that it changes hands, also
 * after its row was removed, so that a writer who slept past its time is told from the one who has it now.
 */
export function createLeases(db: Kysely<Schema>, timer: Timer): Leases & { removeExpired(): Promise<void> } {
  return {
    async take(name) {
      const key = createHash('sha256').update(name).digest('base64url');
      const askedAt = timer.elapsed();
      const taken = await db
        .insertInto('leases')
        .values({ key, number: now, expires_at: sql<number>`${now} + ${leaseMs}` })
        .onConflict((conflict) =>
          conflict
            .column('key')
            .doUpdateSet({
              number: sql<number>`greatest(leases.number + 1, ${now})`,
              expires_at: sql<number>`${now} + ${leaseMs}`,
            })
            .where('leases.expires_at', '<=', now),
        )
        .returning('number')
        .executeTakeFirst();
      return taken === undefined
        ? undefined
        : createLease(db, timer, { key, number: taken.number }, askedAt + leaseMs);
    },

    async removeExpired() {
      await db.deleteFrom('leases').where('expires_at', '<', sql<number>`${now} - ${leaseMs}`).execute();
    },
  };
}

/** @param endsAt by the timer; what the database says ends a little later */
function createLease(db: Kysely<Schema>, timer: Timer, fence: Fence, endsAt: number): Lease {
  let liveUntil = endsAt;

  /** Changes the row while it is this lease's. False when it is not, or the database does not answer. */
  const change = async (expiresAt: number | RawBuilder<number>): Promise<boolean> => {
    try {
      const mine = await db
        .updateTable('leases')
        .set({ expires_at: expiresAt })
        .where('key', '=', fence.key)
        .where('number', '=', fence.number)
        .returning('number')
        .executeTakeFirst();
      return mine !== undefined;
    } catch (error) {
      if (!(error instanceof ConsentryError)) throw error;
      return false;
    }
  };

  return {
    fence,
    isLive: () => timer.elapsed() < liveUntil,
    async extend() {
      const askedAt = timer.elapsed();
      const isExtended = await change(sql<number>`${now} + ${leaseMs}`);
      if (isExtended) liveUntil = askedAt + leaseMs;
      return isExtended;
    },
    async release() {
      await change(0);
    },
  };
}
