import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `shutting_down` */
export async function readiness(deps: RouteDeps): Promise<AnswerOf<'readiness'>> {
  if (deps.isStopping()) throw new ConsentryError('shutting_down');
  return { status: 'ready' };
}
