import { DatabaseSync } from 'node:sqlite';
import type { MasterKey } from '@consentry/core';
import type { Log } from '../../../log.ts';
import { createAnchorReport } from '../anchor-report.ts';
import { type ChainHead, type ChainKey, deriveChainKeys } from '../audit-chain.ts';
import { createAuditHeads } from '../audit-heads.ts';
import { type AuditLog, type AuditLogOptions, createAuditLog } from '../audit-log.ts';
import type { PlacedGroup } from '../audit-storage.ts';
import { startAuditWriter } from './audit-writer.ts';
import { inspectInThread } from './inspect-in-thread.ts';

export interface SqliteAuditOptions {
  readonly file: string;
  /** The second place for the head of the chain; not in the data folder. */
  readonly headFile: string;
  readonly store: string;
  readonly masterKeys: readonly MasterKey[];
  /** Of master keys that are gone: they verify what was chained under them. */
  readonly olderKeys?: readonly ChainKey[];
  readonly log: Pick<Log, 'warn'>;
  /** Hears the end of a chain when the file that held it was moved away while it was written. */
  readonly onCutOff?: (head: ChainHead) => void;
  /** @see AuditLogOptions */
  readonly watch?: AuditLogOptions['watch'];
  readonly waitMs?: number;
  readonly maximumWaiting?: number;
}

const busyTimeoutMs = 1000;

/**
 * The audit as a file of its own, written by a thread of its own.
 * @throws ConsentryError `store_corrupt`, `audit_unavailable`
 */
export async function openSqliteAudit(options: SqliteAuditOptions): Promise<AuditLog> {
  const { file, headFile, store, masterKeys, olderKeys = [], log, watch, waitMs, maximumWaiting } = options;
  const { onCutOff = () => undefined } = options;
  const keys = [...deriveChainKeys(masterKeys), ...olderKeys];
  const place = { file, headFile, store, keys };
  const writer = await startAuditWriter(place, {
    anchoring: createAnchorReport(log, headFile),
    onCutOff,
  });
  const heads = createAuditHeads(headFile, store, keys);
  const storage = {
    writer,
    findGroups: (from: number, tenant: string | undefined) => findGroups(file, from, tenant),
    inspect: () => inspectInThread(place),
    readHeads: () => heads.read(),
    findMac: async (name: string, sequence: number) => findMac(file, name, sequence),
  };
  return createAuditLog({ storage, watch, waitMs, maximumWaiting });
}

async function* findGroups(
  file: string,
  from: number,
  tenant: string | undefined,
): AsyncGenerator<PlacedGroup> {
  using database = openToRead(file);
  const rows =
    tenant === undefined
      ? database
          .prepare(
            'SELECT position, body, last_at AS lastAt FROM groups WHERE position <= ? ORDER BY position DESC',
          )
          .iterate(from)
      : database
          .prepare(
            'SELECT position, body, last_at AS lastAt FROM tenants JOIN groups USING (position) WHERE tenant = ? AND position <= ? ORDER BY position DESC',
          )
          .iterate(tenant, from);
  yield* rows as Iterable<unknown> as Iterable<PlacedGroup>;
}

function findMac(file: string, writer: string, sequence: number): string | undefined {
  using database = openToRead(file);
  const row = database
    .prepare('SELECT mac FROM groups WHERE writer = ? AND sequence = ?')
    .get(writer, sequence) as { readonly mac: string } | undefined;
  return row?.mac;
}

function openToRead(file: string): DatabaseSync {
  return new DatabaseSync(file, { readOnly: true, timeout: busyTimeoutMs });
}
