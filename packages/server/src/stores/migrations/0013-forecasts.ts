import { sql } from 'kysely';
import type { Migration } from './migration.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * What ends of grants follow from, which warnings were given, and what the partner’s tenant refused. From now on every grant is
 * looked at each day: those that waited for weeks are due.
 */
export const forecasts: Migration = {
  number: 13,
  name: 'forecasts',
  async up(db) {
    await db.schema
      .createTable('forecast_sources')
      .addColumn('partner', 'text', (column) => column.primaryKey())
      .addColumn('read_at', 'bigint', (column) => column.notNull())
      .addColumn('sources', 'text')
      .execute();
    await db.schema
      .createTable('told_ends')
      .addColumn('what', 'text', (column) => column.primaryKey())
      .addColumn('step', 'bigint', (column) => column.notNull())
      .addColumn('ends_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('grant_refusals')
      .addColumn('grant_id', 'text', (column) => column.primaryKey())
      .addColumn('code', 'text', (column) => column.notNull())
      .addColumn('evidence', 'text', (column) => column.notNull())
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addColumn('seen_at', 'bigint', (column) => column.notNull())
      .execute();
    await sql`update grants set exercise_at = sealed_at + ${sql.lit(dayMs)}
      where exercise_at > sealed_at + ${sql.lit(dayMs)} and state in ('healthy', 'admin_needed')`.execute(db);
  },
};
