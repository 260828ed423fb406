import type { AuditGroup } from './audit-group.ts';
import type { AnchoredHead } from './audit-heads.ts';
import type { AuditInspection } from './verify-audit.ts';

/** Writes groups, one after the other. */
export interface AuditWriter {
  /**
   * Resolves when the group is durable.
   * @throws ConsentryError `audit_unavailable`; the next group may succeed
   */
  append(group: AuditGroup): Promise<void>;
  /**
   * Resolves when a commit without a group was durable.
   * @throws ConsentryError `audit_unavailable`
   */
  probe(): Promise<void>;
  /** Anchors the head. Nothing may be written afterwards. */
  close(): Promise<void>;
}

/** A group on the way to a reader. Positions grow in the order of writing, over all writers. */
export interface PlacedGroup {
  readonly position: number;
  readonly body: string;
  /** Of its newest event, epoch milliseconds. */
  readonly lastAt: number;
}

/** Where the audit is kept, and its heads. What a chain is, and when it is whole, is decided elsewhere. */
export interface AuditStorage {
  readonly writer: AuditWriter;
  /** Groups from a position downward, of all writers. */
  findGroups(from: number, tenant: string | undefined): AsyncIterable<PlacedGroup>;
  /**
   * Walks over all of it, and holds nobody up meanwhile.
   * @throws ConsentryError `store_unavailable`, `store_corrupt`
   */
  inspect(): Promise<AuditInspection>;
  /** The heads that are anchored within reach of this process. */
  readHeads(): readonly AnchoredHead[];
  /** The MAC of one group. Undefined when there is no such group. */
  findMac(writer: string, sequence: number): Promise<string | undefined>;
}
