import type { Kysely } from 'kysely';
import type { Migration } from './migration.ts';

export const firstTables: Migration = {
  number: 1,
  name: 'first tables',
  async up(db, kind) {
    await createOwnership(db);
    await createConsent(db);
    await createCustody(db);
    if (kind === 'postgres') await createAudit(db);
  },
};

async function createOwnership(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('stamp')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('callers')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('key_hash', 'text', (column) => column.notNull())
    .addColumn('policy', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('removed_at', 'bigint')
    .execute();
}

async function createConsent(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('invitations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('handle_digest', 'text', (column) => column.notNull().unique())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('partner', 'text', (column) => column.notNull())
    .addColumn('partner_name', 'text')
    .addColumn('account', 'text')
    .addColumn('account_id', 'text')
    .addColumn('accepts_unknown_mfa', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('spent_at', 'bigint')
    .execute();
  await db.schema
    .createTable('flows')
    .addColumn('state_digest', 'text', (column) => column.primaryKey())
    .addColumn('invitation', 'text', (column) => column.notNull().references('invitations.id'))
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('verifier', 'text')
    .addColumn('nonce_digest', 'text')
    .addColumn('browser_digest', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('finished_at', 'bigint')
    .execute();
  await db.schema.createIndex('flows_by_expiry').on('flows').column('expires_at').execute();
  await db.schema
    .createTable('approvals')
    .addColumn('partner', 'text', (column) => column.notNull())
    .addColumn('application', 'text', (column) => column.notNull())
    .addColumn('approved_at', 'bigint', (column) => column.notNull())
    .addColumn('invitation', 'text', (column) => column.notNull().references('invitations.id'))
    .addPrimaryKeyConstraint('approvals_key', ['partner', 'application'])
    .execute();
}

async function createCustody(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('grants')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('partner', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('username', 'text')
    .addColumn('display_name', 'text')
    .addColumn('application', 'text', (column) => column.notNull())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('amr', 'text', (column) => column.notNull())
    .addColumn('mfa', 'text', (column) => column.notNull())
    .addColumn('consented_at', 'bigint', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('sealed_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('state_reason', 'text', (column) => column.notNull())
    .addColumn('state_since', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('grants_of_subject', ['partner', 'subject', 'application'])
    .execute();
  await db.schema
    .createTable('secrets')
    .addColumn('ref', 'text', (column) => column.primaryKey())
    .addColumn('grant_id', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
}

/** Beside SQLite the audit is a file of its own, with tables of its own. */
async function createAudit(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_groups')
    .addColumn('position', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('writer', 'text', (column) => column.notNull())
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('first_at', 'bigint', (column) => column.notNull())
    .addColumn('last_at', 'bigint', (column) => column.notNull())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('mac', 'text', (column) => column.notNull())
    .addUniqueConstraint('audit_groups_of_writer', ['writer', 'sequence'])
    .execute();
  await db.schema
    .createTable('audit_tenants')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull().references('audit_groups.position'))
    .addPrimaryKeyConstraint('audit_tenants_key', ['tenant', 'position'])
    .execute();
}
