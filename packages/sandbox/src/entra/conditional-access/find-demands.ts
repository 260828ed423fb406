import { ADMINISTRATOR_ROLES } from '../../world/directory-roles.ts';
import type { World } from '../../world/types.ts';
import type { AccessAttempt } from './access-attempt.ts';
import { listApplyingPolicies } from './list-applying-policies.ts';
import { listWantedGrants } from './wanted-grants.ts';

/** What a tenant wants of somebody before it lets them in. */
export interface Demands {
  isBlocked: boolean;
  needsCompliantDevice: boolean;
  needsApprovedApplication: boolean;
  needsMfa: boolean;
  /** Who wants MFA. */
  mfaSources: readonly MfaSource[];
  /** The policies that want MFA. None when it is the tenant itself, by `mfa: 'required'`, or Entra, of a partner's user. */
  mfaPolicyIds: readonly string[];
  needsExternalChallenge: boolean;
  /** The longest time since the person signed in. Without end when absent. */
  signInLifetimeMs?: number;
  /** The longest time since MFA was done, if it was. Without end when absent. */
  mfaLifetimeMs?: number;
}

/** Who can want MFA: the tenant's own setting, its security defaults, its policies, or Entra, of a partner's user at a customer. */
export type MfaSource = 'tenant' | 'security-defaults' | 'policies' | 'entra';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** Sums up what the policies of a tenant and its own setting for MFA demand of an attempt. */
export function findDemands(world: World, attempt: AccessAttempt): Demands {
  const { tenant, user } = attempt;
  const policies = listApplyingPolicies(world, attempt);
  const grants = new Set(policies.flatMap((policy) => listWantedGrants(policy, user)));
  const frequencies = policies.flatMap(({ signInFrequencyHours }) => signInFrequencyHours ?? []);
  const mfaPolicies = policies.filter((policy) => listWantedGrants(policy, user).includes('mfa'));
  const mfaSources = listMfaSources(attempt, mfaPolicies.length > 0);
  const { mfaLifetimeDays } = tenant;
  return {
    isBlocked: grants.has('block'),
    needsCompliantDevice: grants.has('device'),
    needsApprovedApplication: grants.has('application'),
    needsMfa: mfaSources.length > 0,
    mfaSources,
    mfaPolicyIds: mfaPolicies.map((policy) => policy.id),
    needsExternalChallenge: grants.has('external-challenge'),
    ...(frequencies.length === 0 ? {} : { signInLifetimeMs: Math.min(...frequencies) * HOUR_MS }),
    ...(mfaLifetimeDays === undefined ? {} : { mfaLifetimeMs: mfaLifetimeDays * DAY_MS }),
  };
}

function listMfaSources({ tenant, resources, presence }: AccessAttempt, isByPolicy: boolean): MfaSource[] {
  const isAdministrator = presence.roles.some((role) => ADMINISTRATOR_ROLES.includes(role));
  // These protect resources, as a policy does: a sign-in that names none does not meet them.
  const namesResource = resources.length > 0;
  const sources: [MfaSource, boolean][] = [
    ['tenant', namesResource && tenant.mfa === 'required'],
    ['security-defaults', namesResource && tenant.securityDefaults === true && isAdministrator],
    ['policies', isByPolicy],
    // Entra itself wants MFA of a partner's user in a customer's tenant, whatever the customer's policies say.
    ['entra', presence.kind === 'delegated'],
  ];
  return sources.flatMap(([source, wants]) => (wants ? [source] : []));
}
