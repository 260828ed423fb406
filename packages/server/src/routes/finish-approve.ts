import { ConsentryError, confirmApproval, readApproval, requireUsable } from '@consentry/core';
import type { PageAnswer } from '../http/answer.ts';
import { flowCookieName } from '../http/cookies.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { approvedPage } from '../pages/approved-page.ts';
import { returnedPage } from '../pages/returned-page.ts';
import { wordsFor } from '../pages/words/words-of.ts';
import { recordingRefusals } from './recording-refusals.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';

/** The redirect URI of an approve invitation. No code comes with it, and nothing that it says is believed. */
export async function finishApprove(
  deps: RouteDeps,
  exchange: Exchange<'finishApprove'>,
): Promise<PageAnswer> {
  if (isOfNoInvitation(exchange.fields)) {
    const input = { applicationName: deps.application.name };
    return { status: 200, html: returnedPage(wordsFor(exchange), input) };
  }
  return recordingRefusals(deps, exchange, async () => {
    const answer = await readApproval(
      { flows: deps.store.flows, clock: deps.clock },
      { fields: exchange.fields, browser: exchange.cookies.get(flowCookieName) },
    );
    const invitation = await deps.store.invitations.find(answer.invitation);
    if (invitation === undefined) throw new ConsentryError('invitation_not_found');
    requireUsable(invitation, deps.clock.now());
    await requireUnstopped(deps, invitation.partner);
    await confirmApproval({ cloud: deps.cloud, tokenEndpoint: deps.tokenEndpoint }, invitation.partner);
    const at = deps.clock.now();
    const about = {
      invitation: invitation.id,
      partner: invitation.partner,
      application: deps.application.id,
    };
    // As with a grant: what is recorded may not come to be, never the reverse.
    await deps.store.audit.write({
      type: 'application.approved',
      at,
      actor: 'invited person',
      ...traceOf(exchange),
      ...about,
    });
    const outcome = await deps.store.approvals.save({ ...about, approvedAt: at });
    if (outcome === 'spent') throw new ConsentryError('invitation_spent');
    return {
      status: 200,
      html: approvedPage(wordsFor(exchange), {
        applicationName: deps.application.name,
        partnerName: invitation.partnerName ?? invitation.partner,
      }),
    };
  });
}

/** The consent link in a refusal carries no state: nobody here waits for its answer, and nothing follows from it. */
function isOfNoInvitation(fields: URLSearchParams): boolean {
  return (
    !fields.has('state') && !fields.has('error') && fields.get('admin_consent')?.toLowerCase() === 'true'
  );
}
