import { type ItemKey, readTenantId, type SweptItem } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { instant } from '../instant.ts';
import { getSweepRow, refusalOf } from './describe-sweep.ts';
import type { RouteDeps } from './route-deps.ts';

type Answer = AnswerOf<'listSweepItems'>;

/** @throws ConsentryError `sweep_not_found`, `store_unavailable` */
export async function listSweepItems(deps: RouteDeps, exchange: Exchange<'listSweepItems'>): Promise<Answer> {
  const { id } = await getSweepRow(deps, exchange.input.params.id);
  const { state, class: failureClass, customer, limit, after } = exchange.input.query;
  const found = await deps.store.sweeps.listItems(id, {
    state,
    failureClass,
    customer,
    limit: limit + 1,
    ...(after !== undefined && { after: readCursor(after) }),
  });
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(describe),
    ...(last !== undefined && { next: `${last.partner}.${last.customer}` }),
  };
}

function readCursor(after: string): ItemKey {
  const [partner, customer] = after.split('.');
  return { partner: readTenantId(partner), customer: readTenantId(customer) };
}

function describe({
  partner,
  customer,
  customerName,
  attempts,
  outcome,
  endedAt,
}: SweptItem): Answer['items'][0] {
  return {
    partner,
    customer,
    ...(customerName !== undefined && { customerName }),
    state: outcome?.state ?? 'open',
    attempts,
    ...(endedAt !== undefined && { endedAt: instant(endedAt) }),
    ...(outcome?.state === 'done' && { rows: outcome.rows, isCut: outcome.isCut }),
    ...(outcome !== undefined &&
      outcome.state !== 'done' && {
        failure: {
          ...refusalOf(outcome),
          class: outcome.failureClass,
          actor: outcome.actor,
          reach: outcome.reach,
          facts: { ...outcome.facts },
        },
      }),
  };
}
