import { createHash, randomBytes } from 'node:crypto';

/**
 * Derives a GUID from its parts: the same parts give the same GUID, in every run.
 * Example: the object id of a partner's user in a customer's tenant.
 */
export function deriveGuid(...parts: string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** Makes an opaque token that nobody can guess. */
export function createOpaqueToken(prefix: string): string {
  return `${prefix}${randomBytes(48).toString('base64url')}`;
}

/** The SHA-256 of a token in hex. The sandbox keeps this and never the token. */
export function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True when the text has the shape of a GUID. */
export function isGuid(text: string): boolean {
  return GUID.test(text);
}
