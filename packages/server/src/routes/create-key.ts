import { type CallerId, ConsentryError, createId, type Secret } from '@consentry/core';
import { createCallerKey, hashCallerKey } from '../access/caller-key.ts';
import type { CallerKey } from '../stores/callers.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * Makes a key of a caller, and the row that is stored of it.
 *
 * @param expiresAt RFC 3339
 * @throws ConsentryError `invalid_request` for an expiry that has passed
 */
export function createKey(
  { clock, random }: RouteDeps,
  caller: CallerId,
  expiresAt: string | undefined,
): { readonly key: Secret<string>; readonly row: CallerKey } {
  const createdAt = clock.now();
  const endsAt = expiresAt === undefined ? undefined : Date.parse(expiresAt);
  if (endsAt !== undefined && endsAt <= createdAt) {
    throw new ConsentryError('invalid_request', { message: 'expiresAt is not in the future.' });
  }
  const key = createCallerKey(caller, random);
  const id = createId('CallerKeyId', random);
  return { key, row: { id, createdAt, expiresAt: endsAt, hash: hashCallerKey(key) } };
}
