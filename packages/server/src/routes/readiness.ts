import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `shutting_down`, `audit_unavailable`, `store_unavailable` */
export async function readiness(deps: RouteDeps): Promise<AnswerOf<'readiness'>> {
  if (deps.isStopping()) throw new ConsentryError('shutting_down');
  if (deps.store.audit.isFailing()) throw new ConsentryError('audit_unavailable');
  await deps.store.grants.list({ limit: 1 });
  return { status: 'ready' };
}
