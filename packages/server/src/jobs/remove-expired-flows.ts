import type { Clock } from '@consentry/core';
import type { FlowStore } from '../stores/flows.ts';

const keepMs = 24 * 60 * 60 * 1000;

/** Removes sign-ins that ended or expired a day ago; until then a late answer is told why it is refused. */
export function removeExpiredFlows(flows: FlowStore, clock: Clock): Promise<number> {
  return flows.removeExpired(clock.now() - keepMs);
}
