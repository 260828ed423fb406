import { readTenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { instant } from '../instant.ts';
import type { ReachCause, ReachKey, TokenReach } from '../stores/reach.ts';
import type { RouteDeps } from './route-deps.ts';

type Answer = AnswerOf<'listReach'>;

/** @throws ConsentryError `store_unavailable` */
export async function listReach(
  { store }: Pick<RouteDeps, 'store'>,
  exchange: Exchange<'listReach'>,
): Promise<Answer> {
  const { lost, limit, after } = exchange.input.query;
  const found = await store.reach.list(readTenantId(exchange.input.params.partner), {
    limit: limit + 1,
    ...(lost !== undefined && { lost }),
    ...(after !== undefined && { after: readCursor(after) }),
  });
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(describeReach),
    ...(last !== undefined && { next: `${last.customer}.${last.resource}` }),
  };
}

function readCursor(after: string): ReachKey {
  const [customer, resource] = after.split('.');
  // The contract has read it.
  return { customer: readTenantId(customer), resource: resource as ReachKey['resource'] };
}

/** Whether a token can be had for an API of a customer, as the API shows it. */
export function describeReach({
  customerName,
  since,
  seenAt,
  because,
  before,
  ...rest
}: TokenReach): Answer['items'][0] {
  const { partner, customer, resource, works } = rest;
  return {
    partner,
    customer,
    ...(customerName !== undefined && { customerName }),
    resource,
    state: works ? (before ? 'regained' : 'works') : before ? 'lost' : 'never',
    since: instant(since),
    seenAt: instant(seenAt),
    ...(because !== undefined && { because: { ...toCause(because), remedy: because.remedy } }),
    ...(before !== undefined && {
      before: {
        since: instant(before.since),
        ...(before.because !== undefined && { because: toCause(before.because) }),
      },
    }),
  };
}

/** Why none can be had, as the API shows it. */
export function toCause({ code, aadsts }: ReachCause) {
  return { code, ...(aadsts !== undefined && { aadsts }) };
}
