import { type RawBuilder, sql } from 'kysely';

/**
 * Whether the text of a column begins so, whichever case its letters have; on SQLite that holds for ASCII alone. Nothing in the
 * beginning stands for anything else.
 */
export function startsWith(column: string, beginning: string): RawBuilder<boolean> {
  const { length } = Array.from(beginning);
  return sql<boolean>`lower(substr(${sql.ref(column)}, 1, ${sql.lit(length)})) = lower(${beginning})`;
}
