import {
  type AuditEvent,
  type Clock,
  findCallbackInvitation,
  type Invitation,
  isConsentryError,
} from '@consentry/core';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { RecordedRefusal } from '../http/refusal.ts';
import { toConsentryError } from '../http/refuse.ts';
import type { Store } from '../stores/store.ts';

/** What is looked into to say whose refusal it was. */
export interface RefusalLookup {
  readonly store: {
    readonly flows: Store['flows'];
    readonly invitations: Pick<Store['invitations'], 'find'>;
  };
  readonly clock: Clock;
}

type Callback = Pick<
  Exchange<'finishConnect' | 'finishApprove' | 'finishCustomer' | 'finishCustomerSignIn'>,
  'fields' | 'requestId' | 'address'
>;

/**
 * Runs the reading of a provider's answer; a refusal is recorded with the invitation that it belongs to.
 *
 * @throws RecordedRefusal for whatever `work` throws
 */
export async function recordingRefusals<T>(
  lookup: RefusalLookup,
  callback: Callback,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = toConsentryError(thrown);
    const invitation = await findInvitation(lookup, callback.fields);
    const { reason } = error.facts;
    const event: AuditEvent = {
      type: 'consent.refused',
      at: lookup.clock.now(),
      actor: 'invited person',
      ...traceOf(callback),
      code: error.code,
      ...(typeof reason === 'string' ? { reason } : {}),
      ...(invitation === undefined ? {} : { invitation: invitation.id, partner: invitation.partner }),
    };
    throw new RecordedRefusal(error, event);
  }
}

/** The record can do without the invitation; the person must hear why they were refused. */
async function findInvitation(
  { store }: RefusalLookup,
  fields: URLSearchParams,
): Promise<Invitation | undefined> {
  try {
    const id = await findCallbackInvitation(store.flows, fields);
    return id === undefined ? undefined : await store.invitations.find(id);
  } catch (error) {
    if (isConsentryError(error, 'store_unavailable')) return undefined;
    throw error;
  }
}
