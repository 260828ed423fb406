import { readFileSync, rmSync } from 'node:fs';
import { ConsentryError, type MasterKey, type Random } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Log } from '../../../log.ts';
import { isNodeError, writePrivateFile } from '../../private-file.ts';
import type { Schema } from '../../schema.ts';
import { createAnchorReport } from '../anchor-report.ts';
import { type ChainKey, deriveChainKeys } from '../audit-chain.ts';
import { type AuditLog, type AuditLogOptions, createAuditLog } from '../audit-log.ts';
import type { PlacedGroup } from '../audit-storage.ts';
import { createAuditCheck } from '../verify-audit.ts';
import { findMac, openPostgresWriter } from './postgres-writer.ts';
import { createReplicaHeads } from './replica-heads.ts';
import { walkGroups } from './walk-groups.ts';

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
  /** Of master keys that are gone: they verify what was chained under them. */
  readonly olderKeys?: readonly ChainKey[];
  readonly random: Random;
  readonly log: Pick<Log, 'warn'>;
  /** @see AuditLogOptions */
  readonly watch?: AuditLogOptions['watch'];
  readonly waitMs?: number;
  readonly maximumWaiting?: number;
}

/** Most readers want the newest few; who looks for a needle takes more and more at once. */
const groupsAtFirst = 20;
const groupsAtMost = 640;

/**
 * The audit as tables of the database: a chain for each data folder that writes there.
 * @throws ConsentryError `store_unavailable`, `audit_unavailable`
 */
export async function openPostgresAudit(options: PostgresAuditOptions): Promise<AuditLog> {
  const { writing, reading, headFile, writerFile, store, random, watch, waitMs, maximumWaiting } = options;
  const keys = [...deriveChainKeys(options.masterKeys), ...(options.olderKeys ?? [])];
  const heads = createReplicaHeads(headFile, store, keys);
  const lastWriter = readWriter(writerFile);
  const mine = new Set(lastWriter === undefined ? [] : [lastWriter]);
  const writer = await anchorable(headFile, random, () =>
    openPostgresWriter({
      db: writing,
      heads,
      keys,
      lastWriter,
      onWriter(name) {
        writePrivateFile(writerFile, `${name}\n`);
        mine.add(name);
      },
      report: createAnchorReport(options.log, headFile),
      random,
    }),
  );
  const storage = {
    writer,
    findGroups: (from: number, tenant: string | undefined) => findGroups(reading, from, tenant),
    async inspect() {
      const isMine = (name: string): boolean => mine.has(name);
      const check = createAuditCheck({ keys, readHeads: () => heads.read(), isMine });
      for await (const group of walkGroups(reading)) check.add(group);
      return check.end();
    },
    readHeads: () => heads.read(),
    findMac: (name: string, sequence: number) => findMac(reading, name, sequence),
  };
  return createAuditLog({ storage, watch, waitMs, maximumWaiting });
}

function readWriter(file: string): string | undefined {
  try {
    return /^[A-Za-z0-9_-]{16}$/m.exec(readFileSync(file, 'utf8'))?.[0];
  } catch (error) {
    if (isNodeError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * A place that cannot be written to shows at the start, not when it is needed. Replicas that start together share the
 * place, also from containers where all of them have the same process id: so the file has a name of its own.
 */
async function anchorable<T>(headFile: string, random: Random, open: () => Promise<T>): Promise<T> {
  const file = `${headFile}.check-${Buffer.from(random.bytes(6)).toString('hex')}`;
  try {
    writePrivateFile(file, '');
    rmSync(file, { force: true });
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
    .select(['audit_groups.position', 'audit_groups.body', 'audit_groups.last_at as lastAt'])
    .orderBy('audit_groups.position', 'desc');
  const page =
    tenant === undefined
      ? groups
      : groups
          .innerJoin('audit_tenants', 'audit_tenants.position', 'audit_groups.position')
          .where('audit_tenants.tenant', '=', tenant);
  let next: number | undefined = from;
  let limit = groupsAtFirst;
  while (next !== undefined) {
    const rows: readonly PlacedGroup[] = await page
      .where('audit_groups.position', '<=', next)
      .limit(limit)
      .execute();
    yield* rows;
    limit = Math.min(limit * 2, groupsAtMost);
    const last = rows.at(-1);
    next = last && last.position - 1;
  }
}
