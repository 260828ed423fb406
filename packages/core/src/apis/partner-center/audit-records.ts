import { ConsentryError } from '../../errors.ts';
import type { Filter } from './filter.ts';
import { findDate } from './find-date.ts';
import type { AuditRecord } from './resources/security.ts';

/** What of Partner Center's audit is wanted. */
export interface AuditQuery {
  /** Epoch milliseconds. */
  readonly from: number;
  /** Epoch milliseconds; this instant itself is not in it. */
  readonly until: number;
  /** By `CompanyName` (substring), `CustomerId` or `ResourceType` (equals). */
  readonly filter?: Filter;
}

/** Asks for the records of whole days: the first one and the last one, as Partner Center writes a date. */
type AskDays = (days: { startDate: string; endDate: string; filter?: Filter }) => AsyncIterable<AuditRecord>;

const dayMs = 86_400_000;
/** Partner Center refuses to look over more than 90 days at once (known from use, 2026-11). */
const windowDays = 30;

/**
 * Every record of a time, however long, window after window, the earliest window first. Whether the last day of a window is in it
 * Microsoft does not say: each window reaches a day into the next one, and what lies beyond it is dropped, so that nothing is missed
 * and nothing comes twice.
 *
 * A record whose date cannot be read is given as often as Partner Center gives it.
 *
 * @throws ConsentryError `invalid_request` for a time that ends before it begins; those of the call
 * @see Partner Center REST, "Get a record of Partner Center activity by user" (2022-06)
 */
export async function* readAudit(
  askDays: AskDays,
  { from, until, filter }: AuditQuery,
): AsyncGenerator<AuditRecord> {
  if (!Number.isFinite(from) || !Number.isFinite(until) || from > until) {
    throw new ConsentryError('invalid_request', { message: 'The time of the audit ends before it begins.' });
  }
  for (let start = from; start < until; ) {
    const end = Math.min(startOfDay(start) + windowDays * dayMs, until);
    const days = { startDate: writeDay(start), endDate: writeDay(end), ...(filter && { filter }) };
    for await (const record of askDays(days)) {
      const at = findDate(record.operationDate);
      if (at === undefined || (at >= start && at < end)) yield record;
    }
    start = end;
  }
}

const startOfDay = (at: number): number => Math.floor(at / dayMs) * dayMs;
const writeDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/**
 * What stood in a thing before or after an operation, from the text in `resourceOldValue` or `resourceNewValue`. Names in it begin
 * with a capital, unlike elsewhere.
 *
 * @returns undefined where there is none, and for what is no JSON
 */
export function findAuditedValue(text: string | null | undefined): unknown {
  try {
    return text === null || text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
