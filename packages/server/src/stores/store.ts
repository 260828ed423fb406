import type { GrantStore, Replicas } from '@consentry/core';
import type { AdminConsentStore } from './admin-consents.ts';
import type { ApprovalStore } from './approvals.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { CallerStore } from './callers.ts';
import type { DashboardSessions } from './dashboard-sessions.ts';
import type { DatabaseVault } from './database-vault.ts';
import type { ExportStore } from './exports.ts';
import type { FlowStore } from './flows.ts';
import type { GrantMfaStore } from './grant-mfa.ts';
import type { ForecastSourcesStore } from './forecast-sources.ts';
import type { GrantRefusals } from './grant-refusals.ts';
import type { GrantSurvey } from './grant-survey.ts';
import type { InvitationStore } from './invitations.ts';
import type { MasterKeyStore } from './master-key-store.ts';
import type { News } from './news.ts';
import type { PostureReportStore } from './posture-reports.ts';
import type { ReachStore } from './reach.ts';
import type { RevocationJournal } from './revocations/revocation-journal.ts';
import type { StoreSnapshot } from './snapshot/store-snapshot.ts';
import type { StopStore } from './stops.ts';
import type { BrokerSweepStore } from './sweeps.ts';
import type { ToldEnds } from './told-ends.ts';
import type { WithdrawalStore } from './withdrawals.ts';

/** Leases and access tokens of all replicas, and what it takes to keep them tidy. */
export interface SharedByReplicas extends Replicas {
  /** Removes what is over. @param before epoch milliseconds */
  removeExpired(before: number): Promise<void>;
}

/** Everything that the broker keeps. Its data folder is held by one process until it is closed. */
export interface Store {
  readonly grants: GrantStore;
  readonly survey: GrantSurvey;
  readonly vault: DatabaseVault;
  readonly invitations: InvitationStore;
  readonly flows: FlowStore;
  readonly approvals: ApprovalStore;
  readonly adminConsents: AdminConsentStore;
  readonly callers: CallerStore;
  readonly stops: StopStore;
  readonly withdrawals: WithdrawalStore;
  readonly exports: ExportStore;
  readonly reach: ReachStore;
  readonly grantMfa: GrantMfaStore;
  readonly postureReports: PostureReportStore;
  readonly forecastSources: ForecastSourcesStore;
  readonly toldEnds: ToldEnds;
  readonly grantRefusals: GrantRefusals;
  readonly sweeps: BrokerSweepStore;
  readonly dashboardSessions: DashboardSessions;
  readonly news: News;
  /** How many changes of grants and callers there were. @see ConsentFlow.changesBefore @throws ConsentryError `store_unavailable` */
  readonly countChanges: () => Promise<number>;
  readonly audit: AuditLog;
  /** What was taken back, beside the master key. A line is written before a row says so. */
  readonly revocations: RevocationJournal;
  readonly masterKeys: MasterKeyStore;
  /** On Postgres: what the replicas share while they redeem. */
  readonly replicas?: SharedByReplicas | undefined;
  /** The file with the operator key in plain, for the command on this machine. */
  readonly operatorKeyFile: string;
  readonly operatorKeyHash: string;
  /** True when this opening made a new operator key. Who opened the store records that. */
  readonly hasNewOperatorKey: boolean;
  /** On Postgres: where the operator key file was made, when it is not on this replica. */
  readonly operatorKeyMadeIn?: string | undefined;
  /**
   * Everything that a backup holds, as it is now, for reading at leisure. It is to be disposed of.
   * @throws ConsentryError `store_unavailable`
   */
  snapshot(): Promise<StoreSnapshot>;
  /** The URL of the Key Vault that refresh tokens of this store lay in last, configured or not. Undefined: they never did. */
  readonly knownKeyVault: string | undefined;
  /** Writes what is waiting, closes every file and frees the data folder. Closing twice is not an error. */
  close(): Promise<void>;
}
