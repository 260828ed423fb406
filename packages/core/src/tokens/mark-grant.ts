import type { Facts } from '../errors.ts';
import type { GrantId } from '../ids.ts';
import type { Clock } from '../ports.ts';
import type { Fence, GrantState, GrantStore, SealedGrant } from '../vault/grant-store.ts';
import type { GrantEvents } from './grant-events.ts';

const dayMs = 24 * 60 * 60 * 1000;

export interface MarkGrantDeps {
  readonly grants: GrantStore;
  readonly events: GrantEvents;
  /** Drops every cached token of a grant, here and where replicas share them. */
  readonly forget: (grant: GrantId) => Promise<void>;
  readonly clock: Clock;
}

/**
 * Changes the state of exactly the row that was read, and tells of it: a newer version may be stored by now, or
 * somebody else may have changed the state. Nothing is forgotten for a change that was not made.
 */
export async function markGrant(
  { grants, events, forget, clock }: MarkGrantDeps,
  grant: SealedGrant,
  change: { readonly state: GrantState; readonly reason: string; readonly evidence: Facts },
  fence?: Fence,
): Promise<void> {
  const { id, version, state } = grant;
  if (state === change.state && grant.stateReason === change.reason) return;
  const since = clock.now();
  if (!(await grants.changeState({ id, version, state, fence }, { ...change, since }))) return;
  // Somebody may see to it soon: keep-alive looks again tomorrow, and not when it would have come anyway.
  if (change.state === 'admin_needed') await grants.moveExercise(id, grant.exerciseAt, since + dayMs);
  if (change.state !== 'healthy') await forget(id);
  await events.stateChanged(grant, change.state, change.reason);
}
