import { ConsentryError, type Invitation, requireUsable } from '@consentry/core';
import type { PageAnswer } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { wantedOf } from '../admin-consents/look-at-consent.ts';
import { customerInvitationPage } from '../pages/customer-invitation-page.ts';
import { invitationPage } from '../pages/invitation-page.ts';
import { testInvitationPage } from '../pages/test-invitation-page.ts';
import { chooseAccountTestWords } from '../pages/words/choose-account-test-words.ts';
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
  if (invitation.kind === 'test') {
    const words = chooseAccountTestWords(exchange.raw.header('accept-language'));
    return { status: 200, html: testInvitationPage(words, input) };
  }
  return {
    status: 200,
    html:
      customer === undefined
        ? invitationPage(deps.words, input)
        : customerInvitationPage(deps.words, {
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
