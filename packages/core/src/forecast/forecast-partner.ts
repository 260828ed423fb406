import type { GrantId } from '../ids.ts';
import type { Ending } from './ending.ts';
import { findCustomerEnds, forecastGrant, type GrantForecast } from './forecast-grant.ts';
import type { ForecastGrant, ForecastSources, GrantEndFacts, RefusalFacts } from './forecast-facts.ts';

/** What the ends of a partner’s grants follow from. */
export interface PartnerEndFacts extends Omit<GrantEndFacts, 'grant' | 'refusal'> {
  readonly grants: readonly ForecastGrant[];
  readonly refusals: ReadonlyMap<GrantId, RefusalFacts>;
}

/** What could not be read, so that an end that follows from it is not known. */
export interface UnreadEnd {
  readonly source: 'policies' | 'relationships' | 'credentials' | 'customer-policies';
  /** A code of the table of errors; `incomplete`, or `not_available_by_api`. */
  readonly code: string;
  readonly remedy: string;
}

/** When the grants of a partner and what its customers gave will end. */
export interface PartnerForecast {
  readonly grants: readonly GrantForecast[];
  /** Which customers are lost, whatever grant they are reached by. The earliest first. */
  readonly customers: readonly Ending[];
  /** No end does not mean that there is none where something stands here. */
  readonly unread: readonly UnreadEnd[];
}

/** Says of each grant of a partner when it stops working, and of what. Pure. */
export function forecastPartner({ grants, refusals, ...facts }: PartnerEndFacts): PartnerForecast {
  const { relationships } = facts;
  const customers = relationships.outcome === 'read' ? findCustomerEnds(relationships.value) : [];
  return {
    grants: grants.map((grant) => forecastGrant({ ...facts, grant, refusal: refusals.get(grant.id) })),
    customers: customers.toSorted((one, other) => one.at - other.at),
    unread: listUnread(facts, grants),
  };
}

function listUnread(
  {
    frequencies,
    relationships,
    application,
    credentials,
  }: ForecastSources & Pick<GrantEndFacts, 'application' | 'credentials'>,
  grants: readonly ForecastGrant[],
): readonly UnreadEnd[] {
  const isOfCredential = grants.some((grant) => grant.application === application);
  const isUntold = credentials.some(({ expiresAt, isRefused }) => expiresAt === undefined && !isRefused);
  return [
    ...(frequencies.outcome === 'read' ? [] : [unreadOf('policies', frequencies)]),
    ...(relationships.outcome === 'read' ? [] : [unreadOf('relationships', relationships)]),
    ...(isOfCredential && isUntold ? [untoldCredential] : []),
    customerPolicies,
  ];
}

function unreadOf(
  source: UnreadEnd['source'],
  { code, remedy }: { readonly code: string; readonly remedy: string },
): UnreadEnd {
  return { source, code, remedy };
}

const untoldCredential: UnreadEnd = {
  source: 'credentials',
  code: 'incomplete',
  remedy:
    'Set `application.secretExpiresAt`: the end of a secret stands in the portal where it was made, and nowhere in the secret.',
};

const customerPolicies: UnreadEnd = {
  source: 'customer-policies',
  code: 'not_available_by_api',
  remedy:
    'A customer’s own conditional access may want a new sign-in too. A sweep of the task `token-reach` says where it does.',
};
