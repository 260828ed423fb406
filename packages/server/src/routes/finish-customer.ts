import {
  ConsentryError,
  type CustomerAnswer,
  createId,
  type Invitation,
  readCustomerAnswer,
  requireUsable,
} from '@consentry/core';
import { isProved, lookAtConsent, wantedOf } from '../admin-consents/look-at-consent.ts';
import type { PageAnswer } from '../http/answer.ts';
import { flowCookieName } from '../http/cookies.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { customerConsentedPage } from '../pages/customer-consented-page.ts';
import { wordsFor } from '../pages/words/words-of.ts';
import type { AdminConsent } from '../stores/admin-consents.ts';
import { recordingRefusals } from './recording-refusals.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * The redirect URI of a customer's admin consent. What the browser says only leads to a look: a token of that tenant proves what is
 * there. The invitation is used up once everything is proved.
 */
export function finishCustomer(deps: RouteDeps, exchange: Exchange<'finishCustomer'>): Promise<PageAnswer> {
  return recordingRefusals(deps, exchange, async () => {
    const answer = await readCustomerAnswer(
      { flows: deps.store.flows, clock: deps.clock },
      { fields: exchange.fields, browser: exchange.cookies.get(flowCookieName) },
    );
    const invitation = await deps.store.invitations.find(answer.invitation);
    if (invitation === undefined) throw new ConsentryError('invitation_not_found');
    requireUsable(invitation, deps.clock.now());
    await requireUnstopped(deps, invitation.partner);
    const consent = await lookAtNewConsent(deps, invitation, answer);
    const ok = isProved(deps.adminConsent, consent);
    // As with a grant: what is recorded may not come to be, never the reverse.
    await deps.store.audit.write({
      type: 'customer.consented',
      at: deps.clock.now(),
      actor: 'invited person',
      ...traceOf(exchange),
      invitation: invitation.id,
      partner: consent.partner,
      tenant: consent.customer,
      application: consent.application,
      ok,
      ...(!ok && consent.problem && { code: consent.problem.code }),
    });
    const saved = await deps.store.adminConsents.save(consent, { spends: ok });
    return {
      status: 200,
      html: customerConsentedPage(wordsFor(exchange), {
        consent: saved,
        wanted: wantedOf(deps.adminConsent, saved.resources),
        applicationName: deps.application.name,
        partnerName: invitation.partnerName ?? invitation.partner,
      }),
    };
  });
}

async function lookAtNewConsent(
  deps: RouteDeps,
  invitation: Invitation,
  { customer }: CustomerAnswer,
): Promise<AdminConsent> {
  const { partner } = invitation;
  const application = deps.application.id;
  const resources = invitation.customer?.resources;
  const known = await deps.store.adminConsents.findOf(partner, customer, application);
  return lookAtConsent(deps, {
    id: known?.id ?? createId('AdminConsentId', deps.random),
    partner,
    customer,
    application,
    customerName: invitation.customer?.name ?? known?.customerName,
    invitation: invitation.id,
    resources,
    consentedAt: deps.clock.now(),
    wanted: wantedOf(deps.adminConsent, resources),
    proved: known?.proved ?? [],
  });
}
