import {
  type Clock,
  ConsentryError,
  findVaultName,
  type GrantId,
  type GrantStore,
  type Lease,
  type Replicas,
  type SealedGrant,
  unsharedLease,
  type VaultName,
} from '@consentry/core';
import type { Log } from '../log.ts';
import type { GrantScope } from '../stores/grant-survey.ts';
import { type MoveProgress, type MoveTally, startTally } from './move-progress.ts';
import { type MoveSideBySideDeps, moveSideBySide } from './move-side-by-side.ts';

/** Moves refresh tokens into the vault that takes new ones, beside everything else that the broker does. */
export interface VaultMove {
  /**
   * Begins to move what lies elsewhere. What is left to do is seen from the rows: after a crash it is begun again.
   * @throws ConsentryError `vault_move_running`, here or on another replica; `store_unavailable`
   */
  start(scope: GrantScope): Promise<void>;
  /** Of the last one that was begun in this process. */
  progress(): MoveProgress | undefined;
  /** Resolves when none runs. Once the broker stops, one that runs ends after the grants that it is at. */
  settled(): Promise<void>;
}

export interface VaultMoveDeps extends MoveSideBySideDeps {
  readonly grants: GrantStore;
  /** Absent where one process alone has the store. */
  readonly replicas: Pick<Replicas, 'leases'> | undefined;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}

export function createVaultMove(deps: VaultMoveDeps): VaultMove {
  const { grants, replicas, vault, clock, log } = deps;
  let isBusy = false;
  let running: Promise<void> | undefined;
  let last: MoveTally | undefined;

  const run = async (found: readonly SealedGrant[], lease: Lease, tally: MoveTally): Promise<void> => {
    try {
      await moveSideBySide(deps, found, lease, tally);
    } finally {
      await lease.release();
      tally.end(clock.now());
      isBusy = false;
      report(log, tally.progress());
    }
  };

  return {
    async start(scope) {
      if (isBusy) throw new ConsentryError('vault_move_running');
      isBusy = true;
      let lease: Lease | undefined;
      try {
        lease = replicas === undefined ? unsharedLease : await replicas.leases.take('vault move');
        if (lease === undefined) throw new ConsentryError('vault_move_running');
        const found = await listElsewhere(grants, vault.into, scope);
        last = startTally({ startedAt: clock.now(), into: vault.into, total: found.length });
        running = run(found, lease, last);
      } catch (error) {
        isBusy = false;
        await lease?.release();
        throw error;
      }
    },
    progress: () => last?.progress(),
    async settled() {
      await running;
    },
  };
}

const pageSize = 100;

/** Those that were not taken back and lie in another vault. */
async function listElsewhere(
  grants: GrantStore,
  into: VaultName,
  { grant: id, partner }: GrantScope,
): Promise<readonly SealedGrant[]> {
  const found: SealedGrant[] = [];
  for (let after: GrantId | undefined; ; ) {
    const page = await grants.list({ limit: pageSize, ...(after === undefined ? {} : { after }) });
    found.push(
      ...page.filter(
        (grant) =>
          grant.state !== 'revoked' &&
          findVaultName(grant.secret) !== into &&
          (id === undefined || grant.id === id) &&
          (partner === undefined || grant.partner === partner),
      ),
    );
    after = page.at(-1)?.id;
    if (page.length < pageSize) return found;
  }
}

function report(
  log: VaultMoveDeps['log'],
  { into, total, moved, passed, failures, stoppedBy }: MoveProgress,
): void {
  const fields = { into, total, moved, passed, failed: failures.length };
  if (stoppedBy === undefined) log.info(fields, 'grants were moved to another vault');
  else log.error({ ...fields, code: stoppedBy.code }, 'moving grants to another vault ended early');
}
