import { ConsentryError, type Invitation, requireUsable } from '@consentry/core';
import { wantedOf } from '../admin-consents/look-at-consent.ts';
import type { PageAnswer } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { customerInvitationPage } from '../pages/customer-invitation-page.ts';
import { invitationPage } from '../pages/invitation-page.ts';
import { testInvitationPage } from '../pages/test-invitation-page.ts';
import { wordsFor } from '../pages/words/words-of.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `invitation_not_found`, `invitation_spent`, `invitation_expired` */
export async function showInvitation(
  deps: RouteDeps,
  exchange: Exchange<'showInvitation'>,
): Promise<PageAnswer> {
  const { handle } = exchange.input.params;
  const invitation = await getInvitation(deps, handle);
  requireUsable(invitation, deps.clock.now());
  const input = {
    invitation,
    application: deps.application,
    cloud: deps.cloud,
    startPath: `/invite/${handle}/start`,
  };
  const { customer } = invitation;
  const words = wordsFor(exchange);
  if (invitation.kind === 'test') return { status: 200, html: testInvitationPage(words, input) };
  return {
    status: 200,
    html:
      customer === undefined
        ? invitationPage(words, { ...input, vault: deps.vault.into })
        : customerInvitationPage(words, {
            ...input,
            customer,
            wanted: wantedOf(deps.adminConsent, customer.resources),
          }),
  };
}

/** @throws ConsentryError `invitation_not_found` */
export async function getInvitation(deps: RouteDeps, handle: string): Promise<Invitation> {
  const invitation = await deps.store.invitations.findByHandle(handle);
  if (invitation === undefined) throw new ConsentryError('invitation_not_found');
  return invitation;
}
