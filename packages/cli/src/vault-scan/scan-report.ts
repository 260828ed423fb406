import type { ErrorCode } from '@consentry/core';
import type {
  Deleted,
  Finding,
  MissingPermission,
  PurgeOutcome,
  ReasonCode,
  VaultScan,
} from '@consentry/core/key-vault';

/** What was found and done, for people and for an auditor's files. It holds no value of any secret. Instants are in ISO 8601. */
export interface ScanReport {
  readonly format: 'consentry-vault-scan/1';
  readonly vault: string;
  readonly tenant: string;
  readonly identity: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly looked: VaultScan['looked'];
  readonly missing: MissingPermission | null;
  readonly findings: readonly ReportedFinding[];
  readonly own: VaultScan['own'];
  readonly purge: ReportedPurge | null;
  /** What a person must still do, and what this report says nothing of. */
  readonly remains: readonly string[];
}

export interface ReportedFinding extends Omit<Finding, 'reasons' | 'versions'> {
  readonly reasons: readonly { readonly code: ReasonCode; readonly text: string }[];
  readonly versions: readonly (Omit<Finding['versions'][number], 'createdAt'> & {
    readonly createdAt: string | null;
  })[];
  /** Undefined where nothing was confirmed for it. */
  readonly outcome?: ReportedOutcome;
}

type ReportedOutcome = Exclude<PurgeOutcome, Deleted> | ReportedDeletion;

export interface ReportedDeletion extends Omit<Deleted, 'recoverableUntil' | 'error'> {
  readonly recoverableUntil: string | null;
  readonly code?: ErrorCode;
}

export interface ReportedPurge {
  readonly confirmedBy: 'terminal' | '--yes';
  readonly confirmedAt: string;
  readonly secrets: number;
  /** Null while it is under way, or when the command was ended. */
  readonly endedAt: string | null;
}

export interface ReportInput {
  readonly scan: VaultScan;
  readonly tenant: string;
  readonly identity: string;
  readonly reasons: Readonly<Record<ReasonCode, string>>;
  readonly purge?: ReportedPurge | undefined;
  readonly outcomes?: ReadonlyMap<Finding, PurgeOutcome>;
}

export function writeReport({ scan, tenant, identity, reasons, purge, outcomes }: ReportInput): ScanReport {
  return {
    format: 'consentry-vault-scan/1',
    vault: scan.vaultUrl,
    tenant,
    identity,
    startedAt: toInstant(scan.startedAt),
    endedAt: toInstant(scan.endedAt),
    looked: scan.looked,
    missing: scan.missing ?? null,
    findings: scan.findings.map((finding) => {
      const outcome = outcomes?.get(finding);
      return {
        ...finding,
        reasons: finding.reasons.map((code) => ({ code, text: reasons[code] })),
        versions: finding.versions.map(({ createdAt, ...version }) => ({
          ...version,
          createdAt: createdAt === undefined ? null : toInstant(createdAt),
        })),
        ...(outcome === undefined ? {} : { outcome: toReported(outcome) }),
      };
    }),
    own: scan.own,
    purge: purge ?? null,
    remains: listRemains(scan),
  };
}

function toReported(outcome: PurgeOutcome): ReportedOutcome {
  return outcome.is === 'deleted' ? reportDeletion(outcome) : outcome;
}

/** As it is written into a file or a line of JSON. */
export function reportDeletion(deleted: Deleted): ReportedDeletion {
  const { recoverableUntil: until, error, ...rest } = deleted;
  return {
    ...rest,
    recoverableUntil: until === undefined ? null : toInstant(until),
    ...(error && { code: error.code }),
  };
}

/** Nothing that happens in a vault ends what was kept there. */
function listRemains({ findings, looked }: VaultScan): readonly string[] {
  const has = (...kinds: readonly Finding['kind'][]): boolean =>
    findings.some(({ kind }) => kinds.includes(kind));
  return [
    ...(has('user_password', 'user_name')
      ? ['A password works until it is changed: change it, for each account, at Microsoft.']
      : []),
    ...(has('refresh_token')
      ? [
          'A refresh token works until its account’s sessions are revoked: https://learn.microsoft.com/graph/api/user-revokesigninsessions. That ends the account’s other sign-ins too.',
        ]
      : []),
    ...(has('application_secret')
      ? ['An application’s key works until it is removed from the application’s registration.']
      : []),
    ...(has('access_token')
      ? ['An access token works until it expires, about an hour after it was given.']
      : []),
    ...(looked.disabledVersions > 0
      ? [
          `${looked.disabledVersions} disabled versions were not read: a disabled version can be enabled again.`,
        ]
      : []),
    'Secrets that were deleted before were not looked at, nor backups of secrets, nor copies elsewhere.',
  ];
}

export function toInstant(at: number): string {
  return new Date(at).toISOString();
}
