import type { PolicyGap } from '../policy-gaps.ts';
import type { ExcludedBy } from '../policy-reach.ts';

/**
 * What an account is for. Graph does not tell: a `service` account has a grant or the name of a program, an `emergency` account is a
 * Global Administrator whom a policy leaves out by name, `synchronization` is that of Microsoft Entra Connect.
 */
export type AccountKind = 'member' | 'guest' | 'service' | 'emergency' | 'synchronization';

/**
 * Of what MFA is wanted of an account.
 *
 * - `covered`: at every sign-in
 * - `way-round`: only by policies that have ways round
 * - `excluded`: policies leave it out, and no other reaches it
 * - `report-only`: only by policies that report, and ask nothing
 * - `not-covered`: nothing that could be read asks it
 * - `unknown`: what would tell could not be read
 * - `disabled`: nobody can sign in with it
 */
export type AccountState =
  | 'covered'
  | 'way-round'
  | 'excluded'
  | 'report-only'
  | 'not-covered'
  | 'unknown'
  | 'disabled';

/** A policy, as a row names it. */
export interface PolicyName {
  readonly id: string;
  /** From the tenant: whoever shows it makes it inert. */
  readonly name: string;
}

/** What asks an account for MFA at every sign-in. */
export type CoveredBy =
  | { readonly by: 'security-defaults' }
  | { readonly by: 'per-user-mfa' }
  | { readonly by: 'policy'; readonly policy: PolicyName };

/** An account in the table. Undefined is what could not be read. Instants are epoch milliseconds. */
export interface AccountRow {
  /** The object id. */
  readonly id: string;
  /** From the tenant: whoever shows it makes it inert. */
  readonly name: string;
  readonly kind: AccountKind;
  readonly isEnabled: boolean | undefined;
  readonly isSynced: boolean;
  /** True where it signs in at an identity provider outside. */
  readonly isFederated: boolean | undefined;
  /** True where a second factor is registered at Entra. */
  readonly isRegistered: boolean | undefined;
  readonly methods: readonly string[] | undefined;
  readonly state: AccountState;
  readonly coveredBy: readonly CoveredBy[];
  /** Policies in force that reach it, and the ways round them. */
  readonly waysRound: readonly { readonly policy: PolicyName; readonly gaps: readonly PolicyGap[] }[];
  readonly excludedBy: readonly { readonly policy: PolicyName; readonly by: ExcludedBy }[];
  /** Policies that only report what they would have asked. */
  readonly reportedBy: readonly PolicyName[];
  /** Ids of its grants. */
  readonly grants: readonly string[];
  /** In the days that were read. */
  readonly signInsWithoutMfa: number | undefined;
  readonly lastWithoutMfaAt: number | undefined;
}
