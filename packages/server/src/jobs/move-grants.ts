import {
  type Clock,
  ConsentryError,
  findVaultName,
  type GrantId,
  type GrantStore,
  isConsentryError,
  type Lease,
  type Replicas,
  type SealedGrant,
  type TenantId,
  type Timer,
  type Tokens,
  unsharedLease,
  type VaultName,
} from '@consentry/core';
import type { Log } from '../log.ts';
import type { OpenVault } from '../open-vault.ts';
import type { GrantScope } from '../stores/grant-survey.ts';
import { createMovePace } from './move-pace.ts';

/** A grant that could not be moved. It is as it was. */
export interface MoveFailure {
  readonly grant: GrantId;
  readonly partner: TenantId;
  readonly error: ConsentryError;
}

/** How far a move has come. Instants are epoch milliseconds. */
export interface MoveProgress {
  readonly startedAt: number;
  /** Undefined while it runs. */
  readonly endedAt: number | undefined;
  readonly into: VaultName;
  /** How many lay elsewhere when it began. */
  readonly total: number;
  readonly moved: number;
  /** Those that were taken back, or moved by somebody else, before it was their turn. */
  readonly passed: number;
  readonly failures: readonly MoveFailure[];
  /** What made it end early: a vault that fails would have failed for all the others too. */
  readonly stoppedBy: ConsentryError | undefined;
}

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

export interface VaultMoveDeps {
  readonly grants: GrantStore;
  readonly replicas: Pick<Replicas, 'leases'> | undefined;
  readonly tokens: Pick<Tokens, 'move'>;
  readonly vault: Pick<OpenVault, 'into' | 'noteLeftover'>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly isStopping: () => boolean;
}

/** How many are moved side by side: a Key Vault takes a tenth of a second for each of its answers. */
const lanes = 4;
const pageSize = 100;
/** How often a grant is tried again while the trouble may pass. */
const attempts = 5;
const napMs = 250;
const longestRestMs = 16_000;
/** A lease lasts half a minute. */
const extendEveryMs = 5_000;

export function createVaultMove(deps: VaultMoveDeps): VaultMove {
  const { grants, vault, clock, timer, log, isStopping } = deps;
  let running: Promise<void> | undefined;
  let last: MoveProgress | undefined;

  const listElsewhere = async ({ grant: id, partner }: GrantScope): Promise<readonly SealedGrant[]> => {
    const found: SealedGrant[] = [];
    for (let after: GrantId | undefined; ; ) {
      const page = await grants.list({ limit: pageSize, ...(after === undefined ? {} : { after }) });
      found.push(
        ...page.filter(
          (grant) =>
            grant.state !== 'revoked' &&
            findVaultName(grant.secret) !== vault.into &&
            (id === undefined || grant.id === id) &&
            (partner === undefined || grant.partner === partner),
        ),
      );
      after = page.at(-1)?.id;
      if (page.length < pageSize) return found;
    }
  };

  const rest = async (ms: number): Promise<void> => {
    for (const end = timer.elapsed() + ms; timer.elapsed() < end && !isStopping(); ) await timer.wait(napMs);
  };

  /** Passing trouble is waited for. @throws ConsentryError as `Tokens.move` */
  const movePatiently = async (id: GrantId): ReturnType<Tokens['move']> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await deps.tokens.move(id, vault.into);
      } catch (error) {
        const mayPass = isConsentryError(error) && error.entry.failureClass === 'retry';
        if (!mayPass || attempt === attempts || isStopping()) throw error;
        await rest(Math.min(error.retryAfterMs ?? 1_000 * 2 ** (attempt - 1), longestRestMs));
      }
    }
  };

  const moveAll = async (found: readonly SealedGrant[], lease: Lease): Promise<void> => {
    const queue = [...found];
    const pace = createMovePace(timer);
    let extendedAt = timer.elapsed();
    const note = (change: Partial<MoveProgress>): void => {
      if (last !== undefined) last = { ...last, ...change };
    };
    const keepLease = async (): Promise<void> => {
      if (timer.elapsed() - extendedAt < extendEveryMs) return;
      extendedAt = timer.elapsed();
      if (!(await lease.extend())) throw new ConsentryError('vault_move_running');
    };
    const moveOne = async ({ id: grant, partner }: SealedGrant): Promise<void> => {
      try {
        const outcome = await movePatiently(grant);
        if (outcome.is === 'moved') note({ moved: (last?.moved ?? 0) + 1 });
        else note({ passed: (last?.passed ?? 0) + 1 });
        if (outcome.is === 'moved' && !outcome.isOldRemoved) vault.noteLeftover();
      } catch (error) {
        if (!isConsentryError(error)) throw error;
        log.warn({ grant, code: error.code, remedy: error.remedy }, 'a grant could not be moved');
        note({ failures: [...(last?.failures ?? []), { grant, partner, error }] });
        if (concernsAll(error)) throw error;
      }
    };
    const work = async (): Promise<void> => {
      while (last?.stoppedBy === undefined && !isStopping()) {
        const grant = queue.shift();
        if (grant === undefined) return;
        try {
          await pace.next();
          await keepLease();
          await moveOne(grant);
        } catch (error) {
          const stoppedBy = isConsentryError(error)
            ? error
            : new ConsentryError('internal_error', { cause: error });
          note({ stoppedBy: last?.stoppedBy ?? stoppedBy });
        }
      }
    };
    await Promise.all(Array.from({ length: lanes }, work));
    if (isStopping()) note({ stoppedBy: last?.stoppedBy ?? new ConsentryError('shutting_down') });
  };

  const run = async (found: readonly SealedGrant[], lease: Lease): Promise<void> => {
    try {
      await moveAll(found, lease);
    } finally {
      await lease.release();
      if (last !== undefined) last = { ...last, endedAt: clock.now() };
      running = undefined;
      const { total, moved, passed, failures, into, stoppedBy } = last ?? {};
      const fields = { into, total, moved, passed, failed: failures?.length, code: stoppedBy?.code };
      if (stoppedBy === undefined) log.info(fields, 'grants were moved to another vault');
      else log.error(fields, 'moving grants to another vault ended early');
    }
  };

  let isStarting = false;
  return {
    async start(scope) {
      if (running !== undefined || isStarting) throw new ConsentryError('vault_move_running');
      isStarting = true;
      try {
        const lease =
          deps.replicas === undefined ? unsharedLease : await deps.replicas.leases.take('vault move');
        if (lease === undefined) throw new ConsentryError('vault_move_running');
        const found = await listElsewhere(scope).catch(async (error: unknown) => {
          await lease.release();
          throw error;
        });
        last = {
          startedAt: clock.now(),
          endedAt: undefined,
          into: vault.into,
          total: found.length,
          moved: 0,
          passed: 0,
          failures: [],
          stoppedBy: undefined,
        };
        running = run(found, lease);
      } finally {
        isStarting = false;
      }
    },
    progress: () => last,
    async settled() {
      await running;
    },
  };
}

/** A vault that fails fails for every grant; a secret that is not as it should be concerns one. */
function concernsAll({ code }: ConsentryError): boolean {
  return code.startsWith('vault_') || code === 'store_unavailable' || code === 'key_mismatch';
}
