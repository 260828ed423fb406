import {
  type AuditEvent,
  type CallerId,
  ConsentryError,
  createId,
  type Random,
  type TrustedIssuer,
} from '@consentry/core';
import type { Identity } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { type CallerIdentity, findTaken } from '../stores/caller-identities.ts';
import type { CallerStore } from '../stores/callers.ts';

/** What it takes to make an identity. */
interface Deps {
  readonly issuers: readonly TrustedIssuer[];
  readonly store: { readonly callers: Pick<CallerStore, 'listIdentities'> };
  readonly random: Random;
}

/**
 * Makes the row of an identity. Which issuers are trusted is not for the API to say.
 *
 * @param createdAt epoch milliseconds
 * @throws ConsentryError `invalid_request` for an issuer that is not trusted, `identity_taken`, `store_unavailable`
 */
export async function createIdentity(
  { issuers, store, random }: Deps,
  caller: CallerId,
  { issuer, claims }: Identity,
  createdAt: number,
): Promise<CallerIdentity> {
  if (!issuers.some((trusted) => trusted.issuer === issuer)) {
    throw new ConsentryError('invalid_request', {
      message: 'issuer: this issuer is not one of callers.issuers.',
      remedy:
        'Write it as its tokens do, letter by letter, and have it in callers.issuers of every broker before.',
      facts: { fields: ['issuer'] },
    });
  }
  const identity = { id: createId('CallerIdentityId', random), caller, issuer, claims, createdAt };
  const taken = findTaken(identity, await store.callers.listIdentities(issuer));
  if (taken !== undefined) {
    throw new ConsentryError('identity_taken', { facts: { caller: taken.caller, identity: taken.id } });
  }
  return identity;
}

/** The record of an identity that is about to be added. */
export function identityAddedEvent(
  exchange: Exchange<'addCallerIdentity' | 'addKeylessCaller'>,
  { id, caller, issuer, claims, createdAt }: CallerIdentity,
): AuditEvent {
  return {
    type: 'caller.identity_added',
    at: createdAt,
    actor: 'operator',
    ...traceOf(exchange),
    caller,
    identity: id,
    issuer,
    claims: JSON.stringify(claims),
  };
}
