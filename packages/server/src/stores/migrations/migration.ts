import type { Kysely } from 'kysely';

/** One step of the schema. A step that has been released is never changed; a new one follows it. */
export interface Migration {
  /** Counts from 1 without gaps. */
  readonly number: number;
  readonly name: string;
  /** Runs in one transaction, with the row that records it. */
  up(db: Kysely<unknown>): Promise<void>;
}
