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
  // Of a guest who may be of another kind than the policy names, nothing good is taken.
  const isDoubtful = included === 'guest' && !isOfKind(policy.users, account);
  const excluded = findMatch(policy.excluded, account, memberships);
  if (excluded === undefined) return included === 'unknown' || isDoubtful ? 'unknown' : 'reached';
  return excluded;
}

function findMatch(
  side: PolicySide,
  account: Account,
  { groups, roles }: Memberships,
): ExcludedBy | 'unknown' | undefined {
  if (side.users.includes('All') || side.users.includes(account.id)) return 'user';
  const asGuest = matchAsGuest(side, account);
  if (asGuest === 'guest') return 'guest';
  if (side.groups.some((group) => groups?.get(group)?.has(account.id) === true)) return 'group';
  const held = roles?.get(account.id) ?? [];
  if (side.roles.some((role) => held.includes(role))) return 'role';
  const isUnknown =
    asGuest === 'unknown' ||
    (side.roles.length > 0 && roles === undefined) ||
    side.groups.some((group) => groups?.has(group) !== true);
  return isUnknown ? 'unknown' : undefined;
}

/** In the name of an account that was invited from another tenant, whether as a guest or as a member. */
const invited = '#ext#';

/** `unknown`: the side names some tenants of guests, and nobody says of which tenant this one is. */
function matchAsGuest(side: PolicySide, { name, isGuest }: Account): 'guest' | 'unknown' | undefined {
  const isInvited = name.includes(invited);
  if (!isGuest && !isInvited) return undefined;
  if (side.users.includes('GuestsOrExternalUsers')) return 'guest';
  const isNamed = isInvited
    ? side.guests.includes(isGuest ? 'b2bCollaborationGuest' : 'b2bCollaborationMember')
    : side.guests.includes('internalGuest') || side.guests.includes('b2bCollaborationGuest');
  if (!isNamed) return undefined;
  const isInternal = !isInvited && side.guests.includes('internalGuest');
  return side.isOfSomeTenants === true && !isInternal ? 'unknown' : 'guest';
}

/** A guest whose name does not say it is an internal one, or was invited and renamed. */
function isOfKind(side: PolicySide, { name }: Account): boolean {
  return (
    name.includes(invited) ||
    side.users.includes('GuestsOrExternalUsers') ||
    side.guests.includes('internalGuest')
  );
}

/** Kinds of guests that have an account in this tenant. The others come from outside, such as a partner’s own at a customer. */
export function isGuestHere(kind: string): boolean {
  return kind === 'internalGuest' || kind === 'b2bCollaborationGuest' || kind === 'b2bCollaborationMember';
}
