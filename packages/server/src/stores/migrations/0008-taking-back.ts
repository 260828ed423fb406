import { type Kysely, sql } from 'kysely';
import type { DatabaseKind, Migration } from './migration.ts';

/**
 * The kill switch, the links by which partners take their grants back, which copies left, and what became of refresh tokens that were purged. An account whose grant was purged gets a new grant: the
 * name of the old secret may be taken for as long as a Key Vault lets it be recovered.
 */
export const takingBack: Migration = {
  number: 8,
  name: 'taking back',
  async up(db, kind) {
    await db.schema
      .createTable('stops')
      .addColumn('scope', 'text', (column) => column.primaryKey())
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('withdrawals')
      .addColumn('grant_id', 'text', (column) => column.primaryKey())
      .addColumn('handle_digest', 'text', (column) => column.notNull().unique())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('exports')
      .addColumn('grant_id', 'text', (column) => column.notNull())
      .addColumn('exported_at', 'bigint', (column) => column.notNull())
      .addColumn('destination', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('exports_of_grant')
      .on('exports')
      .columns(['grant_id', 'exported_at'])
      .execute();
    await dropUniqueSubject(db, kind);
    await db.schema.alterTable('grants').addColumn('purged', 'text').execute();
    await db.schema
      .createIndex('grants_of_subject')
      .unique()
      .on('grants')
      .columns(['partner', 'subject', 'application'])
      .where(sql.ref('purged'), 'is', null)
      .execute();
  },
};

/** SQLite drops no constraint of a table: the rows move to a new one. */
async function dropUniqueSubject(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  if (kind === 'postgres') {
    await db.schema.alterTable('grants').dropConstraint('grants_of_subject').execute();
    return;
  }
  const texts = [
    'partner',
    'subject',
    'application',
    'scopes',
    'amr',
    'mfa',
    'secret',
    'state',
    'state_reason',
  ];
  const instants = ['consented_at', 'version', 'sealed_at', 'state_since'];
  const optional = ['redeeming_since', 'proving_since', 'proved_at'];
  let table = db.schema
    .createTable('grants_next')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('username', 'text')
    .addColumn('display_name', 'text')
    .addColumn('state_evidence', 'text', (column) => column.notNull().defaultTo('{}'))
    .addColumn('exercise_at', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('revoked_by', 'bigint', (column) => column.notNull().defaultTo(0));
  for (const name of texts) table = table.addColumn(name, 'text', (column) => column.notNull());
  for (const name of instants) table = table.addColumn(name, 'bigint', (column) => column.notNull());
  for (const name of optional) table = table.addColumn(name, 'bigint');
  await table.execute();
  const columns = sql.join(
    [
      'id',
      'username',
      'display_name',
      'state_evidence',
      'exercise_at',
      'revoked_by',
      ...texts,
      ...instants,
      ...optional,
    ].map((name) => sql.ref(name)),
  );
  await sql`INSERT INTO grants_next (${columns}) SELECT ${columns} FROM grants`.execute(db);
  await db.schema.dropTable('grants').execute();
  await db.schema.alterTable('grants_next').renameTo('grants').execute();
  await db.schema.createIndex('grants_exercise').on('grants').columns(['exercise_at', 'id']).execute();
}
