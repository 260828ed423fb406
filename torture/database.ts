import { findPostgres } from '../scripts/test/postgres/test-postgres.ts';
import { aBareDatabase, readRows } from '../packages/server/test/a-database.ts';
import type { Place } from './place.ts';

/** A database of its own on a Postgres server. */
export interface OwnDatabase {
  readonly postgres: NonNullable<Place['postgres']>;
  /** Resolves when the server has ended what the dead have begun. */
  isQuiet(): Promise<void>;
  /** Lets the time of every lease pass, as if nobody had come for half a minute. */
  endLeases(): Promise<void>;
  drop(): Promise<void>;
}

/** @param server its URL; that of this run, or one that ends with this process, unless told otherwise */
export async function createDatabase(server?: string): Promise<OwnDatabase> {
  const { address, drop } = await aBareDatabase(server ?? (await findPostgres()));
  const place = { dataDir: '', database: address };
  const { host, port, user, database, password } = address;
  return {
    postgres: { host, port, user, database, password: password?.reveal() ?? '' },
    async isQuiet() {
      const others = `SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`;
      while ((await readRows(place, others)).length > 0);
    },
    async endLeases() {
      await readRows(place, 'UPDATE leases SET expires_at = expires_at - 60000');
    },
    drop,
  };
}
