import { ConsentryError, readId } from '@consentry/core';
import type { KnownCaller } from '../stores/callers.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `caller_not_found`, `store_unavailable` */
export async function getCaller({ store }: RouteDeps, id: string): Promise<KnownCaller> {
  const found = await store.callers.find(readId('CallerId', id));
  if (found === undefined) throw new ConsentryError('caller_not_found');
  return found;
}
