import type { JWTPayload } from 'jose';
import { EntraRefusal } from '../refusal.ts';

const TOLERANCE_MS = 5 * 60_000;

/** @throws EntraRefusal 700024 when a client assertion is not good yet, or no longer */
export function assertAssertionTime({ exp, nbf }: JWTPayload, now: number): void {
  const isEarly = nbf !== undefined && nbf * 1000 > now + TOLERANCE_MS;
  const isLate = exp === undefined || exp * 1000 <= now - TOLERANCE_MS;
  if (isEarly || isLate) throw new EntraRefusal(700024, { now: new Date(now).toISOString() });
}
