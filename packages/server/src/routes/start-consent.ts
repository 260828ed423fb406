import { ConsentryError, type ConsentStart, requireUsable, startConsent as start } from '@consentry/core';
import type { PageAnswer } from '../http/answer.ts';
import { flowCookie, flowCookieName } from '../http/cookies.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { continuePage } from '../pages/continue-page.ts';
import type { Words } from '../pages/words/words.ts';
import { wordsFor } from '../pages/words/words-of.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';
import { getInvitation } from './show-invitation.ts';

/**
 * The press of the button. Only now are state, nonce and verifier made: a scanner that opens links leaves
 * no trace.
 *
 * @throws ConsentryError `origin_refused`, `invitation_not_found`, `invitation_spent`, `invitation_expired`,
 *   `admin_consent_off`, `stopped`, `policies_unconfirmed`, `clock_differs`, `vault_denied`, `vault_unavailable`, `vault_throttled`, `vault_bad_response`
 */
export async function startConsent(deps: RouteDeps, exchange: Exchange<'startConsent'>): Promise<PageAnswer> {
  if (exchange.origin !== new URL(deps.publicUrl).origin) throw new ConsentryError('origin_refused');
  const invitation = await getInvitation(deps, exchange.input.params.handle);
  requireUsable(invitation, deps.clock.now());
  await requireUnstopped(deps, invitation.partner);
  deps.health.requireClock();
  // Nobody signs in for a refresh token that could not be kept.
  if (invitation.kind === 'connect') await deps.probeVaultInto();
  await deps.store.audit.write({
    type: 'consent.started',
    at: deps.clock.now(),
    actor: 'invited person',
    ...traceOf(exchange),
    invitation: invitation.id,
    partner: invitation.partner,
  });
  const words = wordsFor(exchange);
  const browser = { presented: exchange.cookies.get(flowCookieName), language: words.language };
  return sendOn(words, await start(deps.startConsent, invitation, browser));
}

/** The page that sends a browser on to the identity provider, and the cookie by which it is known when it comes back. */
export function sendOn(words: Words, { url, browser, browserLifetimeMs }: ConsentStart): PageAnswer {
  return {
    status: 200,
    html: continuePage(words, url),
    cookie: flowCookie(browser.reveal(), browserLifetimeMs / 1000),
  };
}
