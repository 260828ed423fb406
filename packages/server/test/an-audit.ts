import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { type AuditEvent, type MasterKey, Secret } from '@consentry/core';
import { sql } from 'kysely';
import type { Log } from '../src/log.ts';
import type { ChainKey } from '../src/stores/audit/audit-chain.ts';
import type { AuditLog } from '../src/stores/audit/audit-log.ts';
import { openPostgresAudit } from '../src/stores/audit/postgres/open-postgres-audit.ts';
import { openSqliteAudit } from '../src/stores/audit/sqlite/open-sqlite-audit.ts';
import { migrate } from '../src/stores/migrations/migrate.ts';
import type { DatabaseKind } from '../src/stores/migrations/migration.ts';
import { openDatabase } from '../src/stores/postgres/open-database.ts';
import type { PostgresAddress } from '../src/stores/postgres/postgres-address.ts';
import { auditLimits, queryLimits, startLimits } from '../src/stores/postgres/postgres-pool.ts';
import { aDatabase, tamper } from './a-database.ts';
import { aClock, aFolder, anInvitation, cleanUp, partner, random } from './a-store.ts';

export interface AuditChange {
  readonly masterKeys?: readonly MasterKey[];
  readonly olderKeys?: readonly ChainKey[];
  readonly waitMs?: number;
  readonly maximumWaiting?: number;
  readonly headFile?: string;
  readonly log?: Pick<Log, 'warn'>;
  /** Postgres: the data folder of another replica. */
  readonly replica?: string;
}

/** Where an audit lies, for opening it more than once. */
export interface AuditPlace {
  open(change?: AuditChange): Promise<AuditLog>;
  /** Changes the tables `groups` and `tenants` behind the audit's back. */
  tamper(statements: string): Promise<void>;
  /** The file with the head of the one writer that has written. */
  headFile(): string;
  /** Keeps everybody from writing, until what it gives is called. */
  block(): Promise<() => Promise<void>>;
}

const silent: Pick<Log, 'warn'> = { warn: () => undefined };
const masterKeys = [{ id: 'mk_test', key: Secret.of(random.bytes(32)) }];

export async function anAuditPlace(t: TestContext, kind: DatabaseKind): Promise<AuditPlace> {
  const folder = aFolder(t);
  if (kind === 'sqlite') return onSqlite(t, folder);
  const { address, drop } = await aDatabase();
  cleanUp(t, drop);
  return onPostgres(t, folder, address);
}

function onSqlite(t: TestContext, folder: string): AuditPlace {
  const [file, headFile] = [join(folder, 'audit.db'), join(folder, 'elsewhere.head')];
  return {
    async open({ replica: _, ...change } = {}) {
      const log = await openSqliteAudit({
        file,
        headFile,
        store: 'store',
        masterKeys,
        log: silent,
        ...change,
      });
      cleanUp(t, () => log.close());
      return log;
    },
    async tamper(statements) {
      using database = new DatabaseSync(file);
      database.exec(statements);
    },
    headFile: () => headFile,
    async block() {
      const other = new DatabaseSync(file);
      other.exec('BEGIN IMMEDIATE');
      return async () => other.close();
    },
  };
}

async function onPostgres(t: TestContext, folder: string, database: PostgresAddress): Promise<AuditPlace> {
  const headFile = join(folder, 'elsewhere.head');
  const enter = async (limits: typeof queryLimits) => {
    const db = await openDatabase(database, limits);
    cleanUp(t, () => db.destroy());
    return db;
  };
  const admin = await enter({ ...startLimits, connections: 2 });
  await migrate(admin, aClock(), 'postgres');
  return {
    async open({ replica = 'mine', ...change } = {}) {
      const [writing, reading] = [await enter(auditLimits), await enter(queryLimits)];
      const writerFile = join(folder, `${replica}.txt`);
      const log = await openPostgresAudit({
        writing,
        reading,
        headFile,
        writerFile,
        store: 'store',
        masterKeys,
        random,
        log: silent,
        ...change,
      });
      cleanUp(t, () => log.close());
      return log;
    },
    tamper: (statements) =>
      tamper({ dataDir: folder, database }, statements.replaceAll(/\b(groups|tenants)\b/g, 'audit_$1')),
    headFile() {
      const names = readdirSync(folder).filter((name) => name.startsWith(`${basename(headFile)}.`));
      return join(dirname(headFile), names[0] ?? '');
    },
    async block() {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const { promise: blocked, resolve: block } = Promise.withResolvers<void>();
      const blocking = admin.transaction().execute(async (transaction) => {
        await sql`lock table audit_groups, stamp in exclusive mode`.execute(transaction);
        block();
        await released;
      });
      await blocked;
      return async () => {
        release();
        await blocking;
      };
    },
  };
}

export function anEvent(at: number, about = partner): AuditEvent {
  return {
    type: 'consent.started',
    at,
    actor: 'invited person',
    invitation: anInvitation().id,
    partner: about,
  };
}

/** Writes one group after the other. */
export async function writeGroups(log: AuditLog, count: number, start = 1): Promise<void> {
  for (let at = start; at < start + count; at++) await log.write(anEvent(at));
}
