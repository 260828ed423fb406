import { EntraRefusal } from '../refusal.ts';

/** The members of a claims request that stand for MFA: a policy, an authentication context, or the method itself. */
const MFA_MEMBERS = ['polids', 'capolids', 'acrs', 'amr', 'acr'];

/**
 * Reads a `claims` parameter, which is a JSON object.
 *
 * @throws EntraRefusal 9002313 when it is none. The number is a guess (2025-11).
 */
export function readClaims(claims: string): object {
  try {
    const parsed: unknown = JSON.parse(claims);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Refused below, as any other text that is no object.
  }
  throw new EntraRefusal(9002313);
}

/** True for a challenge that MFA answers. What a client can do (`xms_cc`) is no challenge. */
export function isMfaChallenge(claims: object): boolean {
  return Object.values(claims).some(
    (wanted: unknown) =>
      typeof wanted === 'object' && wanted !== null && MFA_MEMBERS.some((member) => member in wanted),
  );
}

/**
 * The authentication context that an id_token is asked to tell of: `{"id_token":{"acrs":{"essential":true,"value":"c1"}}}`.
 *
 * @throws EntraRefusal 9002313 as {@link readClaims}
 * @see https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context
 */
export function findIdTokenContext(claims: string | null): string | undefined {
  if (claims === null) return undefined;
  const { id_token: wanted } = readClaims(claims) as { id_token?: { acrs?: { value?: unknown } } | null };
  const value = wanted?.acrs?.value;
  return typeof value === 'string' ? value : undefined;
}
