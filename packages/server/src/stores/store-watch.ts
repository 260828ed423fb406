import type { LogConfig } from 'kysely';

/** Told of what the store does, by whoever measures it. It must not throw. */
export interface StoreWatch {
  /** A query ended. */
  queried(durationMs: number, isFailure: boolean): void;
  /** Does a commit of the audit. @param events how many are in it; none for a look at whether it can be written */
  commit(events: number, work: () => Promise<void>): Promise<void>;
}

/** For Kysely: it sees how long a query took and whether it failed, and of its text and values nothing goes on. */
export function logQueries(watch: StoreWatch | undefined): LogConfig {
  if (watch === undefined) return [];
  return ({ level, queryDurationMillis }) => watch.queried(queryDurationMillis, level === 'error');
}
