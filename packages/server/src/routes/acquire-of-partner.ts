import {
  type Acquired,
  type AcquireOptions,
  ConsentryError,
  concernsAccount,
  isConsentryError,
  type Target,
  type TenantId,
} from '@consentry/core';
import type { GrantStanding } from '../access/known-access.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * A token of one of the partner's grants: the one with the newest consent, a healthy one first. Where it fails in a way that
 * concerns its account alone, the next healthy one serves the same call.
 *
 * @param onFirst hears which grant is tried first, so that a refusal can say whose it is
 * @throws ConsentryError `partner_not_found`, and those of `Tokens.acquire`: where several were tried, that of the first
 */
export async function acquireOfPartner(
  { access, tokens }: Pick<RouteDeps, 'access' | 'tokens'>,
  partner: TenantId,
  target: Target,
  options: Omit<AcquireOptions, 'consentedAt'>,
  onFirst?: (grant: GrantStanding) => void,
): Promise<Acquired> {
  const [first, ...others] = byHealth(await access.listGrants(partner));
  if (first === undefined) throw new ConsentryError('partner_not_found');
  onFirst?.(first);
  const acquire = ({ id, consentedAt }: GrantStanding): Promise<Acquired> =>
    tokens.acquire(id, target, { ...options, consentedAt });
  // Another replica may have found it dead, or taken it back: what is kept here is of no more use.
  if (first.state !== 'healthy') tokens.forget(first.id);
  try {
    return await acquire(first);
  } catch (refusal) {
    if (!isConsentryError(refusal) || !concernsAccount(refusal, partner)) throw refusal;
    for (const next of others.filter(({ state }) => state === 'healthy')) {
      const acquired = await orUndefined(acquire(next), partner);
      if (acquired !== undefined) return acquired;
    }
    throw refusal;
  }
}

/**
 * The grant with the newest consent, a healthy one first.
 * @throws ConsentryError `partner_not_found`
 */
export async function getGrant(
  { access }: Pick<RouteDeps, 'access'>,
  partner: TenantId,
): Promise<GrantStanding> {
  const [first] = byHealth(await access.listGrants(partner));
  if (first === undefined) throw new ConsentryError('partner_not_found');
  return first;
}

function byHealth(grants: readonly GrantStanding[]): readonly GrantStanding[] {
  const isHealthy = ({ state }: GrantStanding): boolean => state === 'healthy';
  return [...grants.filter(isHealthy), ...grants.filter((grant) => !isHealthy(grant))];
}

/** Undefined where this account is refused too; any other failure is the answer, for it meets the next one as well. */
async function orUndefined(acquiring: Promise<Acquired>, partner: TenantId): Promise<Acquired | undefined> {
  try {
    return await acquiring;
  } catch (error) {
    if (isConsentryError(error) && concernsAccount(error, partner)) return undefined;
    throw error;
  }
}
