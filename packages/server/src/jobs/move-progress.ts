import type { ConsentryError, GrantId, TenantId, VaultName } from '@consentry/core';

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

/** Counts while a move runs. */
export interface MoveTally {
  progress(): MoveProgress;
  count(outcome: 'moved' | 'passed'): void;
  fail(failure: MoveFailure): void;
  /** The first reason stands. */
  stop(reason: ConsentryError): void;
  isStopped(): boolean;
  end(at: number): void;
}

export function startTally(begun: Pick<MoveProgress, 'startedAt' | 'into' | 'total'>): MoveTally {
  const counts = { moved: 0, passed: 0 };
  const failures: MoveFailure[] = [];
  let stoppedBy: ConsentryError | undefined;
  let endedAt: number | undefined;
  return {
    progress: () => ({ ...begun, ...counts, endedAt, failures: [...failures], stoppedBy }),
    count(outcome) {
      counts[outcome] += 1;
    },
    fail: (failure) => void failures.push(failure),
    stop(reason) {
      stoppedBy ??= reason;
    },
    isStopped: () => stoppedBy !== undefined,
    end(at) {
      endedAt = at;
    },
  };
}
