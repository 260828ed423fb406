import type { InvitationId, TenantId } from '../ids.ts';
import type { Secret } from '../secret.ts';
import type { InvitationKind } from './invitation.ts';

/** What is waited for. `customer-sign-in`: who the administrator of an unknown customer is, before their consent is asked for. */
export type FlowPurpose = InvitationKind | 'customer-sign-in';

/** One press of an invitation's button: what must be remembered until the provider's answer comes back. */
export interface ConsentFlow {
  readonly invitation: InvitationId;
  readonly purpose: FlowPurpose;
  /** The customer whose consent is waited for, and whose alone. Undefined for every other purpose. */
  readonly customer?: TenantId | undefined;
  /** The PKCE verifier (RFC 7636). Undefined for an admin consent, which has no code. */
  readonly verifier: Secret<string> | undefined;
  /** Digest of the nonce in the authorize request; the id_token must carry the nonce. */
  readonly nonceDigest: string | undefined;
  /** Digest of the flow cookie: the browser that finishes must be the one that started. */
  readonly browserDigest: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly expiresAt: number;
  readonly finishedAt: number | undefined;
  /**
   * How many changes of grants the store had seen when the flow was added: it tells whether a grant was taken back before or
   * after, also where replicas disagree about the time.
   */
  readonly changesBefore: number;
}

/** A flow that is to be remembered. */
export type NewConsentFlow = Omit<ConsentFlow, 'changesBefore'>;

/** Where flows are remembered, by the digest of their `state`. */
export interface ConsentFlows {
  add(stateDigest: string, flow: NewConsentFlow): Promise<void>;
  find(stateDigest: string): Promise<ConsentFlow | undefined>;
  /** Ends a flow and forgets its verifier. True for exactly one of all who try. */
  finish(stateDigest: string, at: number): Promise<boolean>;
}
