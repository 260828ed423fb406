import { type Coverage, coverageOf, type MfaPolicy } from '../coverage.ts';
import { type ExcludedBy, isGuestHere, reachOf } from '../policy-reach.ts';
import type { Posture } from '../posture.ts';
import { valueOf } from '../sources/source.ts';
import type { AccessPolicy } from '../sources/sources.ts';
import { findKind } from './account-findings.ts';
import { type Finding, findingMaker } from './finding.ts';
import { factsOf } from './policy-facts.ts';
import { policyRows } from './policy-rows.ts';
import { createTallies, createTally } from './tally.ts';

type PolicyFindingId = keyof typeof policyRows;

const finding = findingMaker<PolicyFindingId>(policyRows);

const exclusionOf: Readonly<Record<ExcludedBy, PolicyFindingId>> = {
  user: 'policy_excludes_users',
  group: 'policy_excludes_groups',
  role: 'policy_excludes_roles',
  guest: 'policy_excludes_guests',
};

/**
 * Finds the ways round policies that require MFA. What no account can go round, since another policy asks all the same, is no
 * finding. Where the accounts could not be read, a way round is one unless some policy asks everybody.
 */
export function findPolicyFindings(posture: Posture): readonly Finding[] {
  const { coverages } = posture;
  const gaps = coverages === undefined ? findGapsOfPolicies(posture) : findGapsOfAccounts(posture, coverages);
  return [
    ...findNothing(posture),
    ...findDefaults(posture),
    ...gaps,
    ...findNames(posture),
    ...findSessions(posture),
  ];
}

/** Both must have been read: what is unknown may be there. */
function findNothing({ rules, sources, asksAnybody }: Posture): readonly Finding[] {
  if (rules.hasSecurityDefaults !== false || rules.policies === undefined || asksAnybody) return [];
  const count = valueOf(sources.accounts)?.filter(({ isEnabled }) => isEnabled !== false).length;
  return [finding('tenant_asks_no_mfa', 'tenant', { count })];
}

/** It is about those of whom nothing else asks MFA either, and who hold no role. */
function findDefaults({ rules, coverages, rolesOf }: Posture): readonly Finding[] {
  if (rules.hasSecurityDefaults !== true) return [];
  const asked = { ...rules, hasSecurityDefaults: false };
  const some = coverages?.filter(
    ({ account }) => rolesOf(account).length === 0 && coverageOf(account, asked).isEnforced !== true,
  );
  if (some?.length === 0) return [];
  const count = rules.memberships.roles === undefined ? undefined : some?.length;
  return [finding('tenant_security_defaults', 'tenant', { count })];
}

function findGapsOfAccounts(posture: Posture, coverages: readonly Coverage[]): readonly Finding[] {
  const tallies = new Map<AccessPolicy, ReturnType<typeof createTallies<PolicyFindingId>>>();
  const add = (policy: AccessPolicy, id: PolicyFindingId, name: string): void => {
    const known = tallies.get(policy) ?? createTallies<PolicyFindingId>();
    tallies.set(policy, known);
    known.of(id).add(name);
  };
  for (const { account, isEnforced, weak, excluded, reported } of coverages) {
    if (isEnforced === true) continue;
    for (const { policy, gaps } of weak) for (const gap of gaps) add(policy, gap, account.name);
    const kind = findKind(posture, account);
    for (const { policy, by } of excluded) {
      const isNamedElsewhere = kind === 'account_sync_exempt' || (by === 'user' && kind !== undefined);
      if (!isNamedElsewhere) add(policy, exclusionOf[by], account.name);
    }
    if (weak.length + excluded.length === 0)
      for (const policy of reported) add(policy, 'policy_report_only', account.name);
  }
  return [...tallies].flatMap(([policy, found]) =>
    [...found.all].map(([id, tally]) => finding(id, policy.id, tally.evidence(factsOf(posture, policy, id)))),
  );
}

function findGapsOfPolicies(posture: Posture): readonly Finding[] {
  const { policies = [], hasSecurityDefaults } = posture.rules;
  if (hasSecurityDefaults === true || policies.some(asksEverybody)) return [];
  return policies.flatMap(({ policy, gaps }) => {
    const find = (id: PolicyFindingId): Finding =>
      finding(id, policy.id, { facts: factsOf(posture, policy, id) });
    if (policy.state === 'report-only') return [find('policy_report_only')];
    const exclusions = listExclusions(policy).map((by) => exclusionOf[by]);
    return [...gaps, ...exclusions].map(find);
  });
}

/** By what a policy leaves out accounts that may be in this tenant. */
function listExclusions({ excluded: { users, groups, roles, guests } }: AccessPolicy): readonly ExcludedBy[] {
  const sides = { user: users, group: groups, role: roles, guest: guests.filter(isGuestHere) };
  return Object.entries(sides)
    .filter(([, named]) => named.length > 0)
    .map(([by]) => by as ExcludedBy);
}

function asksEverybody({ policy, gaps }: MfaPolicy): boolean {
  const leavesOut = listExclusions(policy).length > 0;
  return policy.state === 'enabled' && gaps.length === 0 && policy.users.users.includes('All') && !leavesOut;
}

/** Microsoft’s own four were named so. Graph never returned them: what has the name today was made by somebody. */
function findNames({ sources }: Posture): readonly Finding[] {
  return (valueOf(sources.policies) ?? [])
    .filter(({ name }) => /^baseline policy:/i.test(name.trim()))
    .map(({ id, name, state }) => finding('policy_retired_baseline', id, { facts: { policy: name, state } }));
}

function findSessions({ sources, coverages, rules, grantOf }: Posture): readonly Finding[] {
  const inForce = (valueOf(sources.policies) ?? []).filter(({ state }) => state === 'enabled');
  const persistent = inForce
    .filter(({ persistentBrowser }) => persistentBrowser === 'always')
    .map(({ id, name }) => finding('policy_persistent_browser', id, { facts: { policy: name } }));
  const holders = (coverages ?? []).filter(({ account }) => grantOf(account) !== undefined);
  const frequent = inForce.flatMap((policy) => {
    const { id, name, signInFrequencyMs: every } = policy;
    if (every === undefined) return [];
    const tally = createTally();
    for (const { account } of holders)
      if (reachOf(policy, account, rules.memberships) === 'reached') tally.add(account.name);
    if (tally.count === 0) return [];
    return [finding('policy_sign_in_frequency', id, tally.evidence({ policy: name, every }))];
  });
  return [...persistent, ...frequent];
}
