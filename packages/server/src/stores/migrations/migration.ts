import type { Kysely } from 'kysely';

/** The databases that a store can lie in. */
export type DatabaseKind = 'sqlite' | 'postgres';

/** One step of the schema. A step that has been released is never changed; a new one follows it. */
export interface Migration {
  /** Counts from 1 without gaps. */
  readonly number: number;
  readonly name: string;
  /**
   * Runs in one transaction, with the row that records it, and makes the same on both databases wherever both keep
   * it. Text columns sort by their bytes on both.
   */
  up(db: Kysely<unknown>, kind: DatabaseKind): Promise<void>;
}
