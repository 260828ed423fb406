import type { AccessPolicy, Account, GroupMembers, PolicySide, RoleHolders } from './sources/sources.ts';

/** By what a policy leaves out an account that it would reach. */
export type ExcludedBy = 'user' | 'group' | 'role' | 'guest';

/** Whether a policy reaches an account. `unknown`: members of a group or role that it names could not be read. */
export type PolicyReach = 'reached' | 'not-included' | 'unknown' | ExcludedBy;

/** Who is in which group and role; undefined where that could not be read. */
export interface Memberships {
  readonly groups: GroupMembers | undefined;
  readonly roles: RoleHolders | undefined;
}

/** What a policy leaves out wins over what it includes. */
export function reachOf(policy: AccessPolicy, account: Account, memberships: Memberships): PolicyReach {
  const included = findMatch(policy.users, account, memberships);
  if (included === undefined) return 'not-included';
  const excluded = findMatch(policy.excluded, account, memberships);
  if (excluded === undefined) return included === 'unknown' ? 'unknown' : 'reached';
  return excluded;
}

function findMatch(
  side: PolicySide,
  account: Account,
  { groups, roles }: Memberships,
): ExcludedBy | 'unknown' | undefined {
  if (side.users.includes('All') || side.users.includes(account.id)) return 'user';
  if (account.isGuest && (side.guests.some(isGuestHere) || side.users.includes('GuestsOrExternalUsers')))
    return 'guest';
  if (side.groups.some((group) => groups?.get(group)?.has(account.id) === true)) return 'group';
  const held = roles?.get(account.id) ?? [];
  if (side.roles.some((role) => held.includes(role))) return 'role';
  const isUnknown =
    (side.roles.length > 0 && roles === undefined) ||
    side.groups.some((group) => groups?.has(group) !== true);
  return isUnknown ? 'unknown' : undefined;
}

/** Kinds of guests that have an account in this tenant. The others come from outside, such as a partner’s own at a customer. */
export function isGuestHere(kind: string): boolean {
  return kind === 'internalGuest' || kind === 'b2bCollaborationGuest';
}
