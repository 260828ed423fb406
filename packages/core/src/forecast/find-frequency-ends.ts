import { gapsOf } from '../posture/policy-gaps.ts';
import { reachOf } from '../posture/policy-reach.ts';
import type { AccessPolicy, Account } from '../posture/sources/sources.ts';
import type { Ending } from './ending.ts';
import type { ForecastGrant, FrequencyFacts } from './forecast-facts.ts';

/** What a grant asks tokens for in the partner’s own tenant, as policies name it: Partner Center and Graph. The same in all tenants. */
const ownApplications = ['fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd', '00000003-0000-0000-c000-000000000000'];

/** Ways round a policy that do not touch how often a sign-in is wanted, or that are looked at by themselves. */
const harmless: readonly string[] = [
  'policy_excludes_applications',
  'policy_device_skips_mfa',
  'policy_other_control_skips_mfa',
  'policy_custom_control',
  'policy_limited_applications',
];

/**
 * When policies that want a new sign-in stop a grant: counted from the sign-in behind it, which no redemption renews. Where the sign-in
 * was not seen, as of a refresh token that was imported, it is counted from the day on which it came: the end is that day at the latest.
 *
 * Of a policy that may not be met, as one that looks at risk, no end is told that a later redemption has shown to be none.
 */
export function findFrequencyEnds(
  { subject, consentedAt, sealedAt }: ForecastGrant,
  { policies, memberships }: FrequencyFacts,
): readonly Ending[] {
  return policies.filter(isForRedemptions).flatMap((policy): readonly Ending[] => {
    const reach = reachOf(policy, accountOf(subject), memberships);
    if (reach !== 'reached' && reach !== 'unknown') return [];
    const { id, name: about, signInFrequencyMs } = policy;
    const afterMs = signInFrequencyMs === 'everyTime' ? 0 : (signInFrequencyMs ?? 0);
    const isCertain = reach === 'reached' && meetsEveryRedemption(policy);
    const at = consentedAt + afterMs;
    if (!isCertain && sealedAt >= at) return [];
    return [
      {
        id: `sign-in-frequency:${id}`,
        cause: 'sign-in-frequency',
        at,
        isCertain,
        about,
      },
    ];
  });
}

/** One in force that limits how old a sign-in may be, for clients like ours and APIs that a grant is for. */
export function isForRedemptions(policy: AccessPolicy): boolean {
  const { state, signInFrequencyMs, clientAppTypes } = policy;
  const { includedApplications: included, excludedApplications: excluded } = policy;
  const isForClients =
    clientAppTypes.length === 0 ||
    clientAppTypes.some((type) => type !== 'exchangeActiveSync' && type !== 'other');
  const isForApis = ownApplications.some(
    (id) => (included.includes('All') || included.includes(id)) && !excluded.includes(id),
  );
  return state === 'enabled' && signInFrequencyMs !== undefined && isForClients && isForApis;
}

/** Places, risks and platforms cannot be judged from here. */
function meetsEveryRedemption(policy: AccessPolicy): boolean {
  return gapsOf(policy, undefined).every((gap) => harmless.includes(gap));
}

/** A service account of the partner’s own tenant: what a policy asks of it is its id, its groups and its roles. */
function accountOf(subject: ForecastGrant['subject']): Account {
  return {
    id: subject,
    name: '',
    isEnabled: undefined,
    isGuest: false,
    isSynced: false,
    createdAt: undefined,
  };
}
