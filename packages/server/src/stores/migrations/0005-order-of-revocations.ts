import type { Migration } from './migration.ts';

/** Whether a consent was begun before or after a revocation is told by the generation of the news, not by clocks. */
export const orderOfRevocations: Migration = {
  number: 5,
  name: 'order of revocations',
  async up(db) {
    await db.schema
      .alterTable('flows')
      .addColumn('changes_before', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .alterTable('grants')
      .addColumn('revoked_by', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
