import type { Coverage } from '../coverage.ts';
import { findKind } from '../findings/account-findings.ts';
import { createPosture, type Posture } from '../posture.ts';
import { valueOf } from '../sources/source.ts';
import type { AccessPolicy, Account, GrantFacts, Sources } from '../sources/sources.ts';
import type { AccountKind, AccountRow, AccountState, CoveredBy, PolicyName } from './account-row.ts';

/**
 * Every account of the tenant with all that is known of it, one row at a time: for an export. Texts are those of the sources, and not
 * held twice. None where the accounts could not be read.
 */
export function listAccountRows(sources: Sources): Iterable<AccountRow> {
  return rowsOf(createPosture(sources));
}

/** The same, of what has been worked out already. */
export function* rowsOf(posture: Posture): Generator<AccountRow> {
  const { sources, coverages = [] } = posture;
  const grants = Map.groupBy(valueOf(sources.grants) ?? [], ({ account }) => account);
  const coverage = coverages[Symbol.iterator]();
  // Coverages are of the accounts that are not disabled, in their order.
  for (const account of valueOf(sources.accounts) ?? []) {
    const own = account.isEnabled === false ? undefined : coverage.next().value;
    yield rowOf(posture, account, own, grants.get(account.id) ?? []);
  }
}

function rowOf(
  posture: Posture,
  account: Account,
  coverage: Coverage | undefined,
  grants: readonly GrantFacts[],
): AccountRow {
  const { id, name, isEnabled, isSynced } = account;
  const registrations = valueOf(posture.sources.registrations);
  return {
    id,
    name,
    kind: kindOf(posture, account, coverage),
    isEnabled,
    isSynced,
    isFederated: posture.isFederated(name),
    isRegistered: registrations?.isRegistered.get(id),
    methods: registrations?.methodsOf.get(id),
    state: stateOf(coverage),
    coveredBy: coverage === undefined ? [] : listCoveredBy(coverage),
    waysRound: coverage?.weak.map(({ policy, gaps }) => ({ policy: nameOf(policy), gaps })) ?? [],
    excludedBy: coverage?.excluded.map(({ policy, by }) => ({ policy: nameOf(policy), by })) ?? [],
    reportedBy: coverage?.reported.map(nameOf) ?? [],
    grants: grants.map((grant) => grant.id),
    ...signInsOf(posture, account),
  };
}

/** Somebody who may do everything is taken for an emergency account only where a policy leaves out the account itself. */
function kindOf(posture: Posture, account: Account, coverage: Coverage | undefined): AccountKind {
  const kind = findKind(posture, account);
  if (kind === 'account_sync_exempt') return 'synchronization';
  if (kind === 'account_service_excluded') return 'service';
  const isLeftOut = coverage?.excluded.some(({ by }) => by === 'user') === true;
  if (kind === 'account_break_glass_excluded' && isLeftOut) return 'emergency';
  return account.isGuest ? 'guest' : 'member';
}

function stateOf(coverage: Coverage | undefined): AccountState {
  if (coverage === undefined) return 'disabled';
  const { isEnforced, weak, excluded, reported } = coverage;
  if (isEnforced === true) return 'covered';
  if (isEnforced === undefined) return 'unknown';
  if (weak.length > 0) return 'way-round';
  if (excluded.length > 0) return 'excluded';
  return reported.length > 0 ? 'report-only' : 'not-covered';
}

function listCoveredBy({ byDefaults, byPerUserMfa, strong }: Coverage): readonly CoveredBy[] {
  return [
    ...(byDefaults ? [{ by: 'security-defaults' } as const] : []),
    ...(byPerUserMfa ? [{ by: 'per-user-mfa' } as const] : []),
    ...strong.map(({ policy }) => ({ by: 'policy', policy: nameOf(policy) }) as const),
  ];
}

function nameOf({ id, name }: AccessPolicy): PolicyName {
  return { id, name };
}

/** Who is not in a log that was read to its end did not sign in without MFA. */
function signInsOf(
  { sources }: Posture,
  { id }: Account,
): Pick<AccountRow, 'signInsWithoutMfa' | 'lastWithoutMfaAt'> {
  const signIns = valueOf(sources.signIns);
  const own = signIns?.byAccount.get(id);
  const isComplete = signIns?.isCut === false;
  return {
    signInsWithoutMfa: own?.withoutMfa ?? (isComplete ? 0 : undefined),
    lastWithoutMfaAt: own?.lastWithoutMfaAt,
  };
}
