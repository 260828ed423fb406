import type { AnswerOf } from '@consentry/core/contract';
import type { RouteDeps } from './route-deps.ts';

/** The process answers, and says whether it is too busy; it looks at nothing else. */
export async function health(deps: RouteDeps): Promise<AnswerOf<'health'>> {
  return { status: 'ok', version: deps.version, eventLoop: deps.health.eventLoop() };
}
