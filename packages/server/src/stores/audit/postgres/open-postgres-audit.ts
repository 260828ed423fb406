import { readFileSync, rmSync } from 'node:fs';
import { ConsentryError, type MasterKey, type Random } from '@consentry/core';
import { type Kysely, sql } from 'kysely';
import { isNodeError, writePrivateFile } from '../../private-file.ts';
import type { Schema } from '../../schema.ts';
import { deriveChainKeys } from '../audit-chain.ts';
import { type AuditLog, createAuditLog } from '../audit-log.ts';
import type { PlacedGroup, StoredGroup } from '../audit-storage.ts';
import { openPostgresWriter } from './postgres-writer.ts';
import { createReplicaHeads } from './replica-heads.ts';

export interface PostgresAuditOptions {
  /** For writing alone: nobody else uses its connections. */
  readonly writing: Kysely<Schema>;
  readonly reading: Kysely<Schema>;
  /** How the names of the files with the heads begin. Not in the data folder. */
  readonly headFile: string;
  /** Keeps the name of the chain that this data folder writes. */
  readonly writerFile: string;
  readonly store: string;
  readonly masterKeys: readonly MasterKey[];
  readonly random: Random;
  /** @see AuditLogOptions */
  readonly waitMs?: number;
  readonly maximumWaiting?: number;
}

const pageSize = 500;
const groupsOfAPage = 20;

/**
 * The audit as tables of the database: a chain for each data folder that writes there.
 * @throws ConsentryError `store_unavailable`, `audit_unavailable`
 */
export async function openPostgresAudit(options: PostgresAuditOptions): Promise<AuditLog> {
  const { writing, reading, headFile, writerFile, store, masterKeys, random, waitMs, maximumWaiting } =
    options;
  const keys = deriveChainKeys(masterKeys);
  const heads = createReplicaHeads(headFile, store, keys);
  const lastWriter = readWriter(writerFile);
  const mine = new Set(lastWriter === undefined ? [] : [lastWriter]);
  const writer = await anchorable(headFile, () =>
    openPostgresWriter({
      db: writing,
      heads,
      keys,
      lastWriter,
      onWriter(name) {
        writePrivateFile(writerFile, `${name}\n`);
        mine.add(name);
      },
      random,
    }),
  );
  const storage = {
    writer,
    findGroups: (from: number, tenant: string | undefined) => findGroups(reading, from, tenant),
    walk: () => walk(reading),
    readHeads: () => heads.read(),
    isMine: (name: string) => mine.has(name),
  };
  return createAuditLog({ storage, keys, waitMs, maximumWaiting });
}

function readWriter(file: string): string | undefined {
  try {
    return /^[A-Za-z0-9_-]{16}$/m.exec(readFileSync(file, 'utf8'))?.[0];
  } catch (error) {
    if (isNodeError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** A place that cannot be written to shows at the start, not when it is needed. */
async function anchorable<T>(headFile: string, open: () => Promise<T>): Promise<T> {
  try {
    writePrivateFile(`${headFile}.check`, '');
    rmSync(`${headFile}.check`);
    return await open();
  } catch (cause) {
    if (cause instanceof ConsentryError) throw cause;
    throw new ConsentryError('audit_unavailable', { facts: { file: headFile }, cause });
  }
}

async function* findGroups(
  db: Kysely<Schema>,
  from: number,
  tenant: string | undefined,
): AsyncGenerator<PlacedGroup> {
  const groups = db
    .selectFrom('audit_groups')
    .select(['audit_groups.position', 'audit_groups.body'])
    .orderBy('audit_groups.position', 'desc')
    .limit(groupsOfAPage);
  const page =
    tenant === undefined
      ? groups
      : groups
          .innerJoin('audit_tenants', 'audit_tenants.position', 'audit_groups.position')
          .where('audit_tenants.tenant', '=', tenant);
  let next: number | undefined = from;
  while (next !== undefined) {
    const rows: readonly PlacedGroup[] = await page.where('audit_groups.position', '<=', next).execute();
    yield* rows;
    const last = rows.at(-1);
    next = last && last.position - 1;
  }
}

async function* walk(db: Kysely<Schema>): AsyncGenerator<StoredGroup> {
  let last: Pick<StoredGroup, 'writer' | 'sequence'> | undefined = { writer: '', sequence: 0 };
  while (last !== undefined) {
    const rows: readonly StoredGroup[] = await db
      .selectFrom('audit_groups')
      .select(['writer', 'sequence', 'first_at as firstAt', 'last_at as lastAt', 'count', 'body', 'mac'])
      .where(sql<boolean>`(writer, sequence) > (${last.writer}, ${last.sequence}::bigint)`)
      .orderBy('writer')
      .orderBy('sequence')
      .limit(pageSize)
      .execute();
    yield* rows;
    last = rows.at(-1);
  }
}
