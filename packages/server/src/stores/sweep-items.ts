import {
  causeOf,
  type Claim,
  type ClaimedItem,
  examplesOfCause,
  type ItemKey,
  type ItemOutcome,
  type NewItem,
  type Settlement,
  type SweepCounts,
  type SweepFailure,
  type SweepId,
  type SweepStore,
  type SweptItem,
} from '@consentry/core';
import { type Kysely, type Selectable, sql, type Transaction, type UpdateObject } from 'kysely';
import type { DatabaseKind } from './migrations/migration.ts';
import type { Schema, SweepItemsTable } from './schema.ts';
import { startsWith } from './starts-with.ts';
import type { SweepRows } from './sweep-rows.ts';
import { transact } from './transact.ts';

type ItemsOfSweeps = Pick<
  SweepStore,
  | 'addItems'
  | 'claim'
  | 'extend'
  | 'settle'
  | 'failPartner'
  | 'findNextDue'
  | 'listOpenPartners'
  | 'count'
  | 'listCauses'
  | 'listItems'
>;

/** A statement of SQLite takes 32,766 values, one of Postgres 65,535. */
const insertedAtOnce = 1000;

/** Adds customers; those that are there already stay as they are. */
export async function insertItems(
  db: Kysely<Schema>,
  sweep: SweepId,
  items: readonly NewItem[],
): Promise<void> {
  for (let begin = 0; begin < items.length; begin += insertedAtOnce) {
    const values = items
      .slice(begin, begin + insertedAtOnce)
      .map(({ partner, customer, customerName, turn }) => ({
        sweep,
        partner,
        customer,
        customer_name: customerName ?? null,
        turn,
        state: 'open' as const,
        due_at: 0,
      }));
    await db
      .insertInto('sweep_items')
      .values(values)
      .onConflict((conflict) => conflict.columns(['sweep', 'partner', 'customer']).doNothing())
      .execute();
  }
}

export function createSweepItems(db: Kysely<Schema>, rows: SweepRows, kind: DatabaseKind): ItemsOfSweeps {
  return {
    addItems: (id, items) => insertItems(db, id, items),
    claim: (id, claim) => claimItems(db, kind, id, claim),
    async extend(id, items, until) {
      return transact(db, async (transaction) => {
        const kept: ClaimedItem[] = [];
        for (const item of items) {
          const own = await changeClaimed(transaction, id, item, { due_at: until });
          if (own) kept.push(item);
        }
        return kept;
      });
    },
    settle: (id, settlements) =>
      transact(db, async (transaction) => {
        const written: Settlement[] = [];
        for (const settlement of settlements) {
          if (!(await changeClaimed(transaction, id, settlement.item, toChange(settlement)))) continue;
          written.push(settlement);
          if (settlement.is === 'over') await rows.write(transaction, id, settlement.item, settlement.rows);
        }
        return written;
      }),
    async failPartner(id, partner, failure, at) {
      const ended = await db
        .updateTable('sweep_items')
        .set({ state: 'failed', ...toColumns('partner', failure), ended_at: at })
        .where('sweep', '=', id)
        .where('partner', '=', partner)
        .where('state', '=', 'open')
        .where('is_claimed', '=', 0)
        .executeTakeFirst();
      return Number(ended.numUpdatedRows);
    },
    async findNextDue(id) {
      const { due } = await db
        .selectFrom('sweep_items')
        .select(({ fn }) => fn.min('due_at').as('due'))
        .where('sweep', '=', id)
        .where('state', '=', 'open')
        .executeTakeFirstOrThrow();
      return due ?? undefined;
    },
    async listOpenPartners(id) {
      const found = await db
        .selectFrom('sweep_items')
        .select('partner')
        .distinct()
        .where('sweep', '=', id)
        .where('state', '=', 'open')
        .execute();
      return found.map(({ partner }) => partner);
    },
    count: (id) => countItems(db, id),
    listCauses: (id) => listCauses(db, id),
    async listItems(id, { state, failureClass, customer, limit, after }) {
      const found = await db
        .selectFrom('sweep_items')
        .selectAll()
        .where('sweep', '=', id)
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'open'))
        .$if(failureClass !== undefined, (query) => query.where('failure_class', '=', failureClass ?? ''))
        .$if(customer !== undefined, (query) => query.where(isNamed(customer ?? '')))
        .$if(after !== undefined, (query) => query.where(isAfter(after)))
        .orderBy('partner')
        .orderBy('customer')
        .limit(limit)
        .execute();
      return found.map(describe);
    },
  };
}

function isAfter(after: ItemKey | undefined) {
  return sql<boolean>`(partner, customer) > (${after?.partner ?? ''}, ${after?.customer ?? ''})`;
}

function isNamed(customer: string) {
  return sql<boolean>`(${startsWith('customer_name', customer)} or ${startsWith('customer', customer)})`;
}

/** One statement, so that two who claim at once get different ones. */
async function claimItems(
  db: Kysely<Schema>,
  kind: DatabaseKind,
  id: SweepId,
  { limit, at, until, except }: Claim,
): Promise<readonly ClaimedItem[] | undefined> {
  const sweep = await db.selectFrom('sweeps').select('state').where('id', '=', id).executeTakeFirst();
  if (sweep?.state !== 'running') return undefined;
  const claimed = await db
    // Materialized: Postgres may run a subquery again for each row, and would claim more than the limit.
    .with(
      (cte) => cte('due').materialized(),
      (query) =>
        query
          .selectFrom('sweep_items')
          .select(['partner', 'customer'])
          .where('sweep', '=', id)
          .where('state', '=', 'open')
          .where('due_at', '<=', at)
          .$if(except.length > 0, (all) => all.where('partner', 'not in', except))
          .orderBy('turn')
          .orderBy('partner')
          .limit(limit)
          .$if(kind === 'postgres', (some) => some.forUpdate().skipLocked()),
    )
    .updateTable('sweep_items')
    .set({
      due_at: until,
      fence: sql`fence + 1`,
      lost: sql`lost + is_claimed`,
      is_claimed: 1,
    })
    .where('sweep', '=', id)
    .where(sql<boolean>`(partner, customer) in (select partner, customer from due)`)
    .returningAll()
    .execute();
  return claimed
    .toSorted((one, other) => one.turn - other.turn || (one.partner < other.partner ? -1 : 1))
    .map(({ partner, customer, customer_name: name, fence, attempts, lost }) => ({
      partner,
      customer,
      ...(name !== null && { customerName: name }),
      fence,
      attempts,
      lost,
    }));
}

/** Changes an item as long as nobody has claimed it since. */
async function changeClaimed(
  transaction: Transaction<Schema>,
  id: SweepId,
  { partner, customer, fence }: ClaimedItem,
  change: UpdateObject<Schema, 'sweep_items'>,
): Promise<boolean> {
  const changed = await transaction
    .updateTable('sweep_items')
    .set(change)
    .where('sweep', '=', id)
    .where('partner', '=', partner)
    .where('customer', '=', customer)
    .where('fence', '=', fence)
    .where('state', '=', 'open')
    .returning('fence')
    .executeTakeFirst();
  return changed !== undefined;
}

function toChange(settlement: Settlement): UpdateObject<Schema, 'sweep_items'> {
  if (settlement.is === 'released') return { is_claimed: 0, due_at: settlement.dueAt ?? 0 };
  const tried = { is_claimed: 0, attempts: sql<number>`attempts + 1` };
  if (settlement.is === 'deferred') return { ...tried, due_at: settlement.dueAt };
  const { outcome, at } = settlement;
  const over = { ...tried, state: outcome.state, ended_at: at };
  if (outcome.state === 'done') return { ...over, rows: outcome.rows, is_cut: outcome.isCut ? 1 : 0 };
  return { ...over, ...toColumns(outcome.reach, outcome) };
}

function toColumns(reach: 'customer' | 'partner', failure: SweepFailure) {
  const { code, failureClass, actor, message, remedy, facts } = failure;
  return {
    failure_class: failureClass,
    cause: causeOf(failure),
    failure: JSON.stringify({ reach, code, failureClass, actor, message, remedy, facts }),
  };
}

function describe(row: Selectable<SweepItemsTable>): SweptItem {
  const outcome = readOutcome(row);
  return {
    partner: row.partner,
    customer: row.customer,
    ...(row.customer_name !== null && { customerName: row.customer_name }),
    attempts: row.attempts,
    ...(outcome !== undefined && { outcome }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
  };
}

/** The store wrote what it reads. */
function readOutcome(row: Selectable<SweepItemsTable>): ItemOutcome | undefined {
  const { state, failure } = row;
  if (state === 'open') return undefined;
  if (state === 'done') return { state, rows: row.rows, isCut: row.is_cut === 1 };
  if (failure === null) throw new TypeError('a customer failed for no reason');
  return { state, ...(JSON.parse(failure) as SweepFailure & { readonly reach: 'customer' | 'partner' }) };
}

/** From an index that has it all. */
async function countItems(db: Kysely<Schema>, id: SweepId): Promise<SweepCounts> {
  const groups = await db
    .selectFrom('sweep_items')
    .select(({ fn }) => [
      'state',
      'failure_class',
      fn.countAll<number | bigint | string>().as('count'),
      fn.sum('rows').as('rows'),
      fn.sum('is_cut').as('cut'),
    ])
    .where('sweep', '=', id)
    .groupBy(['state', 'failure_class'])
    .execute();
  const counts = { open: 0, done: 0, unknown: 0, rows: 0, cut: 0 };
  const failed: Record<string, number> = {};
  for (const { state, failure_class: failureClass, count, rows, cut } of groups) {
    if (state === 'failed') failed[failureClass] = Number(count);
    else counts[state] += Number(count);
    counts.rows += Number(rows);
    counts.cut += Number(cut);
  }
  return { ...counts, failed };
}

async function listCauses(db: Kysely<Schema>, id: SweepId): ReturnType<SweepStore['listCauses']> {
  const groups = await db
    .selectFrom('sweep_items')
    .select(({ fn }) => [
      'state',
      'failure_class',
      'cause',
      fn.countAll<number | bigint | string>().as('count'),
    ])
    .where('sweep', '=', id)
    .where('state', 'in', ['failed', 'unknown'])
    .groupBy(['state', 'failure_class', 'cause'])
    .execute();
  const causes = groups.map(async ({ state, failure_class: failureClass, cause, count }) => {
    const found = await db
      .selectFrom('sweep_items')
      .selectAll()
      .where('sweep', '=', id)
      .where('state', '=', state)
      .where('failure_class', '=', failureClass)
      .where('cause', '=', cause)
      .orderBy('partner')
      .orderBy('customer')
      .limit(examplesOfCause)
      .execute();
    const items = found.map(describe);
    const [first] = items;
    if (first?.outcome === undefined || first.outcome.state === 'done')
      throw new TypeError('a cause without a customer');
    const { outcome } = first;
    const { message, remedy } = outcome;
    const examples = items.map(({ partner, customer, customerName }) => ({
      partner,
      customer,
      customerName,
    }));
    return {
      state: outcome.state,
      code: outcome.code,
      failureClass: outcome.failureClass,
      message,
      remedy,
      count: Number(count),
      examples,
    };
  });
  return (await Promise.all(causes)).toSorted((one, other) => other.count - one.count);
}
