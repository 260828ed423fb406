import { ConsentryError, isConsentryError } from '@consentry/core';
import { Kysely, PostgresDialect } from 'kysely';
import type { Schema } from '../schema.ts';
import { logQueries, type StoreWatch } from '../store-watch.ts';
import { describeAddress, type PostgresAddress } from './postgres-address.ts';
import { isPostgresError, sqlState } from './postgres-error.ts';
import { createPostgresPool, type PoolLimits } from './postgres-pool.ts';

/**
 * A database on a Postgres server, without a first connection. Whoever opened it destroys it.
 * @throws ConsentryError `store_unavailable` from its queries
 */
export async function openDatabase(
  address: PostgresAddress,
  limits: PoolLimits,
  watch?: StoreWatch,
): Promise<Kysely<Schema>> {
  return new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: await createPostgresPool(address, limits) }),
    log: logQueries(watch),
  });
}

/**
 * Says which database it is that fails: at the start that is what an operator has to know.
 * @throws ConsentryError `invalid_configuration` for a user that may not make tables, and as `work`
 */
export async function namingDatabase<T>(address: PostgresAddress, work: () => Promise<T>): Promise<T> {
  const database = describeAddress(address);
  try {
    return await work();
  } catch (cause) {
    if (isPostgresError(cause, sqlState.insufficientPrivilege)) {
      throw new ConsentryError('invalid_configuration', {
        message: `The user ${address.user} may not make or use tables in the database ${database}.`,
        remedy: 'Make the user the owner of the database.',
        cause,
      });
    }
    if (!isConsentryError(cause, 'store_unavailable')) throw cause;
    const code = String(cause.facts['database']);
    throw new ConsentryError('store_unavailable', {
      message: `The database ${database} ${trouble(code, address.user)} (${code}).`,
      remedy:
        'See whether the server runs and lets this machine in, and whether database.url and the password are right.',
      facts: cause.facts,
      cause,
    });
  }
}

function trouble(code: string, user: string): string {
  if (code === sqlState.noSuchDatabase) return 'does not exist';
  return code.startsWith('28') ? `does not let the user ${user} in` : 'does not answer';
}
