import type { Migration } from './migration.ts';

/** Who is signed in at the dashboard, and the links that sign in once. */
export const dashboardSessions: Migration = {
  number: 15,
  name: 'dashboard sessions',
  async up(db) {
    await db.schema
      .createTable('dashboard_sessions')
      .addColumn('session_digest', 'text', (column) => column.primaryKey())
      .addColumn('person', 'text')
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('mfa', 'text', (column) => column.notNull())
      .addColumn('proved_at', 'bigint')
      .addColumn('used_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('dashboard_links')
      .addColumn('handle_digest', 'text', (column) => column.primaryKey())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
