import {
  type ClaimedItem,
  type Envelope,
  type ItemRows,
  type Row,
  Secret,
  type SweepId,
} from '@consentry/core';
import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Schema } from './schema.ts';

/** What was found at customers: personal data of theirs, so it is sealed. */
export interface SweepRows {
  write(
    transaction: Transaction<Schema>,
    sweep: SweepId,
    item: Pick<ClaimedItem, 'partner' | 'customer'>,
    rows: readonly Row[],
  ): Promise<void>;
  /** Customer by customer. @throws ConsentryError `secret_unreadable`, `key_mismatch`, `store_unavailable` */
  read(sweep: SweepId): AsyncGenerator<ItemRows>;
}

/** A customer may have a megabyte. */
const readAtOnce = 16;

export function createSweepRows(db: Kysely<Schema>, envelope: Envelope): SweepRows {
  return {
    async write(transaction, sweep, { partner, customer }, rows) {
      if (rows.length === 0) return;
      const text = Secret.of(JSON.stringify(rows));
      const sealed = envelope.seal(text, sweepRowsContext(sweep, partner, customer));
      const values = { key_id: keyIdOf(sealed), sealed };
      await transaction
        .insertInto('sweep_rows')
        .values({ sweep, partner, customer, ...values })
        .onConflict((conflict) => conflict.columns(['sweep', 'partner', 'customer']).doUpdateSet(values))
        .execute();
    },
    async *read(sweep) {
      for (let [partner, customer] = ['', '']; ; ) {
        const found = await db
          .selectFrom('sweep_rows as found')
          .innerJoin('sweep_items as item', (join) =>
            join
              .onRef('item.sweep', '=', 'found.sweep')
              .onRef('item.partner', '=', 'found.partner')
              .onRef('item.customer', '=', 'found.customer'),
          )
          .select(['found.partner', 'found.customer', 'found.sealed', 'item.customer_name as name'])
          .where('found.sweep', '=', sweep)
          .where(sql<boolean>`(found.partner, found.customer) > (${partner}, ${customer})`)
          .orderBy('found.partner')
          .orderBy('found.customer')
          .limit(readAtOnce)
          .execute();
        for (const one of found) {
          const opened = envelope.open(one.sealed, sweepRowsContext(sweep, one.partner, one.customer));
          yield {
            partner: one.partner,
            customer: one.customer,
            ...(one.name !== null && { customerName: one.name }),
            rows: JSON.parse(opened.reveal()) as readonly Row[],
          };
        }
        const last = found.at(-1);
        if (last === undefined || found.length < readAtOnce) return;
        [partner, customer] = [last.partner, last.customer];
      }
    },
  };
}

/** What the rows of a customer are sealed for. */
export function sweepRowsContext(sweep: string, partner: string, customer: string): string {
  return `sweep-rows|${sweep}|${partner}|${customer}`;
}

/** Of the master key that something is sealed under. */
export function keyIdOf(sealed: string): string {
  return sealed.split('.', 2)[1] ?? '';
}
