import { forgottenAt, readId, type SealedGrant } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { describePurge } from '../taking-back/report.ts';
import { toPage } from './to-page.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `invalid_request` for a cursor that is not ours, `store_unavailable` */
export async function listGrants(
  deps: RouteDeps,
  exchange: Exchange<'listGrants'>,
): Promise<AnswerOf<'listGrants'>> {
  const { limit, after } = exchange.input.query;
  const grants = await deps.store.grants.list({
    limit: limit + 1,
    ...(after === undefined ? {} : { after: readId('GrantId', after) }),
  });
  return toPage(grants, limit, describe);
}

function describe(grant: SealedGrant): AnswerOf<'listGrants'>['items'][number] {
  return {
    id: grant.id,
    partner: grant.partner,
    subject: grant.subject,
    username: grant.username,
    displayName: grant.displayName,
    application: grant.application,
    state: grant.state,
    stateReason: grant.stateReason,
    stateSince: new Date(grant.stateSince).toISOString(),
    amr: [...grant.amr],
    mfa: grant.mfa,
    scopes: [...grant.scopes],
    version: grant.version,
    consentedAt: new Date(grant.consentedAt).toISOString(),
    sealedAt: new Date(grant.sealedAt).toISOString(),
    refreshTokenEndsAt: new Date(forgottenAt(grant.sealedAt)).toISOString(),
    ...(grant.purged !== undefined && { purged: describePurge(grant.purged) }),
  };
}
