import { type ApplicationId, forgottenAt, type SealedGrant } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { describePurge } from '../taking-back/report.ts';

/**
 * A grant as the API shows it, without anything secret.
 * @param application of this broker: a store belongs to one, so that what is bound to another came by device code
 */
export function describeGrant(
  grant: SealedGrant,
  application: ApplicationId,
): AnswerOf<'listGrants'>['items'][number] {
  return {
    id: grant.id,
    partner: grant.partner,
    ...(grant.partnerKind !== undefined && { partnerKind: grant.partnerKind }),
    subject: grant.subject,
    username: grant.username,
    displayName: grant.displayName,
    application: grant.application,
    isPublicClient: grant.application !== application,
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
