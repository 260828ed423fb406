import type { AuditSink } from '@consentry/core';
import type { StoreWatch } from '../store-watch.ts';
import type { ChainHead } from './audit-chain.ts';
import { groupLines, writeLine } from './audit-group.ts';
import type { AuditStorage } from './audit-storage.ts';
import { createGroupCommit } from './group-commit.ts';
import { type AuditPage, type AuditQuery, readAudit } from './read-audit.ts';
import type { AuditInspection, AuditVerdict } from './verify-audit.ts';

/** The audit trail: written in groups, chained by MACs, readable and verifiable while it is written. */
export interface AuditLog extends AuditSink {
  /** @throws ConsentryError `invalid_request` for a cursor that is not ours, `store_unavailable` */
  read(query: AuditQuery): Promise<AuditPage>;
  /**
   * Follows every chain from its beginning to its anchored head.
   * @throws ConsentryError `store_unavailable`, `store_corrupt`
   */
  verify(): Promise<AuditVerdict>;
  /** As {@link verify}, with what is recorded of grants: who joins an inspection under way gets the same. */
  inspect(): Promise<AuditInspection>;
  /**
   * The anchored heads that do not stand in their chains: an end was cut off, or the whole store set back. It
   * reads a row for each head, and no more.
   * @throws ConsentryError `store_unavailable`
   */
  findLostHeads(): Promise<readonly ChainHead[]>;
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
  /** Who measures the commits. */
  readonly watch?: Pick<StoreWatch, 'commit'> | undefined;
  /** How long an event may wait to become durable before its writer is refused. */
  readonly waitMs?: number | undefined;
  /** How many events may wait. */
  readonly maximumWaiting?: number | undefined;
}

const unwatched: Pick<StoreWatch, 'commit'> = { commit: (_, work) => work() };

export function createAuditLog(options: AuditLogOptions): AuditLog {
  const { storage, watch = unwatched, waitMs = 2000, maximumWaiting = 10_000 } = options;
  const { writer } = storage;
  const commits = createGroupCommit({
    commit: (lines) =>
      watch.commit(lines.length, () =>
        lines.length === 0 ? writer.probe() : writer.append(groupLines(lines)),
      ),
    waitMs,
    maximumWaiting,
  });
  let inspection: Promise<AuditInspection> | undefined;
  const inspect = (): Promise<AuditInspection> => {
    inspection ??= storage.inspect().finally(() => {
      inspection = undefined;
    });
    return inspection;
  };
  return {
    write: (event) => commits.write(writeLine(event)),
    read: (query) => readAudit(storage, query),
    verify: async () => (await inspect()).verdict,
    inspect,
    async findLostHeads() {
      const heads = storage.readHeads();
      const stored = await Promise.all(heads.map((head) => storage.findMac(head.writer, head.sequence)));
      return heads.filter(({ mac }, index) => mac !== stored[index]);
    },
    probe: () => commits.probe(),
    async close() {
      await commits.close();
      await writer.close();
    },
  };
}
