import { clouds } from '../entra/clouds.ts';
import type { TenantId } from '../ids.ts';
import { findAccountFindings } from './findings/account-findings.ts';
import { findApplicationFindings } from './findings/application-findings.ts';
import { findFederationFindings } from './findings/federation-findings.ts';
import { byGravity, type Finding } from './findings/finding.ts';
import { findGrantFindings } from './findings/grant-findings.ts';
import { findPermissionFindings } from './findings/permission-findings.ts';
import { findPolicyFindings } from './findings/policy-findings.ts';
import { findScoreFindings } from './findings/score-findings.ts';
import { type AboutPartner, type JudgedAs, judgeAs } from './judged-as.ts';
import { isNotOffered } from './not-offered.ts';
import { createPosture, type Posture } from './posture.ts';
import { accountFigure, apiFigure, type Figure, portalFigure, unavailable } from './share.ts';
import { valueOf } from './sources/source.ts';
import { type SourceName, sourceTable } from './sources/source-table.ts';
import type { Organization, Sources } from './sources/sources.ts';
import { createTables, type Tables } from './tables/tables.ts';
import { weighFindings } from './weigh-findings.ts';

/** Whether a partner meets Microsoft’s security requirements, as far as it can be seen. Plain data. Instants are epoch milliseconds. */
export interface Report {
  readonly partner: TenantId;
  readonly at: number;
  /** Undefined where it could not be read. */
  readonly organization: Organization | undefined;
  readonly figures: readonly Figure[];
  /** The gravest first. */
  readonly findings: readonly Finding[];
  readonly tables: Tables;
  /** What could not be read, wholly or in part. No finding does not mean that all is well where something stands here. */
  readonly unread: readonly Unread[];
  /** What Microsoft does not offer to this kind of partner, or in this cloud. It is no failure, and nothing is said of it. */
  readonly notOffered: readonly Unread[];
  readonly judgedAs: JudgedAs;
}

/** Something that could not be read, why, and what to do. Nothing is concluded from it. */
export interface Unread {
  /** A source; `permissions`, what our application is consented to; or `remembered-devices`, of which no API tells. */
  readonly source: SourceName | 'permissions' | 'remembered-devices';
  /** A code of the table of errors, or of {@link notOfferedTable}; `incomplete`, or `not_available_by_api`. */
  readonly code: string;
  readonly remedy: string;
  /** How many accounts or sign-ins are missing, where some were read. */
  readonly count?: number;
}

const unsaid: AboutPartner = { kind: undefined, kindFrom: undefined, cloud: clouds.public };

/**
 * Judges what was read. Pure: the same sources at the same instant give the same report.
 * @param at when the report is made, epoch milliseconds
 */
export function assess(sources: Sources, at: number): Report {
  const posture = createPosture(sources);
  const { about = unsaid } = sources;
  const found = [
    ...findAccountFindings(posture),
    ...findPolicyFindings(posture),
    ...findFederationFindings(posture),
    ...findApplicationFindings(posture),
    ...findGrantFindings(posture, at),
    ...findPermissionFindings(posture),
    ...findScoreFindings(posture),
  ].toSorted(byGravity);
  const findings = weighFindings(found, about).toSorted(byGravity);
  const figures = [accountsOf(posture), portalOf(sources, at), apiFigure(sources.applications)];
  const organization = valueOf(sources.organization);
  const [tables, unread] = [createTables(posture), listUnread(posture)];
  return {
    partner: sources.partner,
    at,
    organization,
    figures,
    findings,
    tables,
    unread: unread.filter(({ code }) => !isNotOffered(code)),
    notOffered: unread.filter(({ code }) => isNotOffered(code)),
    judgedAs: judgeAs(about),
  };
}

/** No API counts the operations; a reseller, and a cloud without Microsoft’s report, have not even the names. */
function portalOf({ portal }: Sources, at: number): Figure {
  const isOffered = portal.outcome === 'read' || !isNotOffered(portal.code);
  return isOffered ? portalFigure(at) : unavailable('portal-requests-with-mfa', 'portal', portal);
}

/** An estimate: Microsoft does not say how it tells of whom MFA is wanted. */
function accountsOf({ sources, coverages }: Posture): Figure {
  const { accounts } = sources;
  if (accounts.outcome === 'unreadable') return unavailable('accounts-with-mfa', 'accounts', accounts);
  const counted = (coverages ?? []).map(({ account, isEnforced }) => ({
    isEnabled: account.isEnabled,
    isEnforced,
  }));
  const from = ['accounts', 'securityDefaults', 'policies', 'groups', 'roles', 'perUserMfa'] as const;
  return accountFigure(counted, from, Math.min(...from.map((name) => sources[name].at)));
}

function listUnread(posture: Posture): readonly Unread[] {
  const names = Object.keys(sourceTable) as SourceName[];
  const unreadable = names.flatMap((source) => {
    const outcome = posture.sources[source];
    return outcome.outcome === 'read' ? [] : [{ source, code: outcome.code, remedy: outcome.remedy }];
  });
  const { permissions } = posture.sources;
  const unknown =
    permissions?.outcome === 'unreadable'
      ? [{ source: 'permissions', code: permissions.code, remedy: permissions.remedy } as const]
      : [];
  return [...unreadable, ...unknown, ...listIncomplete(posture), rememberedDevices];
}

function listIncomplete({
  sources: { registrations, signIns, perUserMfa, score },
  coverages,
}: Posture): readonly Unread[] {
  const unread: Unread[] = [];
  if (registrations.outcome === 'read') {
    const { isRegistered, from } = registrations.value;
    const count = (coverages ?? []).filter(({ account }) => !isRegistered.has(account.id)).length;
    const remedy =
      from === 'report'
        ? 'Run the report again. Microsoft’s report of methods lags behind new accounts by some hours.'
        : 'Run the report again. Microsoft did not answer what methods these accounts have.';
    if (count > 0) unread.push({ source: 'registrations', code: 'incomplete', remedy, count });
  }
  if (perUserMfa.outcome === 'read' && perUserMfa.value.notAsked > 0) {
    const remedy =
      'Require MFA by security defaults or a policy, which reach everybody; per-user MFA has no list.';
    unread.push({ source: 'perUserMfa', code: 'incomplete', remedy, count: perUserMfa.value.notAsked });
  }
  if (signIns.outcome === 'read' && signIns.value.isCut) {
    const remedy = 'Look at the older sign-ins in the Microsoft Entra admin center, under Sign-in logs.';
    unread.push({ source: 'signIns', code: 'incomplete', remedy });
  }
  const untold = valueOf(score)?.requirements.filter(({ isMet }) => isMet === undefined).length ?? 0;
  if (untold > 0) {
    const remedy = 'Look at the requirement in Partner Center: Security > Security requirements.';
    unread.push({ source: 'score', code: 'incomplete', remedy, count: untold });
  }
  return unread;
}

const rememberedDevices: Unread = {
  source: 'remembered-devices',
  code: 'not_available_by_api',
  remedy:
    'Look by hand: Microsoft Entra admin center > Users > Per-user MFA > Service settings: “Allow users to remember multifactor authentication on devices they trust” must be off.',
};
