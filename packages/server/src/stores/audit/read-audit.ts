import { type AuditEvent, ConsentryError } from '@consentry/core';
import { type AuditFilter, createGlance, fits, listedTenant } from './audit-filter.ts';
import { readEvents } from './audit-group.ts';
import type { AuditStorage, PlacedGroup } from './audit-storage.ts';

export interface AuditQuery extends AuditFilter {
  /** At most this many events. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: string | undefined;
}

/** Events, the newest first. */
export interface AuditPage {
  readonly events: readonly AuditEvent[];
  /** Undefined on the last page. A page that has one may hold fewer events than its limit: so many were looked at. */
  readonly next: string | undefined;
  /** With `next`: how far back it was looked, epoch milliseconds. */
  readonly searchedTo?: number | undefined;
}

/** How much is looked at for one page, in characters: some 50,000 events, in a fraction of a second. */
const mostCharacters = 16_000_000;
/** Clocks of replicas differ, and one may be set right: so far the order of writing may not be that of the instants. */
const clocksApartMs = 10 * 60_000;

/** @throws ConsentryError `invalid_request` for a cursor that is not ours */
export async function readAudit(
  storage: Pick<AuditStorage, 'findGroups'>,
  { limit, after, ...filter }: AuditQuery,
): Promise<AuditPage> {
  const start = after === undefined ? await findStart(storage, filter.before) : readCursor(after);
  const mayFit = createGlance(filter);
  const events: AuditEvent[] = [];
  const stopAt = (filter.from ?? Number.NEGATIVE_INFINITY) - clocksApartMs;
  let left = mostCharacters;
  for await (const { position, body, lastAt } of storage.findGroups(start.position, listedTenant(filter))) {
    if (lastAt < stopAt) break;
    if (left <= 0) return { events, next: `${position}.${allOfIt}`, searchedTo: lastAt };
    left -= body.length;
    if (!mayFit(body)) continue;
    const group = readEvents(body);
    const end = position === start.position ? Math.min(start.index, group.length) : group.length;
    for (let index = end - 1; index >= 0; index--) {
      const event = group[index];
      if (event === undefined || !fits(event, filter)) continue;
      if (events.length === limit) return { events, next: `${position}.${index + 1}`, searchedTo: event.at };
      events.push(event);
    }
  }
  return { events, next: undefined };
}

interface Start {
  readonly position: number;
  /** Events before this index of the group there are still to come. */
  readonly index: number;
}

/** More events than a group can hold. */
const allOfIt = 999_999_999;
const newest: Start = { position: Number.MAX_SAFE_INTEGER, index: allOfIt };

/** Where to begin for what was before an instant: halving, for positions grow as time goes on. */
async function findStart(
  storage: Pick<AuditStorage, 'findGroups'>,
  before: number | undefined,
): Promise<Start> {
  if (before === undefined) return newest;
  const bound = before + clocksApartMs;
  const top = await findFrom(storage, newest.position);
  let [low, high] = [0, top?.position ?? 0];
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2);
    const group = await findFrom(storage, middle);
    if (group === undefined || group.lastAt < bound) low = middle;
    else high = Math.min(middle, group.position) - 1;
  }
  return { position: low, index: allOfIt };
}

/** The first group at a position or below. */
async function findFrom(
  storage: Pick<AuditStorage, 'findGroups'>,
  position: number,
): Promise<PlacedGroup | undefined> {
  for await (const group of storage.findGroups(position, undefined)) return group;
  return undefined;
}

function readCursor(text: string): Start {
  const [, position, index] = /^(\d{1,15})\.(\d{1,9})$/.exec(text) ?? [];
  if (position === undefined || index === undefined) {
    throw new ConsentryError('invalid_request', {
      message: '`after` does not come from a page of this list.',
    });
  }
  return { position: Number(position), index: Number(index) };
}
