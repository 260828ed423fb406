import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../../schema.ts';
import type { StoredGroup } from '../audit-chain.ts';

/** What a page should weigh, in characters: so much is hashed before others get their turn. */
const pageCharacters = 1_000_000;
const firstPage = 100;
const largestPage = 2000;

/**
 * Every group: writer by writer, and of each in the order of its sequence. A page holds as many groups as weigh about
 * the same, and between two pages others get their turn.
 *
 * @throws ConsentryError `store_unavailable`
 */
export async function* walkGroups(db: Kysely<Schema>): AsyncGenerator<StoredGroup> {
  let last: Pick<StoredGroup, 'writer' | 'sequence'> | undefined = { writer: '', sequence: 0 };
  let limit = firstPage;
  while (last !== undefined) {
    const rows: readonly StoredGroup[] = await db
      .selectFrom('audit_groups')
      .select(['writer', 'sequence', 'first_at as firstAt', 'last_at as lastAt', 'count', 'body', 'mac'])
      .where(sql<boolean>`(writer, sequence) > (${last.writer}, ${last.sequence}::bigint)`)
      .orderBy('writer')
      .orderBy('sequence')
      .limit(limit)
      .execute();
    yield* rows;
    const weight = rows.reduce((sum, { body }) => sum + body.length, 0);
    limit = Math.min(largestPage, Math.max(1, Math.round((pageCharacters * rows.length) / (weight + 1))));
    last = rows.at(-1);
    await setImmediate();
  }
}
