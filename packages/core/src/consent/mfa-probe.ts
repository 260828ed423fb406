import type { Secret } from '../secret.ts';

/**
 * Asks Partner Center whether a token carries MFA, for the case that the token itself does not say.
 * `unknown` when Partner Center does not say either, or cannot be reached.
 */
export type MfaProbe = (accessToken: Secret<string>) => Promise<'confirmed' | 'absent' | 'unknown'>;
