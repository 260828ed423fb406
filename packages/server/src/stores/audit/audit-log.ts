import type { AuditSink } from '@consentry/core';
import type { ChainKey } from './audit-chain.ts';
import { groupLines, writeLine } from './audit-group.ts';
import type { AuditStorage } from './audit-storage.ts';
import { createGroupCommit } from './group-commit.ts';
import { type AuditPage, type AuditQuery, readAudit } from './read-audit.ts';
import { type AuditVerdict, verifyAudit } from './verify-audit.ts';

/** The audit trail: written in groups, chained by MACs, readable and verifiable while it is written. */
export interface AuditLog extends AuditSink {
  /** @throws ConsentryError `invalid_request` for a cursor that is not ours, `store_unavailable` */
  read(query: AuditQuery): Promise<AuditPage>;
  /** @throws ConsentryError `store_unavailable` */
  verify(): Promise<AuditVerdict>;
  /**
   * Finds out whether events can be written now, by a commit of its own that leaves no event.
   * @throws ConsentryError `audit_unavailable`
   */
  probe(): Promise<void>;
  /** Settles what is waiting, anchors the head, closes the storage. */
  close(): Promise<void>;
}

export interface AuditLogOptions {
  readonly storage: AuditStorage;
  readonly keys: readonly ChainKey[];
  /** How long an event may wait to become durable before its writer is refused. */
  readonly waitMs?: number | undefined;
  /** How many events may wait. */
  readonly maximumWaiting?: number | undefined;
}

export function createAuditLog(options: AuditLogOptions): AuditLog {
  const { storage, keys, waitMs = 2000, maximumWaiting = 10_000 } = options;
  const { writer } = storage;
  const commits = createGroupCommit({
    commit: (lines) => (lines.length === 0 ? writer.probe() : writer.append(groupLines(lines))),
    waitMs,
    maximumWaiting,
  });
  return {
    write: (event) => commits.write(writeLine(event)),
    read: (query) => readAudit(storage, query),
    verify: () => verifyAudit(storage, keys),
    probe: () => commits.probe(),
    async close() {
      await commits.close();
      await writer.close();
    },
  };
}
