import type { GrantEvents } from '@consentry/core';
import type { Metrics } from './metrics.ts';

/** Counts what happens to grants, before it is recorded. */
export function watchGrantEvents(events: GrantEvents, metrics: Metrics): GrantEvents {
  const countSuccessor = (outcome: 'stored' | 'failed' | 'dropped' | 'saved'): void =>
    metrics.count('consentry_successors_total', { outcome });
  return {
    renewed(grant) {
      countSuccessor('stored');
      return events.renewed(grant);
    },
    notRenewed(grant, error) {
      countSuccessor('failed');
      return events.notRenewed(grant, error);
    },
    successorRefused(grant) {
      countSuccessor('dropped');
      return events.successorRefused(grant);
    },
    moved(grant, from, to) {
      metrics.count('consentry_grants_moved_total', { to });
      return events.moved(grant, from, to);
    },
    saved(grant) {
      countSuccessor('saved');
      return events.saved(grant);
    },
    notExercised: (grant, error) => events.notExercised(grant, error),
    exercised: (grant) => events.exercised(grant),
    stateChanged(grant, state, reason) {
      metrics.count('consentry_grant_state_changes_total', { state });
      return events.stateChanged(grant, state, reason);
    },
  };
}
