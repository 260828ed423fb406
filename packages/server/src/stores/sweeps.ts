import type { Envelope, NewSweep, Sweep, SweepId, SweepStore } from '@consentry/core';
import { type Kysely, type Selectable, sql, type Updateable } from 'kysely';
import type { DatabaseKind } from './migrations/migration.ts';
import type { Schema, SweepsTable } from './schema.ts';
import { createSweepItems, insertItems } from './sweep-items.ts';
import { createSweepRows } from './sweep-rows.ts';
import { transact } from './transact.ts';

export interface SweepStoreDeps {
  readonly db: Kysely<Schema>;
  readonly envelope: Envelope;
  readonly kind: DatabaseKind;
}

/** Sweeps of a broker. */
export interface BrokerSweepStore extends SweepStore {
  /** For a process that has the store alone, at its start: whoever had claimed something is gone. @throws ConsentryError `store_unavailable` */
  endClaims(): Promise<void>;
}

/** So many customers go at once where many are removed: others write in between. */
const removedAtOnce = 2000;

/**
 * Sweeps as rows. A customer is claimed by one statement, so any number of replicas share a sweep; nothing here looks at all customers
 * to find a few.
 */
export function createSweepStore({ db, envelope, kind }: SweepStoreDeps): BrokerSweepStore {
  const rows = createSweepRows(db, envelope);
  const items = createSweepItems(db, rows, kind);

  const change = async (
    id: SweepId,
    from: readonly Sweep['state'][],
    to: Updateable<SweepsTable>,
  ): Promise<boolean> => {
    const changed = await db
      .updateTable('sweeps')
      .set(to)
      .where('id', '=', id)
      .where('state', 'in', from)
      .returning('id')
      .executeTakeFirst();
    return changed !== undefined;
  };

  const removeCustomers = async (id: SweepId): Promise<void> => {
    for (const table of ['sweep_rows', 'sweep_items'] as const) {
      for (;;) {
        const some = db
          .selectFrom(table)
          .select('customer')
          .where('sweep', '=', id)
          .orderBy('partner')
          .orderBy('customer')
          .limit(removedAtOnce);
        const removed = await db
          .deleteFrom(table)
          .where('sweep', '=', id)
          .where('customer', 'in', some)
          .executeTakeFirst();
        if (Number(removed.numDeletedRows) === 0) break;
      }
    }
  };

  /** The sweep goes last: what is left by a crash is found again. */
  const remove = async (id: SweepId): Promise<boolean> => {
    const found = await db.selectFrom('sweeps').select('state').where('id', '=', id).executeTakeFirst();
    if (found?.state !== 'ended' && found?.state !== 'stopped') return false;
    await removeCustomers(id);
    const removed = await db
      .deleteFrom('sweeps')
      .where('id', '=', id)
      .where('state', 'in', ['ended', 'stopped'])
      .returning('id')
      .executeTakeFirst();
    return removed !== undefined;
  };

  return {
    ...items,
    rows: (id) => rows.read(id),
    create: (sweep, newItems) =>
      transact(db, async (transaction) => {
        await transaction
          .insertInto('sweeps')
          .values(toRow(sweep, newItems !== undefined))
          .execute();
        await insertItems(transaction, sweep.id, newItems ?? []);
      }),
    async find(id) {
      const row = await db.selectFrom('sweeps').selectAll().where('id', '=', id).executeTakeFirst();
      return row && fromRow(row);
    },
    async list({ limit, after }) {
      const found = await db
        .selectFrom('sweeps')
        .selectAll()
        .$if(after !== undefined, (query) =>
          query.where(
            sql<boolean>`(created_at, id) < (select created_at, id from sweeps where id = ${after ?? ''})`,
          ),
        )
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return found.map(fromRow);
    },
    async listUnderWay() {
      const found = await db
        .selectFrom('sweeps')
        .selectAll()
        .where('state', 'in', ['preparing', 'running'])
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return found.map(fromRow);
    },
    async endClaims() {
      await db
        .updateTable('sweep_items')
        .set({ due_at: 0 })
        .where('sweep', 'in', (query) =>
          query.selectFrom('sweeps').select('id').where('state', 'in', ['preparing', 'running', 'stopped']),
        )
        .where('state', '=', 'open')
        .where('is_claimed', '=', 1)
        .execute();
    },
    begin: (id, at) => change(id, ['preparing'], { state: 'running', running_since: at }),
    stop: (id, at, by) =>
      change(id, ['preparing', 'running'], {
        state: 'stopped',
        stopped_at: at,
        stopped_by: by === undefined ? null : JSON.stringify(by),
      }),
    async resume(id, at) {
      const { open, ...ended } = await items.count(id);
      const endedBefore =
        ended.done + ended.unknown + Object.values(ended.failed).reduce((sum, count) => sum + count, 0);
      const afresh = { stopped_at: null, stopped_by: null };
      const prepared = await db
        .updateTable('sweeps')
        .set({ ...afresh, state: 'running', running_since: at, ended_before: endedBefore })
        .where('id', '=', id)
        .where('state', '=', 'stopped')
        .where('running_since', 'is not', null)
        .returning('id')
        .executeTakeFirst();
      return prepared !== undefined || change(id, ['stopped'], { ...afresh, state: 'preparing' });
    },
    async end(id, at) {
      const ended = await db
        .updateTable('sweeps')
        .set({ state: 'ended', ended_at: at })
        .where('id', '=', id)
        .where('state', '=', 'running')
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('sweep_items')
                .select('customer')
                .where('sweep', '=', id)
                .where('state', '=', 'open'),
            ),
          ),
        )
        .returning('id')
        .executeTakeFirst();
      return ended !== undefined;
    },
    remove,
    async removeOld(before) {
      const old = await db
        .selectFrom('sweeps')
        .select('id')
        .where('state', 'in', ['ended', 'stopped'])
        .where(sql<boolean>`coalesce(ended_at, stopped_at) < ${before}`)
        .execute();
      for (const { id } of old) await remove(id);
    },
  };
}

function toRow(sweep: NewSweep, isPrepared: boolean) {
  return {
    id: sweep.id,
    task: sweep.task,
    params: JSON.stringify(sweep.params),
    partners: JSON.stringify(sweep.partners),
    source: JSON.stringify(sweep.source),
    is_dry_run: sweep.isDryRun ? 1 : 0,
    concurrency: sweep.concurrency ?? null,
    created_at: sweep.createdAt,
    state: isPrepared ? 'running' : 'preparing',
    running_since: isPrepared ? sweep.createdAt : null,
    ended_before: 0,
  } as const;
}

/** The store wrote what it reads. */
function fromRow(row: Selectable<SweepsTable>): Sweep {
  return {
    id: row.id,
    task: row.task,
    params: JSON.parse(row.params) as unknown,
    partners: JSON.parse(row.partners) as Sweep['partners'],
    source: JSON.parse(row.source) as Sweep['source'],
    isDryRun: row.is_dry_run === 1,
    ...(row.concurrency !== null && { concurrency: row.concurrency }),
    createdAt: row.created_at,
    state: row.state,
    ...(row.running_since !== null && { runningSince: row.running_since }),
    endedBefore: row.ended_before,
    ...(row.stopped_at !== null && { stoppedAt: row.stopped_at }),
    ...(row.stopped_by !== null && { stoppedBy: JSON.parse(row.stopped_by) as Sweep['stoppedBy'] }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
  };
}
