import {
  type Apis,
  type Clock,
  ConsentryError,
  type CustomerFilter,
  type CustomerSource,
  isConsentryError,
  judgeFailure,
  type Lease,
  type NewItem,
  type Replicas,
  type Sweep,
  type SweepStore,
  type SweptItem,
  type TenantId,
  toFailure,
  unsharedLease,
} from '@consentry/core';
import type { CustomerStore } from '../stores/customers.ts';
import { listCustomers } from './list-customers.ts';

export interface PrepareSweepDeps {
  readonly store: SweepStore;
  /** Who is listed is known from then on. */
  readonly customers: Pick<CustomerStore, 'note' | 'noteRead'>;
  readonly apis: Pick<Apis, 'partnerCenter'>;
  readonly replicas: Pick<Replicas, 'leases'> | undefined;
  readonly clock: Clock;
}

/**
 * Finds the customers of a sweep, and lets it run. After a kill it is begun again; who was found stays found. A partner whose
 * customers cannot be listed is an outcome of its own, in the place of its customers: the others go on.
 *
 * @param isLeft asked between two chunks: once it is true, the rest is left to the next time
 * @throws ConsentryError what concerns every partner, or passes by itself
 */
export async function prepareSweep(
  deps: PrepareSweepDeps,
  sweep: Sweep,
  isLeft: () => boolean,
): Promise<void> {
  const { store, replicas, clock } = deps;
  const lease = replicas === undefined ? unsharedLease : await replicas.leases.take(`sweep ${sweep.id}`);
  // Another replica does it.
  if (lease === undefined) return;
  try {
    const { source, partners } = sweep;
    if (source.kind === 'remainder') await addRemainder(deps, sweep, source, lease, isLeft);
    else await addListed(deps, sweep, partners, filterOf(source), lease, isLeft);
    if (!isLeft()) await store.begin(sweep.id, clock.now());
  } finally {
    await lease.release();
  }
}

function filterOf(source: CustomerSource): CustomerFilter | undefined {
  return source.kind === 'partner-center' ? source.filter : undefined;
}

async function addListed(
  deps: PrepareSweepDeps,
  sweep: Sweep,
  partners: readonly TenantId[],
  filter: CustomerFilter | undefined,
  lease: Lease,
  isLeft: () => boolean,
): Promise<void> {
  const { store, apis, customers, clock } = deps;
  for (const partner of partners) {
    const startedAt = clock.now();
    try {
      for await (const items of listCustomers(apis, partner, filter)) {
        if (isLeft()) return;
        await extend(lease);
        await customers.note(items, startedAt);
        await store.addItems(sweep.id, items);
      }
      if (filter === undefined) await customers.noteRead(partner, startedAt);
    } catch (error) {
      await noteUnlisted(deps, sweep, partner, error);
    }
  }
}

/** @throws ConsentryError `sweep_under_way`: another replica goes on with it */
async function extend(lease: Lease): Promise<void> {
  if (!(await lease.extend())) throw new ConsentryError('sweep_under_way');
}

/** The partner itself stands for the customers that nobody knows. */
async function noteUnlisted(
  { store, clock }: PrepareSweepDeps,
  { id }: Sweep,
  partner: TenantId,
  thrown: unknown,
): Promise<void> {
  if (isConsentryError(thrown, 'sweep_under_way')) throw thrown;
  const { error, reach } = judgeFailure(thrown, partner);
  if (reach === 'sweep' || reach === 'moment') throw error;
  await store.addItems(id, [{ partner, customer: partner, customerName: unlisted, turn: 0 }]);
  await store.failPartner(id, partner, toFailure(error), clock.now());
}

const unlisted = '(the list of customers)';
const pageSize = 1000;

async function addRemainder(
  deps: PrepareSweepDeps,
  sweep: Sweep,
  { of, first }: Extract<CustomerSource, { kind: 'remainder' }>,
  lease: Lease,
  isLeft: () => boolean,
): Promise<void> {
  if ((await deps.store.find(of)) === undefined) throw new ConsentryError('sweep_not_found');
  // A partner's own tenant that was named is a customer like others, and not all of them.
  const standsForPartner = ({ partner, customer }: SweptItem): boolean =>
    first.kind === 'partner-center' && partner === customer;
  const turns = new Map<TenantId, number>();
  const unlistedPartners: TenantId[] = [];
  let after: SweptItem | undefined;
  do {
    const page = await deps.store.listItems(of, {
      state: 'failed',
      limit: pageSize,
      ...(after !== undefined && { after }),
    });
    if (isLeft()) return;
    await extend(lease);
    const again = page.filter(isWorthwhile);
    unlistedPartners.push(...again.filter(standsForPartner).map(({ partner }) => partner));
    await deps.store.addItems(
      sweep.id,
      again.filter((item) => !standsForPartner(item)).map((item) => toNewItem(item, turns)),
    );
    after = page.length < pageSize ? undefined : page.at(-1);
  } while (after !== undefined);
  await addListed(deps, sweep, unlistedPartners, filterOf(first), lease, isLeft);
}

/** What was wrong with the request is wrong again. */
function isWorthwhile({ outcome }: SweptItem): boolean {
  return outcome?.state === 'failed' && outcome.failureClass !== 'caller';
}

function toNewItem({ partner, customer, customerName }: SweptItem, turns: Map<TenantId, number>): NewItem {
  const turn = turns.get(partner) ?? 0;
  turns.set(partner, turn + 1);
  return { partner, customer, customerName, turn };
}
