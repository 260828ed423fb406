import { missingPermissions, readTenantId, type TenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { wantedOf } from '../admin-consents/look-at-consent.ts';
import type { Exchange } from '../http/exchange.ts';
import { instant } from '../instant.ts';
import type { CustomerSweeps } from '../stores/customer-sweeps.ts';
import type { ConsentProof } from '../stores/admin-consents.ts';
import type { CustomerSearch } from '../stores/customers.ts';
import { describeCustomer } from './describe-customer.ts';
import { getKnownPartner } from './get-partner.ts';
import type { RouteDeps } from './route-deps.ts';

type Answer = AnswerOf<'listCustomers'>;
type Deps = Pick<RouteDeps, 'store' | 'adminConsent'>;
type NewestSweep = Awaited<ReturnType<CustomerSweeps['findNewest']>>;

/** A page costs a handful of questions, however many customers there are. @throws ConsentryError `partner_not_found`, `store_unavailable` */
export async function listCustomers(deps: Deps, exchange: Exchange<'listCustomers'>): Promise<Answer> {
  const { store } = deps;
  const { limit } = exchange.input.query;
  const { partner, name, customersReadAt } = await getKnownPartner(deps, exchange.input.params.partner);
  const newest = await store.customerSweeps.findNewest(partner);
  const found = await findCustomers(deps, partner, newest, exchange.input.query);
  const shown = found.slice(0, limit);
  const ids = shown.map(({ customer }) => customer);
  const [reach, consents, swept] = await Promise.all([
    store.reach.listOf(partner, ids),
    store.adminConsents.listOf(partner, ids),
    newest === undefined ? [] : store.customerSweeps.listOf(newest.id, partner, ids),
  ]);
  const reachOf = Map.groupBy(reach, ({ customer }) => customer);
  const consentsOf = Map.groupBy(consents, ({ customer }) => customer);
  const sweptOf = new Map(swept.map((one) => [one.customer, one]));
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    partner,
    items: shown.map((known) =>
      describeCustomer(deps, {
        known,
        customersReadAt,
        reach: reachOf.get(known.customer) ?? [],
        consents: consentsOf.get(known.customer) ?? [],
        lastSweep: sweptOf.get(known.customer),
      }),
    ),
    ...(name !== undefined && { partnerName: name }),
    ...(last !== undefined && { next: last.customer }),
    ...(customersReadAt !== undefined && { readAt: instant(customersReadAt) }),
    ...(newest !== undefined && {
      lastSweep: { sweep: newest.id, task: newest.task, startedAt: instant(newest.startedAt) },
    }),
  };
}

async function findCustomers(
  deps: Deps,
  partner: TenantId,
  newest: NewestSweep,
  { limit, after, begins, lost, lagging, failed }: Exchange<'listCustomers'>['input']['query'],
) {
  // Without a sweep nothing failed in it.
  if (failed === true && newest === undefined) return [];
  const search: CustomerSearch = {
    limit: limit + 1,
    after: after === undefined ? undefined : readTenantId(after),
    text: begins,
    hasLost: lost,
    failedIn: failed === true ? newest?.id : undefined,
    lagging: lagging === true ? await listLagging(deps, partner) : undefined,
  };
  return search.lagging?.length === 0 ? [] : deps.store.customers.list(partner, search);
}

/** What lags follows from what is wanted today, so no index knows it. */
async function listLagging(
  { store, adminConsent }: Deps,
  partner: TenantId,
): Promise<readonly ConsentProof[]> {
  const proofs = await store.adminConsents.listProofs(partner);
  return proofs.filter(
    ({ resources, proved }) => missingPermissions(wantedOf(adminConsent, resources), proved).length > 0,
  );
}
