import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../../schema.ts';
import type { StoredGroup } from '../audit-chain.ts';
import { readTenants } from '../audit-group.ts';
import type { ListedGroup } from '../verify-audit.ts';

type PlacedGroup = Omit<ListedGroup, 'isListed'>;

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
export async function* walkGroups(db: Kysely<Schema>): AsyncGenerator<ListedGroup> {
  let last: Pick<StoredGroup, 'writer' | 'sequence'> | undefined = { writer: '', sequence: 0 };
  let limit = firstPage;
  while (last !== undefined) {
    const rows: readonly PlacedGroup[] = await db
      .selectFrom('audit_groups')
      .select([
        'position',
        'writer',
        'sequence',
        'first_at as firstAt',
        'last_at as lastAt',
        'count',
        'body',
        'mac',
      ])
      .where(sql<boolean>`(writer, sequence) > (${last.writer}, ${last.sequence}::bigint)`)
      .orderBy('writer')
      .orderBy('sequence')
      .limit(limit)
      .execute();
    const hidden = await findHidden(db, rows);
    for (const row of rows) yield { ...row, isListed: !hidden.has(row.position) };
    const weight = rows.reduce((sum, { body }) => sum + body.length, 0);
    limit = Math.min(largestPage, Math.max(1, Math.round((pageCharacters * rows.length) / (weight + 1))));
    last = rows.at(-1);
    await setImmediate();
  }
}

/** The positions of groups that the list of a tenant leaves out. A group and its places in lists are stored at once. */
async function findHidden(db: Kysely<Schema>, groups: readonly PlacedGroup[]): Promise<ReadonlySet<number>> {
  const named = groups.flatMap(({ body, position }) =>
    readTenants(body).map((tenant) => ({ tenant, position })),
  );
  if (named.length === 0) return new Set();
  const { rows } = await sql<{ readonly position: number }>`
    select distinct named.position
    from unnest(${named.map(({ tenant }) => tenant)}::text[], ${named.map(({ position }) => position)}::bigint[])
      as named (tenant, position)
    where not exists (
      select from audit_tenants listed where listed.tenant = named.tenant and listed.position = named.position
    )`.execute(db);
  return new Set(rows.map(({ position }) => position));
}
