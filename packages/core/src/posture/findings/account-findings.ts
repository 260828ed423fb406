import { globalAdministratorRole } from '../../consent/directory-roles.ts';
import { type Coverage, synchronizationRole } from '../coverage.ts';
import type { Posture } from '../posture.ts';
import { valueOf } from '../sources/source.ts';
import { type Account, mostExamples } from '../sources/sources.ts';
import { accountRows } from './account-rows.ts';
import { type Finding, findingMaker } from './finding.ts';
import { createTallies } from './tally.ts';

type AccountFindingId = keyof typeof accountRows;

const finding = findingMaker<AccountFindingId>(accountRows);

/** Names that people give to the accounts of programs. Graph has no mark for them. */
const programName =
  /^(svc|service|srv|app|api|automation|integration|sync)([-._]|@|account)|[-._](svc|service|app|api)@/;

/** What an account that a policy leaves out seems to be. Undefined for a person’s. */
export type LeftOut = 'account_sync_exempt' | 'account_break_glass_excluded' | 'account_service_excluded';

/**
 * Graph does not tell what an account is for. One that has a grant, or the name of a program, is taken for a service account; a Global
 * Administrator who comes from no directory on premises for an emergency account; the finding says so.
 */
export function findKind(posture: Posture, account: Account): LeftOut | undefined {
  const roles = posture.rolesOf(account);
  if (roles.includes(synchronizationRole)) return 'account_sync_exempt';
  if (posture.grantOf(account) !== undefined || programName.test(account.name))
    return 'account_service_excluded';
  const isOwn = !account.isGuest && !account.isSynced;
  return isOwn && roles.includes(globalAdministratorRole) ? 'account_break_glass_excluded' : undefined;
}

/**
 * Finds what is wrong with accounts. Those that a policy leaves out, and that are persons’, are with the policies. That nobody is asked
 * at all is a finding of the tenant, and not one of each account.
 */
export function findAccountFindings(posture: Posture): readonly Finding[] {
  const tallies = createTallies<AccountFindingId>();
  for (const coverage of posture.coverages ?? []) {
    const { account } = coverage;
    for (const id of [
      findMissingMethod(posture, account),
      posture.asksAnybody ? findLack(posture, coverage) : undefined,
    ])
      if (id !== undefined) tallies.of(id).add(account.name);
    const signIns = valueOf(posture.sources.signIns)?.byAccount.get(account.id);
    const id = findSignInDefect(posture, coverage);
    if (id !== undefined) tallies.of(id).add(account.name, signIns?.lastWithoutMfaAt);
  }
  return [
    ...[...tallies.all].map(([id, tally]) => finding(id, 'accounts', tally.evidence())),
    ...findPortalUse(posture),
  ];
}

/** Whoever signs in at an identity provider has the second factor there, unless Entra does its own. */
function findMissingMethod(posture: Posture, account: Account): AccountFindingId | undefined {
  if (valueOf(posture.sources.registrations)?.isRegistered.get(account.id) !== false) return undefined;
  if (posture.rolesOf(account).includes(synchronizationRole)) return undefined;
  if (account.isGuest) return 'account_guest_no_method';
  if (posture.federatedDomainOf(account.name) !== undefined) return undefined;
  const signIns = valueOf(posture.sources.signIns)?.byAccount.get(account.id);
  return (signIns?.byCustomControl ?? 0) > 0 ? undefined : 'account_no_method';
}

function findLack(posture: Posture, coverage: Coverage): AccountFindingId | undefined {
  const { account, isEnforced, weak, excluded, reported } = coverage;
  if (isEnforced !== false) return undefined;
  const kind = findKind(posture, account);
  if (kind === 'account_sync_exempt') return kind;
  if (excluded.some(({ by }) => by === 'user') && kind !== undefined) return kind;
  if (weak.length > 0 || excluded.length > 0 || reported.length > 0) return undefined;
  return account.isGuest ? 'account_guest_not_covered' : 'account_not_covered';
}

function findSignInDefect(posture: Posture, { account, isEnforced }: Coverage): AccountFindingId | undefined {
  const signIns = valueOf(posture.sources.signIns)?.byAccount.get(account.id);
  if (signIns === undefined || signIns.withoutMfa === 0) return undefined;
  if (signIns.byCustomControl > 0) return 'account_third_party_mfa_without_claim';
  const isElsewhere = !account.isGuest && posture.federatedDomainOf(account.name) !== undefined;
  return isEnforced === true && !isElsewhere ? 'account_signed_in_without_mfa' : undefined;
}

function findPortalUse({ sources }: Posture): readonly Finding[] {
  const portal = valueOf(sources.portal);
  if (portal === undefined || portal.count === 0) return [];
  const { count, principals, lastAt } = portal;
  const examples = principals.slice(0, mostExamples).map(({ name }) => name);
  const facts = { ...(lastAt !== undefined && { lastAt }) };
  return [finding('account_uses_portal_without_mfa', 'accounts', { count, examples, facts })];
}
