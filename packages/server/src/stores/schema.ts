import type {
  AdminConsentId,
  ApplicationId,
  CallerId,
  CallerIdentityId,
  CallerKeyId,
  ErrorCode,
  FailureClass,
  FlowPurpose,
  GrantId,
  GrantState,
  InvitationId,
  InvitationKind,
  MfaEvidence,
  ObjectId,
  PartnerKind,
  PostureReportId,
  SecretRef,
  SeenReach,
  SweepId,
  SweepState,
  TenantId,
  TokenOwner,
} from '@consentry/core';
import type { Generated } from 'kysely';
import type { Role, SignedIn } from '../dashboard/signed-in.ts';

/**
 * The tables of `state.db`, and of the database on Postgres. Columns are text and whole numbers only, so that the same queries run on
 * Postgres: instants in epoch milliseconds, booleans 0 or 1, lists and policies as JSON. The store wrote what
 * it reads, so columns carry the brands of the ids in them.
 */
export interface Schema {
  migrations: MigrationsTable;
  stamp: StampTable;
  invitations: InvitationsTable;
  flows: FlowsTable;
  approvals: ApprovalsTable;
  admin_consents: AdminConsentsTable;
  grants: GrantsTable;
  secrets: SecretsTable;
  callers: CallersTable;
  caller_keys: CallerKeysTable;
  caller_identities: CallerIdentitiesTable;
  stops: StopsTable;
  withdrawals: WithdrawalsTable;
  exports: ExportsTable;
  news: NewsTable;
  audit_groups: AuditGroupsTable;
  audit_tenants: AuditTenantsTable;
  leases: LeasesTable;
  access_tokens: AccessTokensTable;
  sweeps: SweepsTable;
  sweep_items: SweepItemsTable;
  sweep_rows: SweepRowsTable;
  token_reach: TokenReachTable;
  posture_reports: PostureReportsTable;
  posture_runs: PostureRunsTable;
  grant_mfa: GrantMfaTable;
  customer_mfa_refusals: CustomerMfaRefusalsTable;
  forecast_sources: ForecastSourcesTable;
  told_ends: ToldEndsTable;
  grant_refusals: GrantRefusalsTable;
  dashboard_sessions: DashboardSessionsTable;
  dashboard_links: DashboardLinksTable;
}

export interface MigrationsTable {
  number: number;
  name: string;
  applied_at: number;
}

/** What the store belongs to: its cloud, its application, the master keys in use, the operator key's hash. */
export interface StampTable {
  name: string;
  value: string;
}

export interface InvitationsTable {
  id: InvitationId;
  handle_digest: string;
  kind: InvitationKind;
  partner: TenantId;
  partner_name: string | null;
  partner_kind: PartnerKind | null;
  account: string | null;
  account_id: ObjectId | null;
  accepts_unknown_mfa: number;
  challenged_by: TenantId | null;
  claims: string | null;
  /** JSON: of an invitation of a customer. */
  customer: string | null;
  created_at: number;
  expires_at: number;
  spent_at: number | null;
}

export interface FlowsTable {
  state_digest: string;
  invitation: InvitationId;
  purpose: FlowPurpose;
  /** Whose consent is waited for, once that is certain. */
  customer: TenantId | null;
  /** Sealed; null for an admin consent, and after the flow is finished. */
  verifier: string | null;
  nonce_digest: string | null;
  browser_digest: string;
  started_at: number;
  expires_at: number;
  finished_at: number | null;
  /** The generation of the news when it was added. */
  changes_before: number;
}

export interface ApprovalsTable {
  partner: TenantId;
  application: ApplicationId;
  approved_at: number;
  invitation: InvitationId;
}

/** What customers' administrators consented to. */
export interface AdminConsentsTable {
  id: AdminConsentId;
  partner: TenantId;
  customer: TenantId;
  application: ApplicationId;
  customer_name: string | null;
  invitation: InvitationId;
  /** JSON: the names of APIs, or null for all that are configured. */
  resources: string | null;
  consented_at: number;
  /** JSON: what was wanted when an administrator consented. */
  wanted: string;
  /** JSON: what tokens had at the last look. */
  proved: string;
  /** JSON: what the last look met, or null. */
  problem: string | null;
  looked_at: number;
  next_look_at: number | null;
}

export interface GrantsTable {
  id: GrantId;
  partner: TenantId;
  /** As the operator said; null where nobody did. */
  partner_kind: PartnerKind | null;
  subject: ObjectId;
  username: string | null;
  display_name: string | null;
  application: ApplicationId;
  scopes: string;
  amr: string;
  mfa: MfaEvidence;
  consented_at: number;
  version: number;
  secret: SecretRef;
  sealed_at: number;
  state: GrantState;
  state_reason: string;
  state_since: number;
  state_evidence: string;
  exercise_at: number;
  redeeming_since: number | null;
  /** Since when a replica asks the partner's own tenant whether the grant works. */
  proving_since: number | null;
  /** When that tenant said last that it does. */
  proved_at: number | null;
  /** Which change of the news took the grant back. */
  revoked_by: number;
  /** JSON: what became of its refresh tokens, once they were purged. */
  purged: string | null;
}

/** The link by which the person who gave a grant can take it back. */
export interface WithdrawalsTable {
  grant_id: GrantId;
  handle_digest: string;
  created_at: number;
}

/** Where copies of refresh tokens went. */
export interface ExportsTable {
  grant_id: GrantId;
  exported_at: number;
  destination: string;
}

/** What the kill switch stopped, until somebody lets it go on. */
export interface StopsTable {
  scope: 'everything' | TenantId;
  since: number;
  reason: string;
}

export interface SecretsTable {
  ref: SecretRef;
  grant_id: GrantId;
  version: number;
  /** Sealed by the envelope for exactly this grant and version. */
  sealed: string;
  created_at: number;
}

export interface CallersTable {
  id: CallerId;
  name: string;
  policy: string;
  created_at: number;
  removed_at: number | null;
}

export interface CallerKeysTable {
  id: CallerKeyId;
  caller: CallerId;
  hash: string;
  created_at: number;
  expires_at: number | null;
  removed_at: number | null;
}

export interface CallerIdentitiesTable {
  id: CallerIdentityId;
  caller: CallerId;
  issuer: string;
  claims: string;
  created_at: number;
  removed_at: number | null;
}

/** How often what replicas keep in memory was changed. */
export interface NewsTable {
  name: 'access';
  generation: number;
}

/** Replicas only: who redeems what at this moment. */
export interface LeasesTable {
  /** SHA-256 of what the lease is for. */
  key: string;
  /** Grows each time that the lease changes hands. */
  number: number;
  expires_at: number;
}

/** Replicas only: access tokens that were redeemed lately. */
export interface AccessTokensTable {
  /** A grant, or the application for what it has without one. */
  grant_id: TokenOwner;
  /** SHA-256 of the target's key. */
  target: string;
  /** Sealed by the envelope for exactly this owner and target. */
  sealed: string;
  received_at: number;
  expires_at: number;
}

/** One task over many customers. */
export interface SweepsTable {
  id: SweepId;
  task: string;
  /** JSON, as is what follows. */
  params: string;
  partners: string;
  source: string;
  is_dry_run: number;
  concurrency: number | null;
  created_at: number;
  state: SweepState;
  running_since: number | null;
  ended_before: number;
  stopped_at: number | null;
  /** JSON: the trouble that stopped it. */
  stopped_by: string | null;
  ended_at: number | null;
}

/** A customer of a sweep. */
export interface SweepItemsTable {
  sweep: SweepId;
  partner: TenantId;
  customer: TenantId;
  customer_name: string | null;
  /** Its place among the customers of its partner. */
  turn: number;
  state: 'open' | 'done' | 'failed' | 'unknown';
  /** Not before then may it be claimed: it was deferred, or somebody has it. */
  due_at: number;
  /** 1 from a claim until it is settled. One that is due and claimed was lost. */
  is_claimed: Generated<number>;
  /** Grows with each claim. */
  fence: Generated<number>;
  attempts: Generated<number>;
  lost: Generated<number>;
  rows: Generated<number>;
  is_cut: Generated<number>;
  /** Empty unless it failed, as is `cause`. */
  failure_class: Generated<FailureClass | ''>;
  /** The code of its failure, and Microsoft's number where there is one: failures with the same one have one remedy. */
  cause: Generated<string>;
  /** JSON: its failure. */
  failure: string | null;
  ended_at: number | null;
}

/** What was found at a customer. */
export interface SweepRowsTable {
  sweep: SweepId;
  partner: TenantId;
  customer: TenantId;
  /** Of the master key that it is sealed under. */
  key_id: string;
  /** Sealed by the envelope for exactly this customer of this sweep. */
  sealed: string;
}

/** Whether a token can be had for an API of a customer, as sweeps saw it. */
export interface TokenReachTable {
  partner: TenantId;
  customer: TenantId;
  resource: SeenReach['resource'];
  customer_name: string | null;
  works: number;
  /** When it was first seen so. */
  since: number;
  /** Why it does not work, and Microsoft's number; null where it does. */
  code: ErrorCode | null;
  aadsts: number | null;
  remedy: string | null;
  seen_at: number;
  /** How it was before, the other way round; null where it was never seen otherwise. */
  before_since: number | null;
  before_code: ErrorCode | null;
  before_aadsts: number | null;
}

/** Reports on the security requirements of partners. */
export interface PostureReportsTable {
  id: PostureReportId;
  partner: TenantId;
  made_at: number;
  /** JSON: figures and counts, and nobody's name. */
  summary: string;
  /** Of the master key that it is sealed under. */
  key_id: string;
  /** Sealed by the envelope for exactly this report. */
  sealed: string;
}

/** The report of a partner that is being made, or how the last one ended. */
export interface PostureRunsTable {
  partner: TenantId;
  report: PostureReportId;
  started_at: number;
  /** Once that has passed nobody makes it any more. */
  expires_at: number;
  ended_at: number | null;
  failed_by: ErrorCode | null;
}

/** What Partner Center said of the MFA of a grant's calls. */
export interface GrantMfaTable {
  grant_id: GrantId;
  is_compliant: number;
  /** Since when it says so. */
  seen_at: number;
  /** When it refused a call for want of MFA last; null where it did not since it last said better. */
  refused_at: number | null;
}

/** Customers whose tenant refused a grant's account for want of MFA. */
export interface CustomerMfaRefusalsTable {
  grant_id: GrantId;
  customer: TenantId;
  refused_at: number;
}

/** On Postgres only: the groups of the audit, of every writer. */
export interface AuditGroupsTable {
  /** In the order of writing, over all writers. */
  position: Generated<number>;
  writer: string;
  sequence: number;
  first_at: number;
  last_at: number;
  count: number;
  body: string;
  mac: string;
}

/** On Postgres only: which groups are about a tenant. */
export interface AuditTenantsTable {
  tenant: string;
  position: number;
}

export interface ForecastSourcesTable {
  partner: TenantId;
  /** When they were read last, or somebody took the turn to read them. */
  read_at: number;
  /** JSON; null until they were read. */
  sources: string | null;
}

export interface ToldEndsTable {
  /** The end, with its instant. */
  what: string;
  /** The smallest step that was told. */
  step: number;
  ends_at: number;
}

export interface GrantRefusalsTable {
  grant_id: GrantId;
  code: ErrorCode;
  /** JSON. */
  evidence: string;
  since: number;
  seen_at: number;
}

/** Who is signed in at the dashboard. */
export interface DashboardSessionsTable {
  session_digest: string;
  /** JSON; null for a sign-in by link. */
  person: string | null;
  role: Role;
  mfa: SignedIn['mfa'];
  proved_at: number | null;
  used_at: number;
  expires_at: number;
}

/** Links that sign in at the dashboard, until they were used. */
export interface DashboardLinksTable {
  handle_digest: string;
  role: Role;
  expires_at: number;
}
