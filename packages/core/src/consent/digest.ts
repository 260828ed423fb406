import { hash, timingSafeEqual } from 'node:crypto';

/**
 * What is stored of a value that only its bearer should know: SHA-256 in base64url. The values are at least
 * 256 random bits, so a plain hash is enough.
 */
export function digest(value: string): string {
  return hash('sha256', value, 'base64url');
}

/** Compares a value with a stored digest in constant time. */
export function matchesDigest(value: string, stored: string): boolean {
  return isSameDigest(digest(value), stored);
}

/** Compares two digests in constant time. */
export function isSameDigest(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
