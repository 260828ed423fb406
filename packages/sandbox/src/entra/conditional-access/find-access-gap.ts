import type { Authentication } from '../authentication.ts';
import type { Demands } from './find-demands.ts';

/** Why somebody is not let in. */
export type AccessGap =
  | 'blocked'
  | 'no-compliant-device'
  | 'no-approved-application'
  | 'sign-in-too-old'
  | 'mfa-expired'
  | 'mfa-missing'
  | 'challenge-missing';

/** What a person has shown so far. */
export type Evidence = Pick<Authentication, 'amr' | 'at' | 'mfaAt' | 'hasPassedChallenge'>;

/**
 * Decides whether what a person has shown meets the demands. Sign-in and token endpoint both ask here.
 *
 * @returns the first gap, or undefined when there is none
 */
export function findAccessGap(demands: Demands, evidence: Evidence, now: number): AccessGap | undefined {
  const { signInLifetimeMs = Infinity, mfaLifetimeMs = Infinity } = demands;
  const { amr, at, mfaAt, hasPassedChallenge } = evidence;
  if (demands.isBlocked) return 'blocked';
  if (demands.needsCompliantDevice) return 'no-compliant-device';
  if (demands.needsApprovedApplication) return 'no-approved-application';
  if (now - at > signInLifetimeMs) return 'sign-in-too-old';
  if (mfaAt !== undefined && now - mfaAt > mfaLifetimeMs) return 'mfa-expired';
  if (demands.needsMfa && !amr.includes('mfa')) return 'mfa-missing';
  if (demands.needsExternalChallenge && !hasPassedChallenge) return 'challenge-missing';
  return undefined;
}
