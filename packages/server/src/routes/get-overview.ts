import type { AnswerOf } from '@consentry/core/contract';
import { instant } from '../instant.ts';
import type { ForeseenEnd } from '../observe/expiry-watch.ts';
import { describeStop } from './describe-partner.ts';
import type { RouteDeps } from './route-deps.ts';

type Answer = AnswerOf<'getOverview'>;

/** Asks indices and memory alone: it is asked again and again. @throws ConsentryError `store_unavailable` */
export async function getOverview({
  store,
  expiryWatch,
  traffic,
  clock,
}: Pick<RouteDeps, 'store' | 'expiryWatch' | 'traffic' | 'clock'>): Promise<Answer> {
  const at = clock.now();
  const [partners, states, mfa, { open }, stops] = await Promise.all([
    store.partners.count(),
    store.survey.countByState(),
    store.survey.countByMfa(),
    store.invitations.countOpen(undefined, at),
    store.stops.list(),
  ]);
  return {
    at: instant(at),
    partners,
    grants: {
      healthy: states.get('healthy') ?? 0,
      admin_needed: states.get('admin_needed') ?? 0,
      consent_needed: states.get('consent_needed') ?? 0,
      held: states.get('held') ?? 0,
      revoked: states.get('revoked') ?? 0,
    },
    mfa: { confirmed: mfa.get('confirmed') ?? 0, overridden: mfa.get('overridden') ?? 0 },
    openInvitations: open,
    stops: stops.map(describeStop),
    ends: {
      ...(expiryWatch.lookedAt !== undefined && { lookedAt: instant(expiryWatch.lookedAt) }),
      items: await Promise.all(expiryWatch.soonest.map((end) => withName(store, end))),
    },
    tokens: describeTraffic(traffic.read()),
  };
}

async function withName(
  { partners }: RouteDeps['store'],
  end: ForeseenEnd,
): Promise<Answer['ends']['items'][0]> {
  const name = end.partner === undefined ? undefined : (await partners.find(end.partner))?.name;
  return { ...describeEnd(end), ...(name !== undefined && { partnerName: name }) };
}

/** An end that was foretold, as the API shows it. */
export function describeEnd({
  partner,
  cause,
  at,
  isCertain,
  grant,
  customer,
}: ForeseenEnd): Answer['ends']['items'][0] {
  return {
    ...(partner !== undefined && { partner }),
    cause,
    at: instant(at),
    isCertain,
    ...(grant !== undefined && { grant }),
    ...(customer !== undefined && { customer }),
  };
}

function describeTraffic({
  since,
  hours,
  failures,
}: ReturnType<RouteDeps['traffic']['read']>): Answer['tokens'] {
  return {
    since: instant(since),
    hours: hours.map(({ at, ...counts }) => ({ at: instant(at), ...counts })),
    failures: [...failures]
      .map(([name, count]) => ({ class: name, count }))
      .toSorted((one, other) => other.count - one.count),
  };
}
