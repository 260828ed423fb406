import { type AuditEvent, findCallbackInvitation } from '@consentry/core';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { Refusal } from '../http/refusal.ts';
import { toConsentryError } from '../http/refuse.ts';
import type { RouteDeps } from './route-deps.ts';

/** Runs the reading of a provider's answer; a refusal is recorded with the invitation that it belongs to. */
export async function recordingRefusals<T>(
  deps: RouteDeps,
  exchange: Exchange<'finishConnect'> | Exchange<'finishApprove'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = toConsentryError(thrown);
    const id = await findCallbackInvitation(deps.store.flows, exchange.fields);
    const invitation = id === undefined ? undefined : await deps.store.invitations.find(id);
    const { reason } = error.facts;
    const event: AuditEvent = {
      type: 'consent.refused',
      at: deps.clock.now(),
      actor: 'invited person',
      ...traceOf(exchange),
      code: error.code,
      ...(typeof reason === 'string' ? { reason } : {}),
      ...(invitation === undefined ? {} : { invitation: invitation.id, partner: invitation.partner }),
    };
    throw new Refusal(error, event);
  }
}
