import {
  assess,
  type Apis,
  type Cloud,
  type PartnerKind,
  type PostureReportId,
  readSources,
  type TenantId,
} from '@consentry/core';
import { type ForecastDeps, forecastNow } from '../forecast/forecast-of-partner.ts';
import type { KeptReport } from '../stores/posture-reports.ts';
import type { Store } from '../stores/store.ts';
import { boundReport } from './bound-report.ts';
import { composeReport } from './compose-report.ts';
import { readGrantFacts } from './grant-facts.ts';
import type { GrantSignals } from './grant-signals.ts';

export interface MakeReportDeps extends ForecastDeps {
  /** By the tokens of the partner's grant. */
  readonly apis: Apis;
  readonly store: ForecastDeps['store'] & Pick<Store, 'grantMfa' | 'postureReports'>;
  readonly signals: Pick<GrantSignals, 'settled'>;
  /** Where the requirements are judged. */
  readonly cloud: Cloud;
}

/**
 * Reads everything of a partner, judges it, and puts it beside the report before.
 * @returns the report, and when it was made, epoch milliseconds
 * @throws ConsentryError `store_unavailable`, `secret_unreadable`, `key_mismatch` (of the report before)
 */
export async function makeReport(
  deps: MakeReportDeps,
  partner: TenantId,
  id: PostureReportId,
): Promise<{ readonly kept: KeptReport; readonly at: number }> {
  const { store, signals, clock } = deps;
  const partnerKind = await findPartnerKind(store, partner);
  const sources = await readSources({ ...deps, partner, partnerKind, application: deps.application.id }, []);
  // What the calls for this report were answered is known of the grants too.
  await signals.settled();
  const grants = await readGrantFacts(store, await forecastNow(deps, partner));
  const before = await store.postureReports.findNewest(partner);
  // Where the clocks of two replicas differ, the newest is the newest all the same.
  const at = Math.max(clock.now(), before === undefined ? 0 : Date.parse(before.report.at) + 1);
  const report = assess({ ...sources, grants: { outcome: 'read', value: grants, at } }, at);
  return { kept: boundReport(composeReport({ id, report, grants, before })), at };
}

/** As the operator said it last: of the newest consent with which it was said. They are listed in that order. */
async function findPartnerKind(
  { grants }: MakeReportDeps['store'],
  partner: TenantId,
): Promise<PartnerKind | undefined> {
  const standing = (await grants.listByPartner(partner)).filter(({ state }) => state !== 'revoked');
  return standing.find(({ partnerKind }) => partnerKind !== undefined)?.partnerKind;
}
