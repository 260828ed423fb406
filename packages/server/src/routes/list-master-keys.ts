import type { AnswerOf } from '@consentry/core/contract';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `store_unavailable` */
export async function listMasterKeys({ store }: RouteDeps): Promise<AnswerOf<'listMasterKeys'>> {
  return { items: (await store.masterKeys.list()).map((use) => ({ ...use, sealed: { ...use.sealed } })) };
}
