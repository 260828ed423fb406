import type { CallerId, CallerIdentityId, CallerKeyId, ObjectId } from '@consentry/core';
import type { Policy } from '@consentry/core/contract';
import type { KnownCaller } from '../stores/callers.ts';

/** Who sent a request to the API. */
export type Principal = OperatorPrincipal | CallerPrincipal;

export interface OperatorPrincipal {
  readonly kind: 'operator';
  /** Who is signed in at the dashboard; undefined with the operator key, or a link that it made. */
  readonly person?: ObjectId | undefined;
}

/** What a caller proved itself by: one of its keys, or a token that one of its identities fits. */
export type CallerProof = { readonly key: CallerKeyId } | { readonly identity: CallerIdentityId };

export interface CallerPrincipal {
  readonly kind: 'caller';
  readonly id: CallerId;
  readonly name: string;
  readonly policy: Policy;
  readonly proof: CallerProof;
}

export function principalOf({ caller }: KnownCaller, proof: CallerProof): CallerPrincipal {
  const { id, name, policy } = caller;
  return { kind: 'caller', id, name, policy, proof };
}
