import { findApplication } from '../world/find.ts';
import type { MfaRequest } from './mfa-log.ts';
import { writeUnlinked } from './paging.ts';
import type { Call, Route } from './route.ts';

/**
 * The three reports of the partner security requirements, from the calls that users really made. The sandbox has no portal: who called the
 * API without MFA stands for who was in the portal without it.
 */
export const mfaReportRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/nonMfaCompliantPartnerPrincipals',
    answer: (call) => {
      const latest = new Map<string, MfaRequest>();
      for (const one of requestsOf(call))
        if (!one.mfaCompliant && !latest.has(one.objectId)) latest.set(one.objectId, one);
      const items = [...latest.values()].map(({ objectId, tenantId, upn, at }) => ({
        objectId,
        tenantId,
        upn,
        lastNonMfaCompliantRequestDateTime: withoutZone(at),
      }));
      return writeUnlinked(items);
    },
  },
  {
    method: 'GET',
    path: '/v1/applicationmfaadoptionstatus',
    answer: ({ parts, state, caller }) =>
      state.mfa.days(caller.partner.id).map(({ tenantId: _tenant, ...day }) => ({
        ...day,
        applicationName: findApplication(parts.world, day.applicationId)?.displayName ?? '',
      })),
  },
  {
    method: 'GET',
    path: '/v1/partnerRequests',
    answer: (call) => {
      const items = requestsOf(call).map(({ at, ...one }) => ({
        ...one,
        requestDateTime: withoutZone(at),
      }));
      return writeUnlinked(items);
    },
  },
];

function requestsOf({ state, caller }: Call): MfaRequest[] {
  return state.mfa.requests(caller.partner.id);
}

/** As Partner Center writes it here: UTC, and it does not say so. */
function withoutZone(at: number): string {
  return new Date(at).toISOString().slice(0, -1);
}
