import { join } from 'node:path';
import type { DatabaseKind } from '../src/stores/migrations/migration.ts';
import type { PostgresAddress } from '../src/stores/postgres/postgres-address.ts';
import { aBroker, type TestBroker, type TestBrokerOptions } from './a-broker.ts';
import { aDatabase } from './a-database.ts';

/** A broker whose store lies in a database of one kind. */
export interface BrokerOn extends AsyncDisposable {
  readonly t: TestBroker;
  /** Where somebody finds the tables who has access to them. */
  readonly place: { readonly dataDir: string; readonly database: PostgresAddress | undefined };
  /** Does something while the broker stands still, and starts it again. */
  whileStopped(work: () => Promise<void> | void): Promise<void>;
}

export async function aBrokerOn(kind: DatabaseKind, options: TestBrokerOptions = {}): Promise<BrokerOn> {
  const own = kind === 'postgres' ? await aDatabase() : undefined;
  const database = own === undefined ? {} : { database: own.address };
  const t = await aBroker({ ...options, config: { ...options.config, ...database } });
  return {
    t,
    place: { dataDir: join(t.folder, 'data'), database: own?.address },
    whileStopped: (work) => t.restart({}, work),
    async [Symbol.asyncDispose]() {
      await t[Symbol.asyncDispose]();
      await own?.drop();
    },
  };
}
