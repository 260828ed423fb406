import type { Random } from '@consentry/core';
import { Secret } from '@consentry/core';
import type { Kysely } from 'kysely';
import { createOperatorKey, hashCallerKey, readCallerKey } from '../access/caller-key.ts';
import { writePrivateFile } from './private-file.ts';
import { readPrivateFile } from './read-private-file.ts';
import type { Schema } from './schema.ts';

const stampName = 'operator-key-hash';

export interface OperatorKey {
  readonly hash: string;
  /** True when it was made now. */
  readonly isNew: boolean;
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
  const stored = await db
    .selectFrom('stamp')
    .select('value')
    .where('name', '=', stampName)
    .executeTakeFirst();
  const text = readPrivateFile(file)?.trim();
  if (text !== undefined && readCallerKey(text)?.kind === 'operator') {
    const hash = hashCallerKey(Secret.of(text));
    if (hash === stored?.value) return { hash, isNew: false };
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
