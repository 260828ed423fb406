import type { AuditSink, MasterKey } from '@consentry/core';
import { deriveChainKeys } from './audit-chain.ts';
import type { AuditDatabaseOptions } from './audit-database.ts';
import { groupLines, writeLine } from './audit-group.ts';
import { startAuditWriter } from './audit-writer.ts';
import { createGroupCommit } from './group-commit.ts';
import { type AuditPage, type AuditQuery, readAudit } from './read-audit.ts';
import { type AuditVerdict, verifyAudit } from './verify-audit.ts';

/** The audit trail: written in groups, chained by MACs, readable and verifiable while it is written. */
export interface AuditLog extends AuditSink {
  /** @throws ConsentryError `invalid_request` for a cursor that is not ours */
  read(query: AuditQuery): AuditPage;
  verify(): Promise<AuditVerdict>;
  /**
   * Finds out whether events can be written now, by a commit of its own that leaves no event.
   * @throws ConsentryError `audit_unavailable`
   */
  probe(): Promise<void>;
  /** Settles what is waiting, anchors the head, closes the file. */
  close(): Promise<void>;
}

export interface AuditLogOptions {
  readonly file: string;
  /** The second place for the head of the chain; not in the data folder. */
  readonly headFile: string;
  readonly store: string;
  readonly masterKeys: readonly MasterKey[];
  /** How long an event may wait to become durable before its writer is refused. */
  readonly waitMs?: number;
  /** How many events may wait. */
  readonly maximumWaiting?: number;
}

/** @throws ConsentryError `store_corrupt`, `audit_unavailable` */
export async function openAuditLog(options: AuditLogOptions): Promise<AuditLog> {
  const { file, headFile, store, masterKeys, waitMs = 2000, maximumWaiting = 10_000 } = options;
  const data: AuditDatabaseOptions = { file, headFile, store, keys: deriveChainKeys(masterKeys) };
  const writer = await startAuditWriter(data);
  const commits = createGroupCommit({
    commit: (lines) => (lines.length === 0 ? writer.probe() : writer.append(groupLines(lines))),
    waitMs,
    maximumWaiting,
  });
  return {
    write: (event) => commits.write(writeLine(event)),
    read: (query) => readAudit(file, query),
    verify: () => verifyAudit(data),
    probe: () => commits.probe(),
    async close() {
      await commits.close();
      await writer.close();
    },
  };
}
