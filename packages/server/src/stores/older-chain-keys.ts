import { type Envelope, isConsentryError, type MasterKey } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Log } from '../log.ts';
import { type ChainKey, deriveChainKeys, readChainKey, writeChainKey } from './audit/audit-chain.ts';
import type { Schema } from './schema.ts';
import { chainKeysContext } from './sealed-texts.ts';
import { chainKeysName, chainKeysOf, type StampRows } from './stamp.ts';

/**
 * Keeps what verifies the audit of the time of other master keys, sealed under the one that seals now: so their lines
 * may go, and what was chained under them can still be verified.
 *
 * @param others the master keys of the file after the first
 */
export async function keepChainKeys(
  db: Kysely<Schema>,
  others: readonly MasterKey[],
  envelope: Envelope,
): Promise<void> {
  const rows = deriveChainKeys(others).map((key) => {
    const name = chainKeysName(key.id);
    return { name, value: envelope.seal(writeChainKey(key), chainKeysContext(name)) };
  });
  if (rows.length === 0) return;
  await db
    .insertInto('stamp')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What verifies the audit of the time of master keys that are not here any more. One that cannot be opened is left out. */
export function openChainKeys(
  rows: StampRows,
  present: readonly MasterKey[],
  envelope: Envelope,
  log: Pick<Log, 'warn'>,
): readonly ChainKey[] {
  const gone = [...chainKeysOf(rows)].filter(([id]) => present.every((key) => key.id !== id));
  return gone.flatMap(([id, sealed]) => {
    try {
      return [readChainKey(envelope.open(sealed, chainKeysContext(chainKeysName(id))))];
    } catch (error) {
      if (!isConsentryError(error)) throw error;
      log.warn({ masterKey: id, code: error.code }, 'the audit of an older master key cannot be verified');
      return [];
    }
  });
}
