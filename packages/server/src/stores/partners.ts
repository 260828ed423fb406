import type { GrantState, TenantId } from '@consentry/core';
import { type Kysely, sql } from 'kysely';
import { beginsWith, foldName } from './fold-name.ts';
import type { Schema } from './schema.ts';

/** A partner that was invited, or gave a grant. */
export interface KnownPartner {
  readonly partner: TenantId;
  /** As an operator gave it last. */
  readonly name: string | undefined;
  /** When all of its customers were listed last, epoch milliseconds. Undefined: never. */
  readonly customersReadAt: number | undefined;
}

/** What is looked for in a list of partners. */
export interface PartnerSearch {
  readonly limit: number;
  readonly after?: TenantId | undefined;
  /** How the name, the tenant id or a user name begins. */
  readonly text?: string | undefined;
  /** Those with a grant in this state. `none`: without any grant. */
  readonly state?: GrantState | 'none' | undefined;
}

/** Partners by their names. Each method throws `store_unavailable`. */
export interface PartnerStore {
  /** In the order of their names; those without one stand by their tenant ids. */
  list(search: PartnerSearch): Promise<readonly KnownPartner[]>;
  find(partner: TenantId): Promise<KnownPartner | undefined>;
  count(): Promise<number>;
}

export function createPartnerStore(db: Kysely<Schema>): PartnerStore {
  const rows = () => db.selectFrom('partners').select(['partner', 'name', 'customers_read_at']);
  return {
    async list({ limit, after, text, state }) {
      let query = rows().orderBy('name_key').orderBy('partner').limit(limit);
      if (text !== undefined) query = query.where('partner', 'in', matchingPartners(db, foldName(text)));
      if (state !== undefined) query = query.where(hasGrant(state));
      if (after !== undefined)
        query = query.where(
          sql<boolean>`(name_key, partner) > (select p.name_key, p.partner from partners as p where p.partner = ${after})`,
        );
      return (await query.execute()).map(fromRow);
    },
    async find(partner) {
      const row = await rows().where('partner', '=', partner).executeTakeFirst();
      return row && fromRow(row);
    },
    async count() {
      const { count } = await db
        .selectFrom('partners')
        .select(({ fn }) => fn.countAll<number | string>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    },
  };
}

/** Partners that a text finds: each of three indexes is asked, and none is read whole. */
export function matchingPartners(db: Kysely<Schema>, folded: string) {
  return db
    .selectFrom('partners')
    .select('partner')
    .where(beginsWith(sql.ref('name_key'), folded))
    .union(
      db
        .selectFrom('partners')
        .select('partner')
        .where(beginsWith(sql.ref('partner'), folded)),
    )
    .union(db.selectFrom('grants').select('partner').where(beginsWith(sql`lower(username)`, folded)));
}

function hasGrant(state: GrantState | 'none') {
  if (state === 'none')
    return sql<boolean>`not exists (select 1 from grants where grants.partner = partners.partner)`;
  return sql<boolean>`exists (select 1 from grants where grants.partner = partners.partner and grants.state = ${state})`;
}

/**
 * Remembers a partner, as a part of what names it.
 * @param name takes the place of an older one; undefined leaves that
 */
export async function knowPartner(
  db: Kysely<Schema>,
  partner: TenantId,
  name: string | undefined,
): Promise<void> {
  const named = { name: name ?? null, name_key: foldName(name ?? partner) };
  const insert = db.insertInto('partners').values({ partner, ...named });
  await insert
    .onConflict((conflict) =>
      name === undefined ? conflict.doNothing() : conflict.column('partner').doUpdateSet(named),
    )
    .execute();
}

function fromRow(row: {
  readonly partner: TenantId;
  readonly name: string | null;
  readonly customers_read_at: number | null;
}): KnownPartner {
  return {
    partner: row.partner,
    name: row.name ?? undefined,
    customersReadAt: row.customers_read_at ?? undefined,
  };
}
