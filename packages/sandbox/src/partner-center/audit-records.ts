import { z } from 'zod';
import { ApiFault } from './api-fault.ts';
import type { AuditRecord } from './records.ts';
import { writePage } from './paging.ts';
import { readBody } from './read-body.ts';
import type { Call, Route } from './route.ts';

const DAY_MS = 24 * 60 * 60_000;
const DEFAULT_DAYS = 30;
const MOST_DAYS = 90;

const filterBody = z.object({
  field: z.enum(['CompanyName', 'CustomerId', 'ResourceType']),
  value: z.string(),
  operator: z.enum(['substring', 'equals']),
});

/** What callers really did: every write with an `audit` in its route, done or refused. */
export const auditRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/auditrecords',
    isAppOnly: true,
    answer: (call) => {
      const { from, to } = readWindow(call);
      const isWanted = readFilter(call.url.searchParams.get('filter'));
      const records = call.state.audit
        .list(call.caller.partner.id)
        .filter((record) => record.at >= from && record.at < to && isWanted(record))
        .toReversed();
      return writePage(call.request, records, writeRecord, call.parts.world.settings.partnerCenterNextUri);
    },
  },
];

/**
 * Days from midnight to midnight, both included.
 *
 * @throws ApiFault 400/800002 a date that is none, or a window before the last ninety days (a guess)
 */
function readWindow({ url, parts }: Call): { from: number; to: number } {
  const now = parts.clock.now();
  const to = readDay(url.searchParams.get('endDate')) ?? now;
  const from = readDay(url.searchParams.get('startDate')) ?? now - DEFAULT_DAYS * DAY_MS;
  if (now - from > (MOST_DAYS + 1) * DAY_MS) {
    throw new ApiFault(400, '800002', `Invalid request input: startDate is older than ${MOST_DAYS} days.`);
  }
  return { from, to: to + DAY_MS };
}

/** A date is `2026-11-30` or `11/30/2026 12:00:00 AM`; without a zone it is UTC. */
function readDay(text: string | null): number | undefined {
  if (text === null) return undefined;
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}/.test(text) ? text : `${text} UTC`);
  if (Number.isNaN(at)) throw new ApiFault(400, '800002', `Invalid request input: ${text} is no date.`);
  return Math.floor(at / DAY_MS) * DAY_MS;
}

/** @throws ApiFault 400/800002 */
function readFilter(text: string | null): (record: AuditRecord) => boolean {
  if (text === null) return () => true;
  const { field, value, operator } = readBody(text, filterBody);
  const wanted = value.toLowerCase();
  return ({ customerName = '', customerId = '', resourceType }) => {
    const fields = { CompanyName: customerName, CustomerId: customerId, ResourceType: resourceType };
    const found = fields[field].toLowerCase();
    return operator === 'equals' ? found === wanted : found.includes(wanted);
  };
}

function writeRecord({ at, ...record }: AuditRecord): object {
  return {
    ...record,
    operationDate: new Date(at).toISOString(),
    customizedData: [],
    attributes: { objectType: 'AuditRecord' },
  };
}
