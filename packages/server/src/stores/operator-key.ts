import { ConsentryError, type Random, Secret } from '@consentry/core';
import type { Kysely } from 'kysely';
import { createOperatorKey, hashCallerKey, readCallerKey } from '../access/caller-key.ts';
import { writePrivateFile } from './private-file.ts';
import { readPrivateFile } from './read-private-file.ts';
import type { Schema } from './schema.ts';

const stampName = 'operator-key-hash';
const placeName = 'operator-key-place';

export interface OperatorKey {
  readonly hash: string;
  /** True when it was made now. */
  readonly isNew: boolean;
  /** On Postgres: where the file was first, when this replica has none. */
  readonly madeIn?: string | undefined;
}

/**
 * Makes sure that the operator key file and the store agree. A missing file, or one whose key is not the
 * store's, gives a new key; the old one is then worth nothing.
 *
 * @throws ConsentryError `invalid_configuration` when others may read the file
 */
export async function settleOperatorKey(
  db: Kysely<Schema>,
  file: string,
  random: Random,
): Promise<OperatorKey> {
  const present = readHash(file);
  if (present !== undefined && present === (await findStamp(db, stampName))) {
    return { hash: present, isNew: false };
  }
  const key = createOperatorKey(random);
  const hash = hashCallerKey(key);
  await db
    .insertInto('stamp')
    .values({ name: stampName, value: hash })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: hash }))
    .execute();
  writePrivateFile(file, `${key.reveal()}\n`);
  return { hash, isNew: true };
}

/**
 * Makes sure that the operator key file of a replica agrees with the store. The first replica makes the key, or brings
 * one; a replica without a file gets none, for the store holds only the hash: it says where the file was made.
 *
 * @param db a transaction with a turn, so that one replica is the first
 * @param place where this replica's file is, for people
 * @throws ConsentryError `invalid_configuration` when others may read the file, or it holds another key
 */
export async function shareOperatorKey(
  db: Kysely<Schema>,
  file: string,
  place: string,
  random: Random,
): Promise<OperatorKey> {
  const present = readHash(file);
  const stored = await findStamp(db, stampName);
  const madeIn = await findStamp(db, placeName);
  if (stored !== undefined) {
    if (present === undefined) return { hash: stored, isNew: false, madeIn };
    if (present === stored) return { hash: stored, isNew: false };
    throw new ConsentryError('invalid_configuration', {
      message: `${file} does not hold the operator key of this store.`,
      remedy: `Copy the file that was made as ${madeIn ?? 'the first one'}, or remove this one.`,
    });
  }
  let hash = present;
  if (hash === undefined) {
    const key = createOperatorKey(random);
    hash = hashCallerKey(key);
    writePrivateFile(file, `${key.reveal()}\n`);
  }
  await db
    .insertInto('stamp')
    .values([
      { name: stampName, value: hash },
      { name: placeName, value: place },
    ])
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ value: (row) => row.ref('excluded.value') }),
    )
    .execute();
  return { hash, isNew: true };
}

/** The hash of the key in a file. Undefined when there is no file, or no operator key in it. */
function readHash(file: string): string | undefined {
  const text = readPrivateFile(file)?.trim();
  return text !== undefined && readCallerKey(text)?.kind === 'operator'
    ? hashCallerKey(Secret.of(text))
    : undefined;
}

async function findStamp(db: Kysely<Schema>, name: string): Promise<string | undefined> {
  return (await db.selectFrom('stamp').select('value').where('name', '=', name).executeTakeFirst())?.value;
}
