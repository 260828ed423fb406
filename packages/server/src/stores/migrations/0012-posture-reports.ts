import type { Migration } from './migration.ts';

/** Reports on partners' security requirements, which one is being made, and what is known of the MFA of grants. */
export const postureReports: Migration = {
  number: 12,
  name: 'posture reports',
  async up(db) {
    await db.schema
      .createTable('posture_reports')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('partner', 'text', (column) => column.notNull())
      .addColumn('made_at', 'bigint', (column) => column.notNull())
      .addColumn('summary', 'text', (column) => column.notNull())
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('posture_reports_newest')
      .on('posture_reports')
      .columns(['partner', 'made_at', 'id'])
      .execute();
    await db.schema
      .createIndex('posture_reports_of_key')
      .on('posture_reports')
      .columns(['key_id', 'id'])
      .execute();
    await db.schema
      .createTable('posture_runs')
      .addColumn('partner', 'text', (column) => column.primaryKey())
      .addColumn('report', 'text', (column) => column.notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('ended_at', 'bigint')
      .addColumn('failed_by', 'text')
      .execute();
    await db.schema
      .createTable('grant_mfa')
      .addColumn('grant_id', 'text', (column) => column.primaryKey())
      .addColumn('is_compliant', 'bigint', (column) => column.notNull())
      .addColumn('seen_at', 'bigint', (column) => column.notNull())
      .addColumn('refused_at', 'bigint')
      .execute();
    await db.schema
      .createTable('customer_mfa_refusals')
      .addColumn('grant_id', 'text', (column) => column.notNull())
      .addColumn('customer', 'text', (column) => column.notNull())
      .addColumn('refused_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('customer_mfa_refusals_key', ['grant_id', 'customer'])
      .execute();
  },
};
