import { createGuid } from '../../ids.ts';
import type { Random } from '../../ports.ts';

/**
 * Headers of every call: fresh ids, and the wish to have MFA evaluated.
 * @see Partner Center REST, "Partner Center REST headers" (2023-10); `ValidateMfa` (2025-10)
 */
export function partnerCenterHeaders(random: Random): Record<string, string> {
  return { 'ms-requestid': createGuid(random), 'ms-correlationid': createGuid(random), validatemfa: 'true' };
}

/** What Partner Center said of the MFA of a call; undefined when it did not say. */
export function readMfaHeader(headers: Readonly<Record<string, string>>): boolean | undefined {
  return verdicts.get(headers['ismfacompliant']?.toLowerCase() ?? '');
}

const verdicts: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);
