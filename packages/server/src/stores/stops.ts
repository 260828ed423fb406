import type { TenantId } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { AccessChanges } from './news.ts';
import type { Schema } from './schema.ts';

/** What the kill switch reaches: one partner, with the customers behind it, or everything. */
export type StopScope = 'everything' | TenantId;

/** Something that an operator stopped. */
export interface Stop {
  readonly scope: StopScope;
  /** Epoch milliseconds. */
  readonly since: number;
  /** In the operator's words. */
  readonly reason: string;
}

/** The kill switch. While something is stopped, nothing of it is redeemed or handed out; what is kept stays as it is. */
export interface StopStore {
  list(): Promise<readonly Stop[]>;
  /** What was stopped before stays so, since then and for that reason. */
  add(stop: Stop): Promise<void>;
  /** False when it was not stopped. */
  remove(scope: StopScope): Promise<boolean>;
}

/** Stopping is news for other replicas. */
export function createStopStore(db: Kysely<Schema>, changes: AccessChanges): StopStore {
  return {
    list: () => db.selectFrom('stops').selectAll().orderBy('scope').execute(),
    add: (stop) =>
      changes.change(async (transaction) => {
        await transaction
          .insertInto('stops')
          .values(stop)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }),
    remove: (scope) =>
      changes.change(async (transaction) => {
        const removed = await transaction
          .deleteFrom('stops')
          .where('scope', '=', scope)
          .returning('scope')
          .executeTakeFirst();
        return removed !== undefined;
      }),
  };
}
