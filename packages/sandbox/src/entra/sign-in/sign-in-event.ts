import type { PolicyGrant, User } from '../../world/types.ts';
import type { MfaSource } from '../conditional-access/find-demands.ts';

/** What came of a policy in one sign-in. */
export type PolicyResult =
  | 'success'
  | 'failure'
  | 'reportOnlySuccess'
  | 'reportOnlyInterrupted'
  | 'reportOnlyFailure';

/** How the application had the user sign in, in the words of Graph. */
export type SignInProtocol = 'oAuth2' | 'deviceCode' | 'ropc';

/** One sign-in of a user as the tenant keeps it: what really happened, judged by the policies of that moment. */
export interface SignInEvent {
  id: string;
  at: number;
  tenantId: string;
  /** The user at home. */
  user: Pick<User, 'objectId' | 'tenantId' | 'userPrincipalName' | 'displayName' | 'mail' | 'device'>;
  /** The object id in the tenant. */
  objectId: string;
  presence: 'member' | 'guest' | 'delegated';
  clientId: string;
  /** The canonical URI of the first resource. */
  resource?: string;
  clientAddress: string;
  isInteractive: boolean;
  protocol: SignInProtocol;
  isFederated: boolean;
  /** Who took a one-time code that Entra knows of. */
  mfaBy?: 'entra' | 'provider';
  amr: readonly string[];
  hasPassedChallenge: boolean;
  /** 0 for a sign-in that succeeded, else the AADSTS number. */
  code: number;
  mfaSources: readonly MfaSource[];
  policies: { id: string; displayName: string; grants: readonly PolicyGrant[]; result: PolicyResult }[];
}

/** Logs are kept for thirty days, as with Entra ID P1. */
export const LOG_LIFE_MS = 30 * 24 * 60 * 60_000;
