import type { Migration } from './migration.ts';

/** For which APIs of which customers a token can be had, since when, and how it was before. */
export const tokenReach: Migration = {
  number: 11,
  name: 'token reach',
  async up(db) {
    await db.schema
      .createTable('token_reach')
      .addColumn('partner', 'text', (column) => column.notNull())
      .addColumn('customer', 'text', (column) => column.notNull())
      .addColumn('resource', 'text', (column) => column.notNull())
      .addColumn('customer_name', 'text')
      .addColumn('works', 'bigint', (column) => column.notNull())
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addColumn('code', 'text')
      .addColumn('aadsts', 'bigint')
      .addColumn('remedy', 'text')
      .addColumn('seen_at', 'bigint', (column) => column.notNull())
      .addColumn('before_since', 'bigint')
      .addColumn('before_code', 'text')
      .addColumn('before_aadsts', 'bigint')
      .addPrimaryKeyConstraint('token_reach_key', ['partner', 'customer', 'resource'])
      .execute();
  },
};
