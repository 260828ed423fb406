import type { World } from '../../world/types.ts';
import type { AccessAttempt } from './access-attempt.ts';
import { listApplyingPolicies } from './list-applying-policies.ts';

/** What a tenant wants of somebody before it lets them in. */
export interface Demands {
  isBlocked: boolean;
  needsCompliantDevice: boolean;
  needsMfa: boolean;
  /** The policies that want MFA. None when it is the tenant itself, by `mfa: 'required'`, or Entra, of a partner's user. */
  mfaPolicyIds: readonly string[];
  needsExternalChallenge: boolean;
  /** The longest time since the person signed in. Without end when absent. */
  signInLifetimeMs?: number;
  /** The longest time since MFA was done, if it was. Without end when absent. */
  mfaLifetimeMs?: number;
}

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** Sums up what the policies of a tenant and its own setting for MFA demand of an attempt. */
export function findDemands(world: World, attempt: AccessAttempt): Demands {
  const { tenant, resources, presence } = attempt;
  const policies = listApplyingPolicies(world, attempt);
  const grants = new Set(policies.map((policy) => policy.grant));
  const frequencies = policies.flatMap(({ signInFrequencyHours }) => signInFrequencyHours ?? []);
  const mfaPolicies = policies.filter((policy) => policy.grant === 'mfa');
  // The tenant's own setting protects resources, as a policy does: a sign-in that names none does not meet it.
  const isRequired = tenant.mfa === 'required' && resources.length > 0;
  const { mfaLifetimeDays } = tenant;
  return {
    isBlocked: grants.has('block'),
    needsCompliantDevice: grants.has('compliant-device'),
    // Entra itself wants MFA of a partner's user in a customer's tenant, whatever the customer's policies say.
    needsMfa: isRequired || mfaPolicies.length > 0 || presence.kind === 'delegated',
    mfaPolicyIds: mfaPolicies.map((policy) => policy.id),
    needsExternalChallenge: grants.has('external-challenge'),
    ...(frequencies.length === 0 ? {} : { signInLifetimeMs: Math.min(...frequencies) * HOUR_MS }),
    ...(mfaLifetimeDays === undefined ? {} : { mfaLifetimeMs: mfaLifetimeDays * DAY_MS }),
  };
}
