import { type Clock, ConsentryError, type Random } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { MasterKeys } from './master-keys.ts';
import type { Schema } from './schema.ts';
import { transact } from './transact.ts';

/** What a store belongs to. It opens for nothing else. */
export interface StoreStamp {
  readonly cloud: string;
  readonly application: string;
  /** The URL of the Key Vault that is configured. Undefined: there is the vault of the database alone. */
  readonly vault?: string | undefined;
}

/** What the stamp says of a store that never had a Key Vault; so does one that says nothing. */
const ownVault = 'database';

const keyPrefix = 'master-key:';
const freedPrefix = 'freed-key:';
const chainKeysPrefix = 'chain-keys:';
const storeName = 'store';

/** The stamp of a store: names and values. Empty for a store that was never opened. */
export type StampRows = ReadonlyMap<string, string>;

/** Reads the stamp. @throws ConsentryError `store_unavailable` */
export async function readStamp(db: Kysely<Schema>): Promise<StampRows> {
  const rows = await db.selectFrom('stamp').selectAll().execute();
  return new Map(rows.map(({ name, value }) => [name, value]));
}

/**
 * Compares a store with what it is opened for.
 *
 * @param keys undefined when there is no master key file
 * @throws ConsentryError `store_other_cloud`, `store_corrupt`, `key_mismatch` with the id of the key that is expected
 */
export function checkStamp(
  rows: StampRows,
  stamp: StoreStamp,
  keys: MasterKeys | undefined,
  keyFile: string,
): void {
  for (const name of ['cloud', 'application'] as const) {
    const stored = rows.get(name);
    if (stored === undefined || stored === stamp[name]) continue;
    throw new ConsentryError('store_other_cloud', {
      message: `The store was made for the ${name} ${stored}, not for ${stamp[name]}.`,
      facts: { expected: stored, configured: stamp[name] },
    });
  }
  if (rows.size > 0 && keyIdsOf(rows).length === 0) {
    throw new ConsentryError('store_corrupt', {
      message: 'The store does not say which master key it needs.',
    });
  }
  const present = keys?.map(({ id }) => id) ?? [];
  for (const id of keyIdsOf(rows).filter((expected) => !present.includes(expected))) {
    throw new ConsentryError('key_mismatch', {
      message: keys
        ? `The store needs the master key ${id}, and ${keyFile} does not hold it.`
        : `The store needs the master key ${id}, and there is no file ${keyFile}.`,
      facts: { expectedKeyId: id },
    });
  }
}

/** The Key Vault that references of this store name. Undefined where there never was one. */
export function keyVaultOf(rows: StampRows): string | undefined {
  const vault = rows.get('vault') ?? ownVault;
  return vault === ownVault ? undefined : vault;
}

/** Writes the stamp, and that this master key seals now. A key stays listed as long as anything is sealed under it. */
export async function writeStamp(
  db: Kysely<Schema>,
  stamp: StoreStamp,
  sealingKeyId: string,
  { random, clock }: { readonly random: Random; readonly clock: Clock },
): Promise<void> {
  await db
    .insertInto('stamp')
    .values([
      { name: storeName, value: Buffer.from(random.bytes(12)).toString('base64url') },
      { name: 'cloud', value: stamp.cloud },
      { name: 'application', value: stamp.application },
      { name: 'vault', value: stamp.vault ?? ownVault },
    ])
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // Whose Key Vault the references name: see `checkVaultStamp`, which lets another one take its place.
  if (stamp.vault !== undefined) {
    await db.updateTable('stamp').set({ value: stamp.vault }).where('name', '=', 'vault').execute();
  }
  await noteSealing(db, sealingKeyId, clock.now());
}

/** Notes that a master key seals at this instant, so that nobody takes it for one that is no longer needed. */
export async function noteSealing(db: Kysely<Schema>, keyId: string, at: number): Promise<void> {
  const row = { name: keyPrefix + keyId, value: String(at) };
  await db
    .insertInto('stamp')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: row.value }))
    .execute();
}

/** A master key that the store needs. */
export interface NeededKey {
  readonly id: string;
  /** When it was last known to seal, epoch milliseconds. */
  readonly sealingAt: number;
}

/** The master keys without which the store does not open. */
export function neededKeysOf(rows: StampRows): readonly NeededKey[] {
  return keyIdsOf(rows).map((id) => ({ id, sealingAt: Number(rows.get(keyPrefix + id) ?? 0) }));
}

/**
 * Takes a master key off the list, unless it was noted to seal meanwhile, and keeps that it once sealed.
 * @returns whether it is off
 */
export function dropNeededKey(db: Kysely<Schema>, { id, sealingAt }: NeededKey): Promise<boolean> {
  const values = sealingAt === 0 ? ['', '0'] : [String(sealingAt)];
  return transact(db, async (transaction) => {
    const dropped = await transaction
      .deleteFrom('stamp')
      .where('name', '=', keyPrefix + id)
      .where('value', 'in', values)
      .returning('name')
      .executeTakeFirst();
    if (dropped === undefined) return false;
    await transaction
      .insertInto('stamp')
      .values({ name: freedPrefix + id, value: String(sealingAt) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return true;
  });
}

/** The master keys that sealed once and were taken off the list of those that the store needs. */
export function freedKeysOf(rows: StampRows): readonly string[] {
  return idsAfter(freedPrefix, rows);
}

/** The name of the row with what verifies the audit of a master key's time. */
export function chainKeysName(keyId: string): string {
  return chainKeysPrefix + keyId;
}

/** The rows with what verifies the audit of the time of other master keys, by the id of the key. Sealed. */
export function chainKeysOf(rows: StampRows): ReadonlyMap<string, string> {
  return new Map(
    [...rows]
      .filter(([name]) => name.startsWith(chainKeysPrefix))
      .map(([name, value]) => [name.slice(chainKeysPrefix.length), value]),
  );
}

function keyIdsOf(rows: StampRows): readonly string[] {
  return idsAfter(keyPrefix, rows);
}

function idsAfter(prefix: string, rows: StampRows): readonly string[] {
  return [...rows.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

/** The id of a stamped store: random, made once. */
export function storeIdOf(rows: StampRows): string {
  const id = rows.get(storeName);
  if (id === undefined) throw new ConsentryError('store_corrupt', { message: 'The store has no id.' });
  return id;
}
