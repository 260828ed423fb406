import { hostname } from 'node:os';
import { join } from 'node:path';
import { ConsentryError, createEnvelope, type Envelope } from '@consentry/core';
import type { Kysely } from 'kysely';
import { type ChainKey, deriveChainKeys } from './audit/audit-chain.ts';
import { openPostgresAudit } from './audit/postgres/open-postgres-audit.ts';
import { createStores } from './create-stores.ts';
import { makeDataDir } from './data-folder.ts';
import { createLeases } from './leases.ts';
import { createMasterKeyStore } from './master-key-store.ts';
import type { MasterKeys } from './master-keys.ts';
import { migrate, takeTurn } from './migrations/migrate.ts';
import { keepChainKeys, openChainKeys } from './older-chain-keys.ts';
import type { OpenStoreOptions } from './open-store-options.ts';
import { type OperatorKey, shareOperatorKey } from './operator-key.ts';
import { checkServer } from './postgres/check-server.ts';
import { namingDatabase, openDatabase } from './postgres/open-database.ts';
import { describeAddress, type PostgresAddress } from './postgres/postgres-address.ts';
import { auditLimits, newsLimits, queryLimits, startLimits } from './postgres/postgres-pool.ts';
import { openRevocationJournal } from './revocations/revocation-journal.ts';
import type { Schema } from './schema.ts';
import { refuseForeign, settleMasterKeys } from './settle-master-keys.ts';
import { createSharedTokens } from './shared-tokens.ts';
import { takePostgresSnapshot } from './snapshot/postgres-snapshot.ts';
import { keyVaultOf, readStamp, storeIdOf, writeStamp } from './stamp.ts';
import type { SharedByReplicas, Store } from './store.ts';
import { lockStore } from './store-lock.ts';

/** A replica notes each minute which key it seals with; so long after the last note it has stopped, or seals with another. */
const keyQuietMs = 10 * 60 * 1000;

export type OpenPostgresStoreOptions = OpenStoreOptions & { readonly database: PostgresAddress };

/**
 * Opens the store in a database on Postgres, beside any number of other replicas, or makes an empty one. The data
 * folder holds what is this replica's own, and is held by one process.
 *
 * @throws ConsentryError as `openStore`
 */
export async function openPostgresStore(options: OpenPostgresStoreOptions): Promise<Store> {
  const { dataDir, masterKeyFile, database, clock, random } = options;
  makeDataDir(dataDir);
  const opened = new AsyncDisposableStack();
  try {
    const lock = lockStore(dataDir, clock);
    opened.defer(() => lock.release());
    const operatorKeyFile = join(dataDir, 'operator.key');
    const settled = await namingDatabase(database, () => settleStore(options, operatorKeyFile));

    const db = await openDatabase(database, queryLimits, options.watch);
    opened.defer(() => db.destroy());
    const polling = await openDatabase(database, newsLimits);
    opened.defer(() => polling.destroy());
    const writing = await openDatabase(database, auditLimits);
    opened.defer(() => writing.destroy());
    const audit = await openPostgresAudit({
      writing,
      reading: db,
      headFile: `${masterKeyFile}.head`,
      writerFile: join(dataDir, 'audit-writer.txt'),
      store: settled.storeId,
      masterKeys: settled.keys,
      olderKeys: settled.olderKeys,
      random,
      log: options.log,
      watch: options.watch,
    });
    // A head that cannot be anchored any more keeps nothing open; what it would say is in the database.
    opened.defer(() => audit.close());

    const { keys, envelope } = settled;
    const store = settled.storeId;
    const [key, ...otherKeys] = deriveChainKeys(keys);
    const revocations = openRevocationJournal({
      file: `${masterKeyFile}.revocations`,
      store,
      keys: [key, ...otherKeys, ...settled.olderKeys],
    });
    const held = opened.move();
    return {
      ...createStores({ db, envelope, clock, random, polling }),
      audit: options.watchAudit?.(audit) ?? audit,
      revocations,
      snapshot: () => takePostgresSnapshot({ address: database, store, key }),
      replicas: createReplicas(db, envelope, options),
      masterKeys: createMasterKeyStore({ db, keys, envelope, clock, log: options.log, quietMs: keyQuietMs }),
      operatorKeyFile,
      operatorKeyHash: settled.operatorKey.hash,
      hasNewOperatorKey: settled.operatorKey.isNew,
      operatorKeyMadeIn: settled.operatorKey.madeIn,
      knownKeyVault: settled.knownKeyVault,
      close: () => held.disposeAsync(),
    };
  } finally {
    await opened.disposeAsync();
  }
}

/** What the replicas share while they redeem. */
function createReplicas(
  db: Kysely<Schema>,
  envelope: Envelope,
  { timer, log }: OpenPostgresStoreOptions,
): SharedByReplicas {
  const leases = createLeases(db, timer);
  const sharedTokens = createSharedTokens({ db, envelope, log });
  return {
    leases,
    sharedTokens,
    timer,
    async removeExpired(before) {
      await Promise.all([leases.removeExpired(), sharedTokens.removeExpired(before)]);
    },
  };
}

interface Settled {
  readonly keys: MasterKeys;
  readonly envelope: Envelope;
  readonly olderKeys: readonly ChainKey[];
  readonly knownKeyVault: string | undefined;
  readonly operatorKey: OperatorKey;
  readonly storeId: string;
}

/** Brings the tables up to this version and agrees with the other replicas on the keys, each in its turn. */
async function settleStore(options: OpenPostgresStoreOptions, operatorKeyFile: string): Promise<Settled> {
  const { database, clock, log, mustExist = false } = options;
  const db = await openDatabase(database, startLimits);
  try {
    await checkServer(db, database, log);
    if (mustExist) await refuseMissing(db, database);
    await refuseForeign(db, options);
    await migrate(db, clock, 'postgres');
    return await db.transaction().execute(async (transaction) => {
      await takeTurn(transaction, 'postgres');
      const rows = await readStamp(transaction);
      const keys = settleMasterKeys(rows, options.stamp, options.masterKeyFile, options.random);
      await writeStamp(transaction, options.stamp, keys[0].id, options);
      const envelope = createEnvelope(keys, options.random);
      await keepChainKeys(transaction, keys.slice(1), envelope);
      const place = `${operatorKeyFile} on ${hostname()}`;
      const operatorKey = await shareOperatorKey(transaction, operatorKeyFile, place, options.random);
      const stamped = await readStamp(transaction);
      const olderKeys = openChainKeys(stamped, keys, envelope, log);
      return {
        keys,
        envelope,
        olderKeys,
        operatorKey,
        storeId: storeIdOf(stamped),
        knownKeyVault: keyVaultOf(stamped),
      };
    });
  } finally {
    await db.destroy();
  }
}

/** @throws ConsentryError `usage` */
async function refuseMissing(db: Kysely<Schema>, address: PostgresAddress): Promise<void> {
  const tables = await db.introspection.getTables();
  if (tables.some(({ name }) => name === 'stamp')) return;
  throw new ConsentryError('usage', {
    message: `There is no store in the database ${describeAddress(address)}.`,
    remedy: 'Name the database of a broker. `consentry serve` makes its tables at its first start.',
  });
}
