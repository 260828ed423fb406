import type { Migration } from './migration.ts';

/** Invitations of customers, and what their administrators consented to. */
export const adminConsents: Migration = {
  number: 10,
  name: 'admin consents',
  async up(db) {
    await db.schema.alterTable('invitations').addColumn('customer', 'text').execute();
    await db.schema.alterTable('flows').addColumn('customer', 'text').execute();
    await db.schema
      .createTable('admin_consents')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('partner', 'text', (column) => column.notNull())
      .addColumn('customer', 'text', (column) => column.notNull())
      .addColumn('application', 'text', (column) => column.notNull())
      .addColumn('customer_name', 'text')
      .addColumn('invitation', 'text', (column) => column.notNull())
      .addColumn('resources', 'text')
      .addColumn('consented_at', 'bigint', (column) => column.notNull())
      .addColumn('wanted', 'text', (column) => column.notNull())
      .addColumn('proved', 'text', (column) => column.notNull())
      .addColumn('problem', 'text')
      .addColumn('looked_at', 'bigint', (column) => column.notNull())
      .addColumn('next_look_at', 'bigint')
      .execute();
    await db.schema
      .createIndex('admin_consents_of_customer')
      .unique()
      .on('admin_consents')
      .columns(['partner', 'customer', 'application'])
      .execute();
    await db.schema
      .createIndex('admin_consents_due')
      .on('admin_consents')
      .columns(['next_look_at', 'id'])
      .execute();
  },
};
