import { type AuditEvent, readTenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { instant } from '../instant.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `invalid_request` for a cursor that is not ours, `store_unavailable`, `store_corrupt` */
export async function listAudit(
  deps: RouteDeps,
  exchange: Exchange<'listAudit'>,
): Promise<AnswerOf<'listAudit'>> {
  const { tenant, partner, customer, from, to, ...asked } = exchange.input.query;
  const { events, next, searchedTo } = await deps.store.audit.read({
    ...asked,
    tenant: tenant === undefined ? undefined : readTenantId(tenant),
    partner: partner === undefined ? undefined : readTenantId(partner),
    customer: customer === undefined ? undefined : readTenantId(customer),
    from: from === undefined ? undefined : Date.parse(from),
    before: to === undefined ? undefined : Date.parse(to),
  });
  return {
    items: events.map(describe),
    ...(next !== undefined && { next }),
    ...(searchedTo !== undefined && { searchedTo: instant(searchedTo) }),
  };
}

function describe(event: AuditEvent): AnswerOf<'listAudit'>['items'][number] {
  const { at, expiresAt, takenAt, ...rest } = event as AuditEvent & {
    readonly expiresAt?: number;
    readonly takenAt?: number;
  };
  return {
    ...(rest as Omit<AnswerOf<'listAudit'>['items'][number], 'at' | 'expiresAt' | 'takenAt'>),
    at: new Date(at).toISOString(),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
    ...(takenAt !== undefined && { takenAt: new Date(takenAt).toISOString() }),
  };
}
