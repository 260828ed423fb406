import type { AuditEvent, TenantId } from '@consentry/core';
import { tenantsOf } from './audit-group.ts';

/** Which events are wanted: all that is given must fit. */
export interface AuditFilter {
  /** A partner or a customer that it is about. */
  readonly tenant?: TenantId | undefined;
  readonly partner?: TenantId | undefined;
  readonly customer?: TenantId | undefined;
  /** A whole type, or the word before its dot: `grant` for all of grants. */
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
  /** A caller that did it, or that it is about. */
  readonly caller?: string | undefined;
  /** An account that it is about, or that was signed in at the dashboard: an object id. */
  readonly person?: string | undefined;
  readonly grant?: string | undefined;
  /** Epoch milliseconds: at this instant or later. */
  readonly from?: number | undefined;
  /** Before this instant. */
  readonly before?: number | undefined;
}

/** The fields of events that are looked at, whichever of them an event has. */
interface Looked {
  readonly partner?: string;
  readonly tenant?: string;
  readonly partners?: readonly string[];
  readonly caller?: string;
  readonly subject?: string;
  readonly person?: string;
  readonly grant?: string;
}

/** Whether an event is wanted. */
export function fits(event: AuditEvent, filter: AuditFilter): boolean {
  const { partner, tenant, partners = [], caller, subject, person, grant } = event as Looked;
  const holds = (wanted: string | undefined, ...found: readonly (string | undefined)[]): boolean =>
    wanted === undefined || found.includes(wanted);
  return (
    event.at >= (filter.from ?? Number.NEGATIVE_INFINITY) &&
    event.at < (filter.before ?? Number.POSITIVE_INFINITY) &&
    holds(filter.type, event.type, event.type.split('.', 1)[0]) &&
    holds(filter.tenant, ...tenantsOf(event)) &&
    holds(filter.partner, partner, ...partners) &&
    holds(filter.customer, tenant) &&
    holds(filter.actor, event.actor) &&
    holds(filter.caller, caller, event.actor) &&
    holds(filter.person, subject, person) &&
    holds(filter.grant, grant)
  );
}

/** The tenant whose list is walked: that of a customer is shorter than a partner's. */
export function listedTenant({ tenant, customer, partner }: AuditFilter): TenantId | undefined {
  return customer ?? tenant ?? partner;
}

/**
 * Tells of a group, without reading it, whether an event in it may fit: every text that is looked for stands in it as it is, for
 * none has a character that JSON escapes.
 */
export function createGlance(filter: AuditFilter): (body: string) => boolean {
  const { tenant, partner, customer, type, actor, caller, person, grant } = filter;
  const ids = [tenant, partner, customer, actor, caller, person, grant].filter((id) => id !== undefined);
  const needles = [
    ...ids.map((id) => `"${id}"`),
    ...(type === undefined ? [] : [`"type":"${type}${type.includes('.') ? '"' : '.'}`]),
  ];
  return (body) => needles.every((needle) => body.includes(needle));
}
