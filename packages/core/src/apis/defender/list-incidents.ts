import { ConsentryError } from '../../errors.ts';
import { isJsonObject } from '../../http/read-json.ts';
import type { Api, ApiCall } from '../api.ts';
import { odataQuery } from '../odata.ts';
import { type Incident, readIncident } from './incident.ts';

/** As many as Defender puts on a page. */
const pageSize = 100;
/** Each page begins a little before the end of the last one: what was there shows that nothing slipped through. */
const overlap = 5;
const maxPages = 10_000;

/**
 * Every incident that is wanted, newest first, each once. There are no links to a next page: pages are skipped, until one is short.
 * Meanwhile incidents come, change and go, so that others move between pages: one that was pushed down is read twice and given once;
 * where some moved up, a page is read again; and what changed since the first page is looked for at the end. What is given is an
 * incident as it was when it was first seen.
 *
 * @param asked what Defender filters by, in its own words; undefined for all
 * @throws ConsentryError `api_bad_response`; those of {@link Api.call}
 * @see https://learn.microsoft.com/defender-xdr/api-list-incidents (2026-11)
 */
export async function* listIncidents(
  api: Api,
  asked: string | undefined,
  options: Pick<ApiCall, 'checkToken'>,
): AsyncGenerator<Incident> {
  const given = new Set<number>();
  const count = { pages: 0 };
  let clause = asked;
  for (let walks = 1; ; walks++) {
    let newest: string | undefined;
    const [pagesBefore, givenBefore] = [count.pages, given.size];
    for await (const page of walkPages(api, clause, count, options)) {
      if (count.pages === pagesBefore + 1) newest = newestUpdate(page);
      for (const incident of page) {
        if (given.has(incident.incidentId)) continue;
        given.add(incident.incidentId);
        yield incident;
      }
    }
    const wasOnePage = count.pages === pagesBefore + 1;
    const broughtNothing = walks > 1 && given.size === givenBefore;
    if (wasOnePage || broughtNothing || newest === undefined) return;
    const since = `lastUpdateTime ge ${newest}`;
    clause = asked === undefined ? since : `(${asked}) and ${since}`;
  }
}

/** One walk from the first page to a short one. */
async function* walkPages(
  api: Api,
  filter: string | undefined,
  count: { pages: number },
  { checkToken }: Pick<ApiCall, 'checkToken'>,
): AsyncGenerator<readonly Incident[]> {
  const walked = new Set<number>();
  let skip = 0;
  for (;;) {
    if (++count.pages > maxPages)
      throw new ConsentryError('api_bad_response', { message: 'Defender’s pages do not end.' });
    const path = `/api/incidents${odataQuery({ top: pageSize, skip, filter })}`;
    const answer = await api.call({ method: 'GET', path, ...(checkToken && { checkToken }) });
    const page = readPage(answer.json);
    if (skip > 0 && !page.some(({ incidentId }) => walked.has(incidentId))) {
      // More went than the overlap has: what moved up is on the page before.
      skip = Math.max(0, skip - pageSize);
      continue;
    }
    for (const { incidentId } of page) walked.add(incidentId);
    yield page;
    if (page.length < pageSize) return;
    skip += pageSize - overlap;
  }
}

function readPage(json: unknown): readonly Incident[] {
  const value = isJsonObject(json) ? json['value'] : undefined;
  if (!Array.isArray(value)) throw new ConsentryError('api_bad_response');
  return value.map(readIncident);
}

/** Texts of one form are in order as instants are; one of another form is not compared. */
function newestUpdate(page: readonly Incident[]): string | undefined {
  let newest: string | undefined;
  for (const { lastUpdateTime: one } of page) {
    if (one === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z$/.test(one)) continue;
    if (newest === undefined || inSevenDigits(one) > inSevenDigits(newest)) newest = one;
  }
  return newest;
}

/** Defender writes as few digits as it needs. */
function inSevenDigits(instant: string): string {
  const [whole = '', fraction = ''] = instant.slice(0, -1).split('.');
  return `${whole}.${fraction.padEnd(7, '0')}`;
}
