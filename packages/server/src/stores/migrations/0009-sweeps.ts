import type { Migration } from './migration.ts';

/** Sweeps over customers: what they are, what became of each customer, and what was found, sealed. */
export const sweeps: Migration = {
  number: 9,
  name: 'sweeps',
  async up(db) {
    await db.schema
      .createTable('sweeps')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('task', 'text', (column) => column.notNull())
      .addColumn('params', 'text', (column) => column.notNull())
      .addColumn('partners', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('is_dry_run', 'bigint', (column) => column.notNull())
      .addColumn('concurrency', 'bigint')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('running_since', 'bigint')
      .addColumn('ended_before', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('stopped_at', 'bigint')
      .addColumn('stopped_by', 'text')
      .addColumn('ended_at', 'bigint')
      .execute();
    await db.schema.createIndex('sweeps_newest').on('sweeps').columns(['created_at', 'id']).execute();
    await db.schema.createIndex('sweeps_of_state').on('sweeps').columns(['state', 'created_at']).execute();
    await db.schema
      .createTable('sweep_items')
      .addColumn('sweep', 'text', (column) => column.notNull())
      .addColumn('partner', 'text', (column) => column.notNull())
      .addColumn('customer', 'text', (column) => column.notNull())
      .addColumn('customer_name', 'text')
      .addColumn('turn', 'bigint', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('is_claimed', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('fence', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('attempts', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('lost', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('rows', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('is_cut', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('failure_class', 'text', (column) => column.notNull().defaultTo(''))
      .addColumn('cause', 'text', (column) => column.notNull().defaultTo(''))
      .addColumn('failure', 'text')
      .addColumn('ended_at', 'bigint')
      .addPrimaryKeyConstraint('sweep_items_key', ['sweep', 'partner', 'customer'])
      .execute();
    // Open ones first come, first served, and the partners in turn.
    await db.schema
      .createIndex('sweep_items_turn')
      .on('sweep_items')
      .columns(['sweep', 'state', 'turn', 'partner'])
      .execute();
    await db.schema
      .createIndex('sweep_items_outcome')
      .on('sweep_items')
      .columns(['sweep', 'state', 'failure_class', 'cause', 'partner', 'customer', 'rows', 'is_cut'])
      .execute();
    await db.schema
      .createTable('sweep_rows')
      .addColumn('sweep', 'text', (column) => column.notNull())
      .addColumn('partner', 'text', (column) => column.notNull())
      .addColumn('customer', 'text', (column) => column.notNull())
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('sweep_rows_key', ['sweep', 'partner', 'customer'])
      .execute();
    await db.schema.createIndex('sweep_rows_of_key').on('sweep_rows').columns(['key_id']).execute();
  },
};
