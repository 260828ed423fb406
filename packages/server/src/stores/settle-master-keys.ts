import type { Random } from '@consentry/core';
import { createMasterKeys, type MasterKeys, readMasterKeys } from './master-keys.ts';
import { checkStamp, type StampRows, type StoreStamp } from './stamp.ts';

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
