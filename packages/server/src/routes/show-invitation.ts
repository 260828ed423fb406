import { ConsentryError, type Invitation, requireUsable } from '@consentry/core';
import type { PageAnswer } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { invitationPage } from '../pages/invitation-page.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `invitation_not_found`, `invitation_spent`, `invitation_expired` */
export async function showInvitation(
  deps: RouteDeps,
  exchange: Exchange<'showInvitation'>,
): Promise<PageAnswer> {
  const { handle } = exchange.input.params;
  const invitation = await getInvitation(deps, handle);
  requireUsable(invitation, deps.clock.now());
  return {
    status: 200,
    html: invitationPage(deps.words, {
      invitation,
      application: deps.application,
      cloud: deps.cloud,
      startPath: `/invite/${handle}/start`,
    }),
  };
}

/** @throws ConsentryError `invitation_not_found` */
export async function getInvitation(deps: RouteDeps, handle: string): Promise<Invitation> {
  const invitation = await deps.store.invitations.findByHandle(handle);
  if (invitation === undefined) throw new ConsentryError('invitation_not_found');
  return invitation;
}
