import { type Kysely, sql } from 'kysely';
import { foldName } from '../fold-name.ts';
import type { Migration } from './migration.ts';

/**
 * Which partners and customers are known, so that they are found by their names; each turn of the reach of tokens; and invitations
 * that were taken back. What is known already is taken from the rows that name it.
 */
export const knownTenants: Migration = {
  number: 16,
  name: 'known tenants',
  async up(db) {
    await createTables(db);
    await addIndexes(db);
    await fillPartners(db);
    await fillCustomers(db);
    await sql`insert into reach_turns (partner, customer, resource, since, works, code, aadsts)
      select partner, customer, resource, before_since, 1 - works, before_code, before_aadsts from token_reach
      where before_since is not null`.execute(db);
    await sql`insert into reach_turns (partner, customer, resource, since, works, code, aadsts)
      select partner, customer, resource, since, works, code, aadsts from token_reach
      where before_since is null or before_since <> since`.execute(db);
  },
};

async function createTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('partners')
    .addColumn('partner', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text')
    .addColumn('name_key', 'text', (column) => column.notNull())
    .addColumn('customers_read_at', 'bigint')
    .execute();
  await db.schema
    .createTable('customers')
    .addColumn('partner', 'text', (column) => column.notNull())
    .addColumn('customer', 'text', (column) => column.notNull())
    .addColumn('name', 'text')
    .addColumn('name_key', 'text', (column) => column.notNull())
    .addColumn('domain', 'text')
    .addColumn('domain_key', 'text')
    .addColumn('listed_at', 'bigint')
    .addPrimaryKeyConstraint('customers_key', ['partner', 'customer'])
    .execute();
  await db.schema
    .createTable('reach_turns')
    .addColumn('partner', 'text', (column) => column.notNull())
    .addColumn('customer', 'text', (column) => column.notNull())
    .addColumn('resource', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('works', 'bigint', (column) => column.notNull())
    .addColumn('code', 'text')
    .addColumn('aadsts', 'bigint')
    .addPrimaryKeyConstraint('reach_turns_key', ['partner', 'customer', 'resource', 'since'])
    .execute();
  await db.schema.alterTable('invitations').addColumn('revoked_at', 'bigint').execute();
}

async function addIndexes(db: Kysely<unknown>): Promise<void> {
  const index = (name: string, table: string, columns: string[]) =>
    db.schema.createIndex(name).on(table).columns(columns).execute();
  await index('partners_by_name', 'partners', ['name_key', 'partner']);
  await index('customers_by_name', 'customers', ['partner', 'name_key', 'customer']);
  await index('customers_by_domain', 'customers', ['partner', 'domain_key']);
  await index('invitations_newest', 'invitations', ['created_at', 'id']);
  await index('invitations_of_partner', 'invitations', ['partner']);
  await index('grants_of_partner', 'grants', ['partner', 'state']);
  await index('grants_by_state', 'grants', ['state', 'mfa', 'partner']);
  await sql`create index grants_by_account on grants (lower(username), partner)`.execute(db);
}

/** The tables as they are at this step. */
interface Filled {
  readonly grants: { readonly partner: string };
  readonly invitations: {
    readonly partner: string;
    readonly partner_name: string | null;
    readonly kind: string;
    readonly created_at: number;
  };
  readonly admin_consents: {
    readonly partner: string;
    readonly customer: string;
    readonly customer_name: string | null;
  };
  readonly token_reach: Filled['admin_consents'];
  partners: { partner: string; name: string | null; name_key: string };
  customers: { partner: string; customer: string; name: string | null; name_key: string };
}

const atOnce = 500;

/** By the newest name that an operator gave. */
async function fillPartners(db: Kysely<Filled>): Promise<void> {
  const names = new Map<string, string | null>();
  for (const { partner } of await db.selectFrom('grants').select('partner').distinct().execute())
    names.set(partner, null);
  const invited = await db
    .selectFrom('invitations')
    .select(['partner', 'partner_name'])
    .where('kind', '<>', 'test')
    .orderBy('created_at')
    .execute();
  for (const { partner, partner_name: name } of invited)
    names.set(partner, name ?? names.get(partner) ?? null);
  const rows = [...names].map(([partner, name]) => ({ partner, name, name_key: foldName(name ?? partner) }));
  for (let from = 0; from < rows.length; from += atOnce)
    await db
      .insertInto('partners')
      .values(rows.slice(from, from + atOnce))
      .execute();
}

async function fillCustomers(db: Kysely<Filled>): Promise<void> {
  const known = new Map<string, Filled['customers']>();
  for (const table of ['admin_consents', 'token_reach'] as const) {
    const found = await db
      .selectFrom(table)
      .select(['partner', 'customer', 'customer_name as name'])
      .distinct()
      .execute();
    for (const { partner, customer, name } of found) {
      const key = `${partner} ${customer}`;
      const best = name ?? known.get(key)?.name ?? null;
      known.set(key, { partner, customer, name: best, name_key: foldName(best ?? customer) });
    }
  }
  const rows = [...known.values()];
  for (let from = 0; from < rows.length; from += atOnce)
    await db
      .insertInto('customers')
      .values(rows.slice(from, from + atOnce))
      .execute();
}
