import { ConsentryError, readId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { describeInvitation } from './describe-invitation.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Takes an invitation back. Who is at the sign-in already is refused when they come back.
 * @throws ConsentryError `invitation_not_found` (a test of an account too), `invitation_spent`, `invitation_revoked`,
 *   `audit_unavailable`, `store_unavailable`
 */
export async function revokeInvitation(
  { store, clock }: Pick<RouteDeps, 'store' | 'clock'>,
  exchange: Exchange<'revokeInvitation'>,
): Promise<AnswerOf<'revokeInvitation'>> {
  const id = readId('InvitationId', exchange.input.params.id);
  const invitation = await store.invitations.find(id);
  if (invitation === undefined || invitation.kind === 'test')
    throw new ConsentryError('invitation_not_found');
  if (invitation.spentAt !== undefined) throw new ConsentryError('invitation_spent');
  if (invitation.revokedAt !== undefined) throw new ConsentryError('invitation_revoked');
  const at = clock.now();
  await store.audit.write({
    type: 'invitation.revoked',
    at,
    actor: 'operator',
    ...traceOf(exchange),
    invitation: id,
    partner: invitation.partner,
  });
  // Whoever used it in between was first.
  if (!(await store.invitations.revoke(id, at))) throw new ConsentryError('invitation_spent');
  return describeInvitation({ ...invitation, revokedAt: at }, at);
}
