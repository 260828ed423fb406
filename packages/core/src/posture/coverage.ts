import { asksForMfa, gapsOf, type PolicyGap } from './policy-gaps.ts';
import { type ExcludedBy, type Memberships, reachOf } from './policy-reach.ts';
import { valueOf } from './sources/source.ts';
import type { AccessPolicy, Account, Sources } from './sources/sources.ts';

/** The template id of the role that Microsoft Entra Connect’s account has. Security defaults ask nothing of it. */
export const synchronizationRole = 'd29b2b05-8046-44ba-8758-1e26182fcf32';

/** A policy that has to do with MFA, and the ways round it. */
export interface MfaPolicy {
  readonly policy: AccessPolicy;
  readonly gaps: readonly PolicyGap[];
}

/** Of what MFA is wanted of one account. */
export interface Coverage {
  readonly account: Account;
  /** True where MFA is wanted at every sign-in. Undefined where that cannot be told. */
  readonly isEnforced: boolean | undefined;
  /** True where security defaults ask it. */
  readonly byDefaults: boolean;
  /** True where it is asked for this one account. */
  readonly byPerUserMfa: boolean;
  /** Policies in force that reach it and have no way round. */
  readonly strong: readonly MfaPolicy[];
  /** Policies in force that reach it and have ways round them. */
  readonly weak: readonly MfaPolicy[];
  readonly excluded: readonly { readonly policy: AccessPolicy; readonly by: ExcludedBy }[];
  /** Policies that only report what they would have asked. */
  readonly reported: readonly AccessPolicy[];
}

/** What all accounts have in common, worked out once. */
export interface CoverageRules {
  /** Undefined where they could not be read. */
  readonly hasSecurityDefaults: boolean | undefined;
  /** Those in force, and those that only report; undefined where they could not be read. */
  readonly policies: readonly MfaPolicy[] | undefined;
  readonly memberships: Memberships;
  /** Accounts for which MFA is enforced one by one. None where that was not asked for, or could not be read. */
  readonly perUserMfa: ReadonlySet<string>;
}

/** The sources that coverage follows from. */
export type CoverageSources = Pick<
  Sources,
  'securityDefaults' | 'policies' | 'locations' | 'groups' | 'roles'
> & { readonly perUserMfa?: Sources['perUserMfa'] };

export function readCoverageRules(sources: CoverageSources): CoverageRules {
  const locations = valueOf(sources.locations);
  return {
    hasSecurityDefaults: valueOf(sources.securityDefaults)?.isEnabled,
    policies: valueOf(sources.policies)
      ?.filter((policy) => policy.state !== 'disabled' && asksForMfa(policy))
      .map((policy) => ({ policy, gaps: gapsOf(policy, locations) })),
    memberships: { groups: valueOf(sources.groups), roles: valueOf(sources.roles) },
    perUserMfa: (sources.perUserMfa && valueOf(sources.perUserMfa)?.enforced) ?? new Set(),
  };
}

/**
 * Says whether MFA is wanted of an account at every sign-in: by security defaults, by a policy that reaches it and has no way round, or
 * for this one account.
 */
export function coverageOf(account: Account, rules: CoverageRules): Coverage {
  const strong: MfaPolicy[] = [];
  const weak: MfaPolicy[] = [];
  const excluded: { policy: AccessPolicy; by: ExcludedBy }[] = [];
  const reported: AccessPolicy[] = [];
  const covered = coveredByDefaults(account, rules);
  const byDefaults = covered === true;
  const byPerUserMfa = rules.perUserMfa.has(account.id);
  let isUnknown = covered === undefined || rules.policies === undefined;
  for (const one of rules.policies ?? []) {
    const reach = reachOf(one.policy, account, rules.memberships);
    if (reach === 'not-included') continue;
    if (one.policy.state === 'report-only') {
      if (reach === 'reached') reported.push(one.policy);
    } else if (reach === 'unknown') isUnknown = true;
    else if (reach !== 'reached') excluded.push({ policy: one.policy, by: reach });
    else (one.gaps.length > 0 ? weak : strong).push(one);
  }
  const isAsked = byDefaults || byPerUserMfa || strong.length > 0;
  const isEnforced = isAsked ? true : isUnknown ? undefined : false;
  return { account, isEnforced, byDefaults, byPerUserMfa, strong, weak, excluded, reported };
}

function coveredByDefaults(
  account: Account,
  { hasSecurityDefaults, memberships }: CoverageRules,
): boolean | undefined {
  if (hasSecurityDefaults !== true) return hasSecurityDefaults;
  if (memberships.roles === undefined) return undefined;
  return memberships.roles.get(account.id)?.includes(synchronizationRole) !== true;
}
