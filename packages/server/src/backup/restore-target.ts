import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, type Transaction } from 'kysely';
import type { StoredGroup } from '../stores/audit/audit-chain.ts';
import { readTenants } from '../stores/audit/audit-group.ts';
import { auditSchema } from '../stores/audit/sqlite/audit-database.ts';
import type { DatabaseKind } from '../stores/migrations/migration.ts';
import { createNodeSqliteDialect } from '../stores/node-sqlite-dialect.ts';
import { createPrivateFile } from '../stores/private-file.ts';
import type { Schema } from '../stores/schema.ts';

/** An empty place that a backup is read into. Until it is kept it is no store. */
export interface RestoreTarget {
  readonly kind: DatabaseKind;
  /** In which everything is done: what is not committed never was. */
  readonly db: Transaction<Schema>;
  /** Adds a group of the audit; on SQLite in its place, or without one after all others. */
  addGroup(group: StoredGroup & { readonly position?: number }): Promise<void>;
}

/**
 * Files of a store on SQLite in a folder, or in memory alone.
 * @param folder is there; undefined: nothing touches a disk
 */
export async function withSqliteTarget<T>(
  folder: string | undefined,
  work: (target: RestoreTarget) => Promise<T>,
): Promise<T> {
  await using opened = new AsyncDisposableStack();
  const open = (name: string): DatabaseSync => {
    if (folder === undefined) return new DatabaseSync(':memory:');
    const file = join(folder, name);
    createPrivateFile(file);
    const database = new DatabaseSync(file, { enableForeignKeyConstraints: true });
    database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    return database;
  };
  const state = open('state.db');
  const audit = open('audit.db');
  audit.exec(auditSchema);
  audit.exec('BEGIN');
  const insertGroup = audit.prepare(
    'INSERT INTO groups (position, writer, sequence, first_at, last_at, count, body, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertTenant = audit.prepare('INSERT INTO tenants (tenant, position) VALUES (?, ?)');
  opened.defer(() => audit.close());
  const db = new Kysely<Schema>({ dialect: createNodeSqliteDialect(state) });
  opened.defer(() => db.destroy());
  const addGroup: RestoreTarget['addGroup'] = async (group) => {
    const { position = null, writer, sequence, firstAt, lastAt, count, body, mac } = group;
    const { lastInsertRowid } = insertGroup.run(
      position,
      writer,
      sequence,
      firstAt,
      lastAt,
      count,
      body,
      mac,
    );
    for (const tenant of readTenants(body)) insertTenant.run(tenant, lastInsertRowid);
  };
  const done = await db.transaction().execute((transaction) => {
    return work({ kind: 'sqlite', db: transaction, addGroup });
  });
  audit.exec('COMMIT');
  return done;
}

/** Everything of a store on Postgres is rows of one database. */
export function createPostgresTarget(transaction: Transaction<Schema>): RestoreTarget {
  return {
    kind: 'postgres',
    db: transaction,
    async addGroup({ writer, sequence, firstAt, lastAt, count, body, mac }) {
      // The order of writing is that of the backup; the numbers may be others.
      const { position } = await transaction
        .insertInto('audit_groups')
        .values({ writer, sequence, first_at: firstAt, last_at: lastAt, count, body, mac })
        .returning('position')
        .executeTakeFirstOrThrow();
      const tenants = readTenants(body).map((tenant) => ({ tenant, position }));
      if (tenants.length > 0) await transaction.insertInto('audit_tenants').values(tenants).execute();
    },
  };
}

/** The columns of a table, by which a row of a backup is judged before it becomes part of a statement. */
export async function readColumns(db: Kysely<Schema>): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const tables = await db.introspection.getTables();
  return new Map(tables.map(({ name, columns }) => [name, new Set(columns.map((column) => column.name))]));
}

/** True when nothing of a store is there. */
export async function isEmptyDatabase(db: Kysely<Schema>): Promise<boolean> {
  const tables = await db.introspection.getTables();
  if (!tables.some(({ name }) => name === 'stamp')) return true;
  return (await db.selectFrom('stamp').select('name').limit(1).executeTakeFirst()) === undefined;
}
