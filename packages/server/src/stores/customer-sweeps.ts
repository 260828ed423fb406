import type { SweepFailure, SweepId, TenantId } from '@consentry/core';
import type { Kysely, Selectable } from 'kysely';
import type { Schema, SweepItemsTable } from './schema.ts';

/** What became of a customer in a sweep. Instants are epoch milliseconds. */
export interface CustomerSweep {
  readonly sweep: SweepId;
  readonly task: string;
  readonly startedAt: number;
  readonly customer: TenantId;
  readonly state: 'open' | 'done' | 'failed' | 'unknown';
  readonly endedAt: number | undefined;
  readonly failure: SweepFailure | undefined;
}

/** Sweeps from the side of the customers. A dry run does nothing, and is none here. Each method throws `store_unavailable`. */
export interface CustomerSweeps {
  /** The newest sweep with a customer of this partner. */
  findNewest(
    partner: TenantId,
  ): Promise<{ readonly id: SweepId; readonly task: string; readonly startedAt: number } | undefined>;
  /** What became of some customers in a sweep. */
  listOf(
    sweep: SweepId,
    partner: TenantId,
    customers: readonly TenantId[],
  ): Promise<readonly CustomerSweep[]>;
  /** What became of a customer in the newest sweeps that it was in. */
  listNewest(partner: TenantId, customer: TenantId, limit: number): Promise<readonly CustomerSweep[]>;
}

export function createCustomerSweeps(db: Kysely<Schema>): CustomerSweeps {
  const items = () =>
    db
      .selectFrom('sweep_items')
      .innerJoin('sweeps', 'sweeps.id', 'sweep_items.sweep')
      .selectAll('sweep_items')
      .select(['sweeps.task', 'sweeps.created_at'])
      .where('sweeps.is_dry_run', '=', 0);
  return {
    async findNewest(partner) {
      const row = await db
        .selectFrom('sweeps')
        .select(['id', 'task', 'created_at'])
        .where('is_dry_run', '=', 0)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('sweep_items')
              .select('sweep_items.customer')
              .whereRef('sweep_items.sweep', '=', 'sweeps.id')
              .where('sweep_items.partner', '=', partner),
          ),
        )
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && { id: row.id, task: row.task, startedAt: row.created_at };
    },
    async listOf(sweep, partner, customers) {
      if (customers.length === 0) return [];
      const rows = await items()
        .where('sweep', '=', sweep)
        .where('partner', '=', partner)
        .where('customer', 'in', [...customers])
        .execute();
      return rows.map(fromRow);
    },
    async listNewest(partner, customer, limit) {
      const rows = await items()
        .where('partner', '=', partner)
        .where('customer', '=', customer)
        .orderBy('sweeps.created_at', 'desc')
        .orderBy('sweeps.id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(fromRow);
    },
  };
}

type Row = Selectable<SweepItemsTable> & { readonly task: string; readonly created_at: number };

function fromRow(row: Row): CustomerSweep {
  return {
    sweep: row.sweep,
    task: row.task,
    startedAt: row.created_at,
    customer: row.customer,
    state: row.state,
    endedAt: row.ended_at ?? undefined,
    // The store wrote it.
    failure: row.failure === null ? undefined : (JSON.parse(row.failure) as SweepFailure),
  };
}
