import type { ObjectId, TenantId } from '@consentry/core';
import type { DashboardAccounts } from '../config.ts';

/** What somebody may do at the dashboard: look, do the daily work, or everything. Each may what those before it may. */
export const roles = ['viewer', 'operator', 'admin'] as const;

export type Role = (typeof roles)[number];

/** Somebody who signed in with an account of the configured tenant. */
export interface Person {
  readonly tenant: TenantId;
  readonly id: ObjectId;
  /** As the tenant says it: words of somebody else. */
  readonly name: string | undefined;
  readonly username: string | undefined;
}

/** Who is signed in at the dashboard. */
export interface SignedIn {
  /** Undefined: by a link that the operator key made, so nobody knows who it is. */
  readonly person: Person | undefined;
  readonly role: Role;
  /** Whether the sign-in took MFA. `unknown`: nothing in it says so. */
  readonly mfa: 'confirmed' | 'unknown';
  /** When they last proved who they are. Epoch milliseconds; undefined where the sign-in does not say. */
  readonly provedAt: number | undefined;
}

/** How long after a sign-in dangerous acts are carried out. */
export const freshForMs = 10 * 60_000;

export function isFresh({ provedAt }: Pick<SignedIn, 'provedAt'>, now: number): boolean {
  return provedAt !== undefined && now - provedAt < freshForMs;
}

/** Whether this way to sign in is the one that is configured now: a session can be older than the configuration. */
export function isLetIn({ person, mfa }: SignedIn, accounts: DashboardAccounts | undefined): boolean {
  if (accounts === undefined || person === undefined) return accounts === undefined && person === undefined;
  return (
    person.tenant === accounts.tenant && (accounts.authenticationContext === undefined || mfa === 'confirmed')
  );
}

export function mayAct(has: Role, least: Role): boolean {
  return roles.indexOf(has) >= roles.indexOf(least);
}
