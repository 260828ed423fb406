import type { Random } from '@consentry/core';
import type { Kysely } from 'kysely';
import { createMasterKeys, type MasterKeys, readMasterKeys } from './master-keys.ts';
import type { Schema } from './schema.ts';
import { checkStamp, readStamp, type StampRows, type StoreStamp } from './stamp.ts';
import { checkVaultStamp } from './vault-stamp.ts';

/**
 * Refuses a store that it must not open, before anything in it is changed.
 * @throws ConsentryError as {@link settleMasterKeys} and {@link checkVaultStamp}
 */
export async function refuseForeign(
  db: Kysely<Schema>,
  { stamp, masterKeyFile }: { readonly stamp: StoreStamp; readonly masterKeyFile: string },
): Promise<void> {
  const tables = await db.introspection.getTables();
  if (!tables.some(({ name }) => name === 'stamp')) return;
  const rows = await readStamp(db);
  checkStamp(rows, stamp, readMasterKeys(masterKeyFile), masterKeyFile);
  await checkVaultStamp(db, rows, stamp);
}

/**
 * Reads the master keys and compares the store with what it is opened for. Makes a key for an empty store only.
 *
 * @throws ConsentryError `store_other_cloud`, `store_corrupt`, `key_mismatch`, `invalid_configuration`
 */
export function settleMasterKeys(
  rows: StampRows,
  stamp: StoreStamp,
  file: string,
  random: Random,
): MasterKeys {
  const keys = readMasterKeys(file);
  checkStamp(rows, stamp, keys, file);
  return keys ?? createMasterKeys(file, random);
}
