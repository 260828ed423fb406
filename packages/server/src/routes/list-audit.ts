import { type AuditEvent, readTenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `invalid_request` for a cursor that is not ours, `store_unavailable`, `store_corrupt` */
export async function listAudit(
  deps: RouteDeps,
  exchange: Exchange<'listAudit'>,
): Promise<AnswerOf<'listAudit'>> {
  const { limit, after, tenant } = exchange.input.query;
  const { events, next } = await deps.store.audit.read({
    limit,
    after,
    tenant: tenant === undefined ? undefined : readTenantId(tenant),
  });
  return { items: events.map(describe), ...(next !== undefined && { next }) };
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
