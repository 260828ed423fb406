import { type SealedGrant, Secret } from '@consentry/core';
import type { RouteDeps } from './route-deps.ts';

/**
 * The link by which the person who gave a grant can take it back. Its handle opens nothing else. Undefined where it could not
 * be stored: the grant stands all the same.
 */
export async function createWithdrawalUrl(
  { store, clock, random, publicUrl, log }: RouteDeps,
  { id }: SealedGrant,
): Promise<string | undefined> {
  const handle = Secret.of(Buffer.from(random.bytes(32)).toString('base64url'));
  try {
    await store.withdrawals.put(id, handle, clock.now());
  } catch (err) {
    log.warn({ err, grant: id }, 'the link to take a grant back could not be stored; the page shows none');
    return undefined;
  }
  return `${publicUrl}/withdraw/${handle.reveal()}`;
}
