import {
  type ApiPermissions,
  type Clock,
  ConsentryError,
  missingPermissions,
  permissionsOf,
} from '@consentry/core';
import type { AdminConsentConfig } from '../config.ts';
import type { OwnTokenDeps } from '../own-calls.ts';
import type { AdminConsent } from '../stores/admin-consents.ts';
import { proveConsent } from './prove-consent.ts';

export interface LookDeps extends OwnTokenDeps {
  readonly adminConsent: AdminConsentConfig | undefined;
  readonly clock: Clock;
}

/** What a consent is before it is looked at. */
export type UnseenConsent = Omit<AdminConsent, 'problem' | 'lookedAt' | 'nextLookAt'>;

/** The first look again; each later one waits as long as all before it together. */
const firstWaitMs = 10_000;
/** How long a consent may take to be in force. Microsoft names no time; minutes were seen (2026-11). */
const propagationMs = 60 * 60 * 1000;

/** What is wanted in a tenant, as the configuration says now. */
export function wantedOf(
  adminConsent: AdminConsentConfig | undefined,
  resources: readonly string[] | undefined,
): readonly ApiPermissions[] {
  return permissionsOf(adminConsent?.permissions ?? [], resources);
}

/** True when the last look found all that is wanted now. */
export function isProved(
  adminConsent: AdminConsentConfig | undefined,
  { resources, proved }: Pick<AdminConsent, 'resources' | 'proved'>,
): boolean {
  return missingPermissions(wantedOf(adminConsent, resources), proved).length === 0;
}

/**
 * Looks at a customer's consent by new tokens. Nothing is stored here.
 * @throws ConsentryError `admin_consent_off` where nothing is wanted
 */
export async function lookAtConsent(deps: LookDeps, consent: UnseenConsent): Promise<AdminConsent> {
  const wanted = wantedOf(deps.adminConsent, consent.resources);
  if (wanted.length === 0) throw new ConsentryError('admin_consent_off');
  const { proved, problem } = await proveConsent(deps, consent, wanted);
  const [first] = missingPermissions(wanted, proved);
  const lookedAt = deps.clock.now();
  // What could not be looked at is as it was; it is no problem of the consent, and is told all the same.
  if (first === undefined) return { ...consent, proved, problem, lookedAt, nextLookAt: undefined };
  return {
    ...consent,
    proved,
    problem: problem ?? { resource: first.resource, code: 'admin_consent_incomplete' },
    lookedAt,
    nextLookAt: nextLookAt(consent.consentedAt, lookedAt),
  };
}

/** @returns undefined once it has had time enough */
function nextLookAt(consentedAt: number, now: number): number | undefined {
  const next = now + Math.max(firstWaitMs, now - consentedAt);
  return next <= consentedAt + propagationMs ? next : undefined;
}
