import type { SweepId, TenantId } from '@consentry/core';
import { type Kysely, type Selectable, sql } from 'kysely';
import { type ConsentProof, proofKey } from './admin-consents.ts';
import { beginsWith, foldName } from './fold-name.ts';
import type { CustomersTable, Schema } from './schema.ts';
import { knowCustomers, type NamedCustomer } from './know-customers.ts';
import { transact } from './transact.ts';

/** A customer of a partner that is known. */
export interface KnownCustomer extends NamedCustomer {
  /** When Partner Center listed it last, epoch milliseconds. Undefined: it never did. */
  readonly listedAt: number | undefined;
}

/** What is looked for in a list of customers. */
export interface CustomerSearch {
  readonly limit: number;
  readonly after?: TenantId | undefined;
  /** How the name, the domain or the tenant id begins. */
  readonly text?: string | undefined;
  /** Those of which a token worked once and does not now. */
  readonly hasLost?: boolean | undefined;
  /** Those that failed in this sweep. */
  readonly failedIn?: SweepId | undefined;
  /** Those whose consent waits for nothing and proved what one of these says. @see ConsentProof */
  readonly lagging?: readonly ConsentProof[] | undefined;
}

/** Customers by their names. Each method throws `store_unavailable`. */
export interface CustomerStore {
  /** What Partner Center listed. @param at epoch milliseconds */
  note(customers: readonly NamedCustomer[], at: number): Promise<void>;
  /** All customers of a partner were listed, by a reading that began at this instant. */
  noteRead(partner: TenantId, at: number): Promise<void>;
  /** In the order of their names; those without one stand by their tenant ids. */
  list(partner: TenantId, search: CustomerSearch): Promise<readonly KnownCustomer[]>;
  find(partner: TenantId, customer: TenantId): Promise<KnownCustomer | undefined>;
  /** How many are known, and of how many something was lost. */
  count(partner: TenantId): Promise<{ readonly known: number; readonly lost: number }>;
}

export function createCustomerStore(db: Kysely<Schema>): CustomerStore {
  const rows = (partner: TenantId) => db.selectFrom('customers').selectAll().where('partner', '=', partner);
  return {
    note: (customers, at) => transact(db, (transaction) => knowCustomers(transaction, customers, at)),

    async noteRead(partner, at) {
      const read = { customers_read_at: at };
      await db.updateTable('partners').set(read).where('partner', '=', partner).execute();
    },

    async list(partner, { limit, after, text, hasLost, failedIn, lagging }) {
      let query = rows(partner).orderBy('name_key').orderBy('customer').limit(limit);
      if (text !== undefined)
        query = query.where('customer', 'in', matchingCustomers(db, partner, foldName(text)));
      if (hasLost === true) query = query.where('customer', 'in', lost(db, partner));
      if (failedIn !== undefined) query = query.where('customer', 'in', failed(db, failedIn, partner));
      if (lagging !== undefined) query = query.where('customer', 'in', unproved(db, partner, lagging));
      if (after !== undefined)
        query = query.where(
          sql<boolean>`(name_key, customer) > (select c.name_key, c.customer from customers as c
            where c.partner = ${partner} and c.customer = ${after})`,
        );
      return (await query.execute()).map(fromRow);
    },

    async find(partner, customer) {
      const row = await rows(partner).where('customer', '=', customer).executeTakeFirst();
      return row && fromRow(row);
    },

    async count(partner) {
      const [known, lostOnes] = await Promise.all([
        db
          .selectFrom('customers')
          .select(({ fn }) => fn.countAll<number | string>().as('count'))
          .where('partner', '=', partner)
          .executeTakeFirstOrThrow(),
        lost(db, partner)
          .clearSelect()
          .select(({ fn }) => fn.count<number | string>('customer').distinct().as('count'))
          .executeTakeFirstOrThrow(),
      ]);
      return { known: Number(known.count), lost: Number(lostOnes.count) };
    },
  };
}

function matchingCustomers(db: Kysely<Schema>, partner: TenantId, folded: string) {
  const of = () => db.selectFrom('customers').select('customer').where('partner', '=', partner);
  return of()
    .where(beginsWith(sql.ref('name_key'), folded))
    .union(of().where(beginsWith(sql.ref('domain_key'), folded)))
    .union(of().where(beginsWith(sql.ref('customer'), folded)));
}

function lost(db: Kysely<Schema>, partner: TenantId) {
  return db
    .selectFrom('token_reach')
    .select('customer')
    .where('partner', '=', partner)
    .where('works', '=', 0)
    .where('before_since', 'is not', null);
}

function unproved(db: Kysely<Schema>, partner: TenantId, proofs: readonly ConsentProof[]) {
  return db
    .selectFrom('admin_consents')
    .select('customer')
    .where('partner', '=', partner)
    .where('next_look_at', 'is', null)
    .where(
      proofKey,
      'in',
      proofs.map(({ key }) => key),
    );
}

function failed(db: Kysely<Schema>, sweep: SweepId, partner: TenantId) {
  return db
    .selectFrom('sweep_items')
    .select('customer')
    .where('sweep', '=', sweep)
    .where('partner', '=', partner)
    .where('state', 'in', ['failed', 'unknown']);
}

function fromRow(row: Selectable<CustomersTable>): KnownCustomer {
  return {
    partner: row.partner,
    customer: row.customer,
    customerName: row.name ?? undefined,
    domain: row.domain ?? undefined,
    listedAt: row.listed_at ?? undefined,
  };
}
