import {
  ConsentryError,
  type GrantId,
  isConsentryError,
  type Lease,
  type MoveOutcome,
  type SealedGrant,
  type Timer,
  type Tokens,
} from '@consentry/core';
import type { Log } from '../log.ts';
import type { OpenVault } from '../open-vault.ts';
import { createMovePace } from './move-pace.ts';
import type { MoveTally } from './move-progress.ts';

export interface MoveSideBySideDeps {
  readonly tokens: Pick<Tokens, 'move'>;
  readonly vault: Pick<OpenVault, 'into' | 'noteLeftover'>;
  readonly timer: Timer;
  readonly log: Pick<Log, 'warn'>;
  readonly isStopping: () => boolean;
}

/** How many are moved side by side: a Key Vault takes a tenth of a second for each of its answers. */
const lanes = 4;
/** How often a grant is tried again while the trouble may pass. */
const attempts = 5;
const napMs = 250;
const longestRestMs = 16_000;
/** A lease lasts half a minute. */
const extendEveryMs = 5_000;

/** Moves these grants, at the pace that a Key Vault can take, until all are done or one meets what would stop them all. */
export async function moveSideBySide(
  deps: MoveSideBySideDeps,
  grants: readonly SealedGrant[],
  lease: Lease,
  tally: MoveTally,
): Promise<void> {
  const queue = [...grants];
  const pace = createMovePace(deps.timer);
  const keep = keeping(lease, deps.timer);
  const work = async (): Promise<void> => {
    while (!tally.isStopped() && !deps.isStopping()) {
      const grant = queue.shift();
      if (grant === undefined) return;
      try {
        await pace.next();
        await keep();
        await moveOne(deps, grant, tally);
      } catch (error) {
        tally.stop(isConsentryError(error) ? error : new ConsentryError('internal_error', { cause: error }));
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  if (deps.isStopping()) tally.stop(new ConsentryError('shutting_down'));
}

/** @throws ConsentryError what concerns all other grants too */
async function moveOne(
  deps: MoveSideBySideDeps,
  { id: grant, partner }: SealedGrant,
  tally: MoveTally,
): Promise<void> {
  try {
    const outcome = await movePatiently(deps, grant);
    tally.count(outcome.is === 'moved' ? 'moved' : 'passed');
    if (outcome.is !== 'moved' || !outcome.leavesNothing) deps.vault.noteLeftover();
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    deps.log.warn({ grant, code: error.code, remedy: error.remedy }, 'a grant could not be moved');
    tally.fail({ grant, partner, error });
    if (concernsAll(error)) throw error;
  }
}

/** Passing trouble is waited for. @throws ConsentryError as `Tokens.move` */
async function movePatiently(
  { tokens, vault, timer, isStopping }: MoveSideBySideDeps,
  id: GrantId,
): Promise<MoveOutcome> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tokens.move(id, vault.into);
    } catch (error) {
      // However far it came, it may have left a copy that no row names.
      vault.noteLeftover();
      const mayPass = isConsentryError(error) && error.entry.failureClass === 'retry';
      if (!mayPass || attempt === attempts || isStopping()) throw error;
      const restMs = Math.min(error.retryAfterMs ?? 1_000 * 2 ** (attempt - 1), longestRestMs);
      for (const end = timer.elapsed() + restMs; timer.elapsed() < end && !isStopping(); ) {
        await timer.wait(napMs);
      }
    }
  }
}

/** Extends the lease often enough. @throws ConsentryError `vault_move_running` when another replica has it by now */
function keeping(lease: Lease, timer: Timer): () => Promise<void> {
  let extendedAt = timer.elapsed();
  return async () => {
    if (timer.elapsed() - extendedAt < extendEveryMs) return;
    extendedAt = timer.elapsed();
    if (!(await lease.extend())) throw new ConsentryError('vault_move_running');
  };
}

/** A vault that fails fails for every grant; a secret that is not as it should be concerns one. */
function concernsAll({ code }: ConsentryError): boolean {
  return code.startsWith('vault_') || code === 'store_unavailable' || code === 'key_mismatch';
}
