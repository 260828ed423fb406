import type { Migration } from './migration.ts';

/** The identities by whose tokens a caller proves itself. */
export const callerIdentities: Migration = {
  number: 7,
  name: 'caller identities',
  async up(db) {
    await db.schema
      .createTable('caller_identities')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('caller', 'text', (column) => column.notNull().references('callers.id'))
      .addColumn('issuer', 'text', (column) => column.notNull())
      .addColumn('claims', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('removed_at', 'bigint')
      .execute();
    await db.schema
      .createIndex('caller_identities_of_caller')
      .on('caller_identities')
      .columns(['caller', 'id'])
      .execute();
    await db.schema
      .createIndex('caller_identities_of_issuer')
      .on('caller_identities')
      .columns(['issuer', 'id'])
      .execute();
  },
};
