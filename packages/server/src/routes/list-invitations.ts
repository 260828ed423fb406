import { readId, readTenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { describeInvitation } from './describe-invitation.ts';
import type { RouteDeps } from './route-deps.ts';
import { toPage } from './to-page.ts';

/** @throws ConsentryError `invalid_request` for a cursor that is not ours, `store_unavailable` */
export async function listInvitations(
  { store, clock }: Pick<RouteDeps, 'store' | 'clock'>,
  exchange: Exchange<'listInvitations'>,
): Promise<AnswerOf<'listInvitations'>> {
  const { limit, after, state, partner, begins } = exchange.input.query;
  const now = clock.now();
  const found = await store.invitations.list({
    limit: limit + 1,
    after: after === undefined ? undefined : readId('InvitationId', after),
    state,
    partner: partner === undefined ? undefined : readTenantId(partner),
    text: begins,
    now,
  });
  return toPage(found, limit, (invitation) => describeInvitation(invitation, now));
}
