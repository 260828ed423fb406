import {
  type SeenReach,
  type Settlement,
  type SweepStore,
  tokenReachTask,
  type Sweep,
} from '@consentry/core';
import type { ReachStore, SeenCustomer } from '../stores/reach.ts';

/**
 * A store whose settlements are noted in the history of the reach of tokens, where the sweep looks for that. First the note: after a
 * crash in between the customer is looked at again, and what is noted twice is one.
 */
export function notingReach<Store extends Pick<SweepStore, 'settle'>>(
  store: Store,
  reach: Pick<ReachStore, 'note'>,
  { task, isDryRun }: Pick<Sweep, 'task' | 'isDryRun'>,
): Store {
  if (task !== tokenReachTask.name || isDryRun) return store;
  return {
    ...store,
    async settle(id, settlements) {
      await reach.note(settlements.flatMap(readSeen));
      return store.settle(id, settlements);
    },
  };
}

/** A customer that could not be looked at stays as it was. */
function readSeen(settlement: Settlement): readonly SeenCustomer[] {
  if (settlement.is !== 'over' || settlement.outcome.state !== 'done') return [];
  const { item, rows, at } = settlement;
  // The rows of this task are of this form.
  return [{ ...item, reach: rows as readonly SeenReach[], at }];
}
