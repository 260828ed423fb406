import type { Random } from '@consentry/core';
import type { Kysely } from 'kysely';
import { createMasterKeys, type MasterKeys, readMasterKeys } from './master-keys.ts';
import type { Schema } from './schema.ts';
import { checkStamp, readStamp, type StampRows, type StoreStamp } from './stamp.ts';

/**
 * Refuses a store that it must not open, before anything in it is changed.
 * @throws ConsentryError as {@link settleMasterKeys}
 */
export async function refuseForeign(
  db: Kysely<Schema>,
  { stamp, masterKeyFile }: { readonly stamp: StoreStamp; readonly masterKeyFile: string },
): Promise<void> {
  const tables = await db.introspection.getTables();
  if (!tables.some(({ name }) => name === 'stamp')) return;
  checkStamp(await readStamp(db), stamp, readMasterKeys(masterKeyFile), masterKeyFile);
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
