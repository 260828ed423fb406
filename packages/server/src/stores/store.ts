import type { GrantStore } from '@consentry/core';
import type { ApprovalStore } from './approvals.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { CallerStore } from './callers.ts';
import type { DatabaseVault } from './database-vault.ts';
import type { FlowStore } from './flows.ts';
import type { InvitationStore } from './invitations.ts';

/** Everything that the broker keeps. Held by one process until it is closed. */
export interface Store {
  readonly grants: GrantStore;
  readonly vault: DatabaseVault;
  readonly invitations: InvitationStore;
  readonly flows: FlowStore;
  readonly approvals: ApprovalStore;
  readonly callers: CallerStore;
  readonly audit: AuditLog;
  /** The file with the operator key in plain, for the command on this machine. */
  readonly operatorKeyFile: string;
  readonly operatorKeyHash: string;
  /** True when this opening made a new operator key. Who opened the store records that. */
  readonly hasNewOperatorKey: boolean;
  /** Writes what is waiting, closes every file and frees the data folder. Closing twice is not an error. */
  close(): Promise<void>;
}
