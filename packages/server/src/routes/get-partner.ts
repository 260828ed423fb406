import { ConsentryError, readTenantId, type SealedGrant, type TenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { instant } from '../instant.ts';
import type { KnownPartner } from '../stores/partners.ts';
import { describeGrant } from './describe-grant.ts';
import { describeGrants, describeStop, findStop } from './describe-partner.ts';
import type { RouteDeps } from './route-deps.ts';

type Answer = AnswerOf<'getPartner'>;
type Deps = Pick<RouteDeps, 'store' | 'application' | 'clock'>;

/** @throws ConsentryError `partner_not_found`, `store_unavailable` */
export async function getPartner(deps: Deps, exchange: Exchange<'getPartner'>): Promise<Answer> {
  const { store, clock } = deps;
  const { partner, name, customersReadAt } = await getKnownPartner(deps, exchange.input.params.partner);
  const [grants, approvals, customers, invitations, stops, [posture]] = await Promise.all([
    store.grants.listByPartner(partner),
    store.approvals.list(partner),
    store.customers.count(partner),
    store.invitations.countOpen(partner, clock.now()),
    store.stops.list(),
    store.postureReports.listNewestOf([partner]),
  ]);
  const stop = findStop(stops, partner);
  const { kind } = describeGrants(grants);
  return {
    partner,
    ...(name !== undefined && { name }),
    ...(kind !== undefined && { kind }),
    approvals: approvals.map(({ application, approvedAt }) => ({
      application,
      approvedAt: instant(approvedAt),
    })),
    customers: {
      ...customers,
      ...(customersReadAt !== undefined && { readAt: instant(customersReadAt) }),
    },
    openInvitations: invitations.open,
    ...(stop !== undefined && { stop: describeStop(stop) }),
    ...(posture !== undefined && { posture }),
    grants: await Promise.all(grants.map((grant) => describeWithMfa(deps, grant))),
  };
}

async function describeWithMfa(
  { store, application }: Deps,
  grant: SealedGrant,
): Promise<Answer['grants'][number]> {
  const said = await store.grantMfa.find(grant.id);
  if (said === undefined) return describeGrant(grant, application.id);
  const { isCompliant, seenAt, refusedAt } = said;
  return {
    ...describeGrant(grant, application.id),
    mfaAtPartnerCenter: {
      isCompliant,
      seenAt: instant(seenAt),
      ...(refusedAt !== undefined && { refusedAt: instant(refusedAt) }),
    },
  };
}

/** @throws ConsentryError `partner_not_found`, `store_unavailable` */
export async function getKnownPartner(
  { store }: Pick<RouteDeps, 'store'>,
  partner: TenantId | string,
): Promise<KnownPartner> {
  const known = await store.partners.find(readTenantId(partner));
  if (known === undefined) {
    throw new ConsentryError('partner_not_found', { message: 'This partner is not known.' });
  }
  return known;
}
