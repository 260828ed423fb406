import type { ConditionalAccessPolicy, PolicyGrant, User } from '../../world/types.ts';

/** What a policy wants of a user in the end: alternatives are decided. */
export type WantedGrant = 'mfa' | 'device' | 'application' | 'external-challenge' | 'block';

const WANTED: Record<PolicyGrant, WantedGrant> = {
  mfa: 'mfa',
  'mfa-strength': 'mfa',
  'compliant-device': 'device',
  'hybrid-joined-device': 'device',
  'approved-application': 'application',
  'external-challenge': 'external-challenge',
  block: 'block',
};

/** Of alternatives, what a person can do comes before what nobody can change during a sign-in. */
const ORDER: readonly WantedGrant[] = ['mfa', 'external-challenge', 'device', 'application', 'block'];

/** Lists the grants of a policy, as they stand in it. */
export function listGrants({ grant = [] }: Pick<ConditionalAccessPolicy, 'grant'>): readonly PolicyGrant[] {
  return Array.isArray(grant) ? grant : [grant];
}

/**
 * Lists what a policy wants of a user: all its grants, or the one of them that is nearest. Nothing where the user's device is enough,
 * although the others are not met then: that is what makes an alternative to MFA a way round it.
 */
export function listWantedGrants(policy: ConditionalAccessPolicy, user: User): WantedGrant[] {
  const grants = listGrants(policy);
  const missing = grants.filter((grant) => !isMetByDevice(grant, user)).map((grant) => WANTED[grant]);
  if (policy.operator === 'and' || missing.includes('block')) return missing;
  if (missing.length < grants.length) return [];
  return ORDER.filter((wanted) => missing.includes(wanted)).slice(0, 1);
}

function isMetByDevice(grant: PolicyGrant, { device }: User): boolean {
  if (grant === 'compliant-device') return device === 'compliant';
  return grant === 'hybrid-joined-device' && device === 'hybrid-joined';
}
