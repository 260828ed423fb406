import { ConsentryError, isConsentryError, type Timer } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { Remote } from '@consentry/core/remote';

export type VaultStatus = AnswerOf<'getVault'>;
type MoveScope = { readonly partner?: string; readonly grant?: string };

/** How a move ended. */
export interface MoveReport {
  readonly into: VaultStatus['into'];
  readonly moved: number;
  /** Not moved: those that failed, and those whose turn did not come. */
  readonly left: number;
  /** Revoked grants, which stay where they are. */
  readonly revoked: number;
  readonly failures: NonNullable<VaultStatus['move']>['failures'];
  readonly stoppedBy?: NonNullable<VaultStatus['move']>['stoppedBy'];
}

export interface FollowMoveDeps {
  readonly remote: Pick<Remote, 'call'>;
  readonly timer: Timer;
  /** Told each time that the broker was asked. */
  readonly onProgress: (progress: { readonly moved: number; readonly left: number }) => void;
}

const askEveryMs = 500;
/** A broker that was killed is back by then; so is the lease of a replica that was killed while it moved. */
const patienceMs = 120_000;
/** How often a move is begun again though the one before moved nothing. */
const vainStarts = 5;

/**
 * Begins a move and follows it to its end, also across a restart of the broker: what is left is seen from its rows, and
 * begun again. Where another replica answers than the one that moves, that one is waited for.
 * @throws ConsentryError `broker_unreachable` after two minutes, and those of the operations
 */
export async function followMove(
  { remote, timer, onProgress }: FollowMoveDeps,
  scope: MoveScope,
): Promise<MoveReport> {
  const ask = <T>(call: () => Promise<T>): Promise<T> => patiently(timer, call);
  const look = (): Promise<VaultStatus> => ask(() => remote.call('getVault', { query: scope }));
  /** Undefined while another move runs. */
  const start = (): Promise<VaultStatus | undefined> =>
    ask(async () => {
      try {
        return await remote.call('moveGrants', { body: scope });
      } catch (error) {
        if (isConsentryError(error, 'vault_move_running')) return undefined;
        throw error;
      }
    });

  const before = (await look()).left;
  let leftAtStart = Number.POSITIVE_INFINITY;
  for (let vain = 0; ; ) {
    const begun = await start();
    if (begun === undefined) {
      await timer.wait(askEveryMs);
      const { left } = await look();
      onProgress({ moved: before - left, left });
      continue;
    }
    const ended = await untilEnded(begun, look, timer, (left) => onProgress({ moved: before - left, left }));
    vain = ended.left < leftAtStart ? 0 : vain + 1;
    leftAtStart = ended.left;
    const isOver = ended.move?.endedAt !== undefined && ended.move.stoppedBy?.code !== 'shutting_down';
    if (ended.left === 0 || isOver || vain === vainStarts) return report(ended, before);
  }
}

/** @returns what was seen last: the end of this move, or a broker that does not know of it */
async function untilEnded(
  begun: VaultStatus,
  look: () => Promise<VaultStatus>,
  timer: Timer,
  onLeft: (left: number) => void,
): Promise<VaultStatus> {
  const isSame = ({ move }: VaultStatus): boolean => move?.startedAt === begun.move?.startedAt;
  let status = begun;
  while (isSame(status) && status.move?.endedAt === undefined) {
    onLeft(status.left);
    await timer.wait(askEveryMs);
    status = await look();
  }
  // A move that another broker made says nothing of this one.
  return isSame(status) ? status : { ...status, move: undefined };
}

function report({ into, left, vaults, move }: VaultStatus, before: number): MoveReport {
  return {
    into,
    moved: before - left,
    left,
    revoked: vaults.reduce((sum, { vault, revoked }) => sum + (vault === into ? 0 : revoked), 0),
    failures: move?.failures ?? [],
    ...(move?.stoppedBy && { stoppedBy: move.stoppedBy }),
  };
}

/** Asks again while the broker is away. @throws ConsentryError whatever `call` threw last */
async function patiently<T>(timer: Timer, call: () => Promise<T>): Promise<T> {
  for (const end = timer.elapsed() + patienceMs; ; await timer.wait(askEveryMs)) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof ConsentryError) || !isAway(error) || timer.elapsed() >= end) throw error;
    }
  }
}

function isAway({ code }: ConsentryError): boolean {
  return code === 'broker_unreachable' || code === 'shutting_down' || code === 'store_unavailable';
}
