import { findDate } from '../../apis/partner-center/find-date.ts';
import type { PartnerCenter } from '../../apis/partner-center/partner-center.ts';
import { ConsentryError } from '../../errors.ts';
import { readObject } from '../../http/read-fields.ts';
import {
  type AccountCalls,
  type ApplicationCalls,
  type CallsWithoutMfa,
  mostExamples,
  mostRows,
  type PortalPrincipal,
  type PortalUse,
} from './sources.ts';

/** Applications that are kept apart. A partner has some dozens of them. */
const mostApplications = 1000;

/**
 * The calls of each application in somebody’s name, all days together. A row without its counts makes the whole unreadable: a share
 * of what is left would be one of something else.
 *
 * @throws ConsentryError `api_bad_response`, `api_…` and those of the credential source
 * @see Partner Center REST, "Get API request summary" (2022-06)
 */
export async function readApplications(partnerCenter: PartnerCenter): Promise<readonly ApplicationCalls[]> {
  const byId = new Map<string, ApplicationCalls>();
  for await (const row of partnerCenter.applicationMfaAdoption()) {
    const { applicationId: id, totalRequestCount: total, mfaCompliantRequestCount: withMfa } = readRow(row);
    if (typeof id !== 'string' || !isCount(total) || !isCount(withMfa) || withMfa > total)
      throw new ConsentryError('api_bad_response');
    const known = byId.get(id);
    const lastWithoutMfaAt = withMfa < total ? findDate(row.loginDate) : undefined;
    byId.set(id, {
      id,
      name: row.applicationName ?? known?.name ?? id,
      total: total + (known?.total ?? 0),
      withMfa: withMfa + (known?.withMfa ?? 0),
      lastWithoutMfaAt: later(known?.lastWithoutMfaAt, lastWithoutMfaAt),
    });
  }
  return [...byId.values()];
}

/**
 * @throws ConsentryError `api_bad_response`, `api_…` and those of the credential source
 * @see Partner Center REST, "Get portal requests without MFA" (2022-06)
 */
export async function readPortal(partnerCenter: PartnerCenter): Promise<PortalUse> {
  const principals: PortalPrincipal[] = [];
  let count = 0;
  let lastAt: number | undefined;
  for await (const one of partnerCenter.principalsWithoutMfa()) {
    const name = [one.upn, one.objectId].find((text) => typeof text === 'string' && text !== '');
    if (name === undefined) throw new ConsentryError('api_bad_response');
    const at = findDate(one.lastNonMfaCompliantRequestDateTime);
    count += 1;
    lastAt = later(lastAt, at);
    if (principals.length < mostRows) principals.push({ name, lastAt: at });
  }
  return { count, lastAt, principals };
}

/**
 * Of the newest 10,000 calls those without MFA.
 * @throws ConsentryError `api_bad_response`, `api_…` and those of the credential source
 * @see Partner Center REST, "Get API request details" (2022-09)
 */
export async function readRequests(partnerCenter: PartnerCenter): Promise<CallsWithoutMfa> {
  const byApplication = new Map<string, AccountCalls>();
  for await (const row of partnerCenter.partnerRequests()) {
    const { applicationId, mfaCompliant, upn, objectId, requestDateTime } = readRow(row);
    if (mfaCompliant !== false) continue;
    if (typeof applicationId !== 'string') throw new ConsentryError('api_bad_response');
    const known = byApplication.get(applicationId) ?? {
      count: 0,
      lastAt: undefined,
      accounts: new Set<string>(),
    };
    if (byApplication.size < mostApplications) byApplication.set(applicationId, known);
    known.count += 1;
    known.lastAt = later(known.lastAt, findDate(requestDateTime));
    if (known.accounts.size < mostExamples) known.accounts.add(upn ?? objectId ?? 'unknown');
  }
  return byApplication;
}

/** Of a list anything may be an item. @throws ConsentryError `api_bad_response` */
function readRow<Row extends object>(row: Row): Row {
  readObject(row);
  return row;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function later(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}
