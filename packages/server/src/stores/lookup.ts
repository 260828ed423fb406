import type { Compilable, Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** Finds the row of a key. */
export type Lookup<Key extends string, Row> = (key: Key) => Promise<Row | undefined>;

/**
 * A query that is built once and asked with one key after the other: for what each redemption reads, because building such a
 * query takes longer than SQLite needs for its answer.
 *
 * @param build makes the query; the key must be its only value
 * @throws TypeError for a query with another value: it would be asked with the key in its place
 */
export function createLookup<Key extends string, Row>(
  db: Kysely<Schema>,
  build: (key: Key) => Compilable<Row>,
): Lookup<Key, Row> {
  const standIn = 'the key' as Key;
  const query = build(standIn).compile();
  if (query.parameters.length !== 1 || query.parameters[0] !== standIn)
    throw new TypeError('the key is the only value of a lookup');
  return async (key) => {
    const { rows } = await db.executeQuery<Row>({ ...query, parameters: [key] });
    return rows[0];
  };
}
