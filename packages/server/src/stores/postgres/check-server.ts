import { ConsentryError } from '@consentry/core';
import { type Kysely, sql } from 'kysely';
import type { Log } from '../../log.ts';
import type { Schema } from '../schema.ts';
import { describeAddress, type PostgresAddress } from './postgres-address.ts';

const oldestMajor = 14;

interface ServerRow {
  readonly version: string;
  readonly encoding: string;
  readonly read_only: string;
  readonly synchronous_commit: string;
  readonly fsync: string;
}

/**
 * Looks at what the store relies on before anything is written: a server that takes writes, keeps what it has
 * confirmed, and speaks UTF-8. A server without `fsync` is warned of.
 *
 * @throws ConsentryError `invalid_configuration`, `store_unavailable`
 */
export async function checkServer(
  db: Kysely<Schema>,
  address: PostgresAddress,
  log: Pick<Log, 'warn'>,
): Promise<void> {
  const { rows } = await sql<ServerRow>`select
    current_setting('server_version_num') as version,
    current_setting('server_encoding') as encoding,
    current_setting('transaction_read_only') as read_only,
    current_setting('synchronous_commit') as synchronous_commit,
    current_setting('fsync') as fsync`.execute(db);
  const [server] = rows;
  if (server === undefined) throw new ConsentryError('store_unavailable');
  const refuse = (message: string, remedy: string): never => {
    throw new ConsentryError('invalid_configuration', {
      message: `The database ${describeAddress(address)} ${message}.`,
      remedy,
    });
  };
  const major = Math.floor(Number(server.version) / 10_000);
  if (major < oldestMajor) refuse(`is on Postgres ${major}`, `Use Postgres ${oldestMajor} or newer.`);
  if (server.encoding !== 'UTF8') {
    refuse(`is in ${server.encoding}`, "Make it with: create database … encoding 'UTF8' template template0");
  }
  if (server.read_only === 'on') {
    refuse('takes no writes', 'Name the primary server in database.url, not a copy of it.');
  }
  if (server.synchronous_commit === 'off') {
    refuse(
      'confirms what it has not kept (synchronous_commit is off)',
      'Run: alter role … set synchronous_commit = on',
    );
  }
  if (server.fsync === 'off') {
    log.warn({}, 'the database server has fsync off: what it confirmed may be gone when its machine stops');
  }
}
