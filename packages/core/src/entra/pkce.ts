import { createHash } from 'node:crypto';
import type { Random } from '../ports.ts';
import { Secret } from '../secret.ts';

/**
 * Makes a code verifier of 256 random bits.
 * @see https://www.rfc-editor.org/rfc/rfc7636#section-4.1
 */
export function createVerifier(random: Random): Secret<string> {
  return Secret.of(Buffer.from(random.bytes(32)).toString('base64url'));
}

/**
 * The challenge of a verifier, by S256.
 * @see https://www.rfc-editor.org/rfc/rfc7636#section-4.2
 */
export function codeChallenge(verifier: Secret<string>): string {
  return createHash('sha256').update(verifier.reveal()).digest('base64url');
}
