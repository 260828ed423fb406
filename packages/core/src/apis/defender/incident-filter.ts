import { ConsentryError } from '../../errors.ts';
import { odataText } from '../odata.ts';
import type { IncidentStatus, Severity } from './incident.ts';

/**
 * An instant: epoch milliseconds, or a text as Defender writes it (`2026-11-20T12:00:00.1234567Z`). To go on where a listing ended
 * give the text that came: milliseconds are coarser, and would show some incidents again.
 */
export type DefenderInstant = number | string;

/** Which incidents are wanted; what is left out does not matter. */
export interface IncidentFilter {
  /** Of the last change: from here on, this instant included. */
  readonly updatedFrom?: DefenderInstant | undefined;
  /** Up to here, this instant not included. */
  readonly updatedBefore?: DefenderInstant | undefined;
  readonly createdFrom?: DefenderInstant | undefined;
  readonly createdBefore?: DefenderInstant | undefined;
  readonly status?: IncidentStatus | readonly IncidentStatus[] | undefined;
  /** The owner's user name; null for those that nobody has. */
  readonly assignedTo?: string | null | undefined;
  /**
   * Defender does not filter by it: all incidents that the rest of the filter lets through are read, and those of another severity
   * are left out here. Narrow the rest, so that few are read in vain.
   */
  readonly severity?: Severity | readonly Severity[] | undefined;
}

/**
 * Writes what Defender can filter by.
 *
 * @returns undefined where nothing is filtered
 * @throws ConsentryError `invalid_request`
 * @see https://learn.microsoft.com/defender-xdr/api-list-incidents (2026-11)
 */
export function incidentFilter(filter: IncidentFilter): string | undefined {
  const { updatedFrom, updatedBefore, createdFrom, createdBefore, status, assignedTo } = filter;
  const clauses = [
    instantClause('lastUpdateTime', 'ge', updatedFrom),
    instantClause('lastUpdateTime', 'lt', updatedBefore),
    instantClause('createdTime', 'ge', createdFrom),
    instantClause('createdTime', 'lt', createdBefore),
    statusClause(status),
    assignedTo === undefined ? undefined : `assignedTo eq ${readOwner(assignedTo)}`,
  ].filter((clause) => clause !== undefined);
  return clauses.length === 0 ? undefined : clauses.join(' and ');
}

/** Says whether a severity is wanted. Defender writes it with a capital, and texts about it do not always. */
export function severityTest({ severity }: Pick<IncidentFilter, 'severity'>): (found: unknown) => boolean {
  if (severity === undefined) return () => true;
  const wanted = new Set(listOf(severity).map((one) => one.toLowerCase()));
  return (found) => typeof found === 'string' && wanted.has(found.toLowerCase());
}

/** An instant that somebody wrote, with a zone, so that it is one instant everywhere. */
const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?(?:Z|[+-]\d\d:\d\d)$/;

function instantClause(
  field: string,
  operator: 'ge' | 'lt',
  instant: DefenderInstant | undefined,
): string | undefined {
  return instant === undefined ? undefined : `${field} ${operator} ${readInstant(instant)}`;
}

function readInstant(instant: DefenderInstant): string {
  if (typeof instant === 'string') {
    if (written.test(instant) && !Number.isNaN(Date.parse(instant))) return instant;
  } else if (Number.isFinite(instant) && instant >= 0 && instant < Date.UTC(10_000, 0)) {
    return new Date(instant).toISOString();
  }
  throw new ConsentryError('invalid_request', {
    message: 'An instant of the filter is none.',
    remedy: 'Give epoch milliseconds, or a text such as 2026-11-20T12:00:00Z, with its zone.',
  });
}

function statusClause(status: IncidentFilter['status']): string | undefined {
  if (status === undefined) return undefined;
  const wanted = listOf(status).map((one) => `status eq ${odataText(one)}`);
  if (wanted.length === 0)
    throw new ConsentryError('invalid_request', { message: 'The filter names no status.' });
  return wanted.length === 1 ? wanted[0] : `(${wanted.join(' or ')})`;
}

function readOwner(owner: string | null): string {
  return owner === null ? 'null' : odataText(owner);
}

function listOf<Item>(one: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(one) ? (one as readonly Item[]) : [one as Item];
}
