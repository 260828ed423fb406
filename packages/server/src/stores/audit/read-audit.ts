import { type AuditEvent, ConsentryError, type TenantId } from '@consentry/core';
import { readEvents, tenantsOf } from './audit-group.ts';
import type { AuditStorage } from './audit-storage.ts';

export interface AuditQuery {
  /** At most this many events. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: string | undefined;
  /** Only events about this tenant. */
  readonly tenant?: TenantId | undefined;
}

/** Events, the newest first. */
export interface AuditPage {
  readonly events: readonly AuditEvent[];
  /** Undefined on the last page. */
  readonly next: string | undefined;
}

/** @throws ConsentryError `invalid_request` for a cursor that is not ours */
export async function readAudit(
  storage: Pick<AuditStorage, 'findGroups'>,
  { limit, after, tenant }: AuditQuery,
): Promise<AuditPage> {
  const start = readCursor(after);
  const events: AuditEvent[] = [];
  for await (const { position, body } of storage.findGroups(start.position, tenant)) {
    const group = readEvents(body);
    const from = position === start.position ? start.index - 1 : group.length - 1;
    for (let index = from; index >= 0; index--) {
      const event = group[index];
      if (event === undefined || !isAbout(event, tenant)) continue;
      if (events.length === limit) return { events, next: `${position}.${index + 1}` };
      events.push(event);
    }
  }
  return { events, next: undefined };
}

/** Events before this index of this group are still to come. */
function readCursor(text: string | undefined): { readonly position: number; readonly index: number } {
  if (text === undefined) return { position: Number.MAX_SAFE_INTEGER, index: 0 };
  const [, position, index] = /^(\d{1,15})\.(\d{1,9})$/.exec(text) ?? [];
  if (position === undefined || index === undefined) {
    throw new ConsentryError('invalid_request', {
      message: '`after` does not come from a page of this list.',
    });
  }
  return { position: Number(position), index: Number(index) };
}

function isAbout(event: AuditEvent, tenant: TenantId | undefined): boolean {
  return tenant === undefined || tenantsOf(event).includes(tenant);
}
