import { type RawBuilder, sql } from 'kysely';

/** A name as it is searched and sorted by: upper and lower case, and forms of one letter, are the same. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim().slice(0, 200);
}

/** True for what begins with a text, both folded: by an index over the column, where there is one. */
export function beginsWith(column: RawBuilder<unknown>, folded: string): RawBuilder<boolean> {
  // Text sorts by its bytes on both databases, and nothing sorts after the last character.
  return sql<boolean>`(${column} >= ${folded} and ${column} < ${`${folded}\u{10ffff}`})`;
}
