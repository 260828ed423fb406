import type { TenantId } from '@consentry/core';
import { type Kysely, type Selectable, sql } from 'kysely';
import { foldName } from './fold-name.ts';
import type { CustomersTable, Schema } from './schema.ts';

/** A customer, as something named it. */
export interface NamedCustomer {
  readonly partner: TenantId;
  readonly customer: TenantId;
  readonly customerName?: string | undefined;
  readonly domain?: string | undefined;
}

/**
 * Remembers customers, as a part of what names them. A name stays until a newer one comes.
 * @param listedAt of what Partner Center listed; undefined for what something else named
 */
export async function knowCustomers(
  db: Kysely<Schema>,
  customers: readonly NamedCustomer[],
  listedAt?: number,
): Promise<void> {
  // Two who note the same rows take them in the same order, and neither waits for the other.
  const each = new Map(customers.map((one) => [`${one.partner} ${one.customer}`, one]));
  const values = [...each]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, customer]) => toRow(customer, listedAt));
  if (values.length === 0) return;
  const insert = db.insertInto('customers').values(values);
  if (listedAt === undefined) {
    await insert.onConflict((conflict) => conflict.doNothing()).execute();
    return;
  }
  await insert
    .onConflict((conflict) =>
      conflict.columns(['partner', 'customer']).doUpdateSet({
        name: sql`coalesce(excluded.name, customers.name)`,
        name_key: sql`case when excluded.name is null then customers.name_key else excluded.name_key end`,
        domain: sql`coalesce(excluded.domain, customers.domain)`,
        domain_key: sql`coalesce(excluded.domain_key, customers.domain_key)`,
        listed_at: sql`excluded.listed_at`,
      }),
    )
    .execute();
}

function toRow(
  { partner, customer, customerName, domain }: NamedCustomer,
  listedAt: number | undefined,
): Selectable<CustomersTable> {
  return {
    partner,
    customer,
    name: customerName ?? null,
    name_key: foldName(customerName ?? customer),
    domain: domain ?? null,
    domain_key: domain === undefined ? null : foldName(domain),
    listed_at: listedAt ?? null,
  };
}
