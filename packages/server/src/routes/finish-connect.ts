import {
  findCallbackPurpose,
  type Invitation,
  isGlobalAdministrator,
  readCallback,
  redeemCode,
  type SealedGrant,
  seal,
} from '@consentry/core';
import type { PageAnswer } from '../http/answer.ts';
import { flowCookieName } from '../http/cookies.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { connectedPage } from '../pages/connected-page.ts';
import { wordsFor } from '../pages/words/words-of.ts';
import { finishTestSignIn } from './finish-test-sign-in.ts';
import { recordingRefusals } from './recording-refusals.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';
import { createWithdrawalUrl } from './withdrawal-url.ts';

/**
 * The redirect URI of a connect invitation. The order is the point: everything that can be checked without
 * the token endpoint comes first, the code is redeemed once, and what does not hold is dropped. A test of an account comes back here
 * too: its flow says so, which each of both checks as it takes it.
 */
export function finishConnect(deps: RouteDeps, exchange: Exchange<'finishConnect'>): Promise<PageAnswer> {
  return recordingRefusals(deps, exchange, async () => {
    const purpose = await findCallbackPurpose(deps.store.flows, exchange.fields);
    if (purpose === 'test') return finishTestSignIn(deps, exchange);
    const consent = await readCallback(deps.readCallback, {
      fields: exchange.fields,
      browser: exchange.cookies.get(flowCookieName),
    });
    const { invitation } = consent;
    await requireUnstopped(deps, invitation.partner);
    const grant = await redeemCode(deps.redeemCode, consent);
    const sealed = await seal(deps.seal, grant, {
      spending: invitation.id,
      changesBefore: consent.changesBefore,
      record: (about) => recordGrant(deps, exchange, invitation, about, isGlobalAdministrator(grant)),
    });
    deps.tokens.forget(sealed.id);
    return {
      status: 200,
      html: connectedPage(wordsFor(exchange), {
        grant: sealed,
        isGlobalAdministrator: isGlobalAdministrator(grant),
        partnerName: invitation.partnerName ?? invitation.partner,
        applicationName: deps.application.name,
        withdrawUrl: await createWithdrawalUrl(deps, sealed),
      }),
    };
  });
}

function recordGrant(
  deps: RouteDeps,
  exchange: Exchange<'finishConnect'>,
  invitation: Invitation,
  grant: SealedGrant,
  isOfGlobalAdministrator: boolean,
): Promise<void> {
  return deps.store.audit.write({
    type: 'grant.sealed',
    at: deps.clock.now(),
    actor: 'invited person',
    ...traceOf(exchange),
    grant: grant.id,
    partner: grant.partner,
    subject: grant.subject,
    invitation: invitation.id,
    version: grant.version,
    mfa: grant.mfa,
    amr: grant.amr,
    ...(isOfGlobalAdministrator && { isGlobalAdministrator: true }),
  });
}
