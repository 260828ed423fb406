import type { Memory, MemoryBound, Timer } from '@consentry/core';
import type { Log } from '../log.ts';

/** Whether memory is short: whoever goes on as if it were not is ended, and what was under way with it. */
export interface MemoryWatch {
  /** To be called twice a second or so. */
  tick(): void;
  /** As the last tick found it: it costs nothing to ask. */
  isShort(): boolean;
  /** What is taken of each bound now, as a part of it. */
  shares(): readonly { readonly bound: MemoryBound['name']; readonly share: number }[];
}

export interface MemoryWatchDeps {
  readonly memory: Memory;
  readonly timer: Timer;
  readonly log: Pick<Log, 'warn' | 'info'>;
  /** Gives up what can be had again. Called again after a while, for as long as memory stays short. */
  readonly relieve: () => void;
}

/** From here on memory is short. V8 ends a process some time before its heap is full: when collecting brings nothing any more. */
const shortShare = 0.85;
/** Below it there is enough again. */
const ampleShare = 0.75;
/** A collection stops everything: so many times as long as it took there is none of ours. */
const restFactor = 10;
const minimumRestMs = 1_000;

/**
 * Compares what is taken with its bounds. That counts garbage, and a broker that sheds makes little new: V8 would see no need
 * to collect it, and memory would stay short. So what looks short is collected first, and believed then.
 */
export function createMemoryWatch({ memory, timer, log, relieve }: MemoryWatchDeps): MemoryWatch {
  let short = false;
  let restsUntil = Number.NEGATIVE_INFINITY;

  const fullest = (): number => Math.max(0, ...memory.measure().map(shareOf));
  const isNear = (share: number): boolean => share >= (short ? ampleShare : shortShare);
  const collect = (): void => {
    const startedAt = timer.elapsed();
    memory.collect();
    const endedAt = timer.elapsed();
    restsUntil = endedAt + Math.max(minimumRestMs, restFactor * (endedAt - startedAt));
  };
  const turn = (share: number): void => {
    const before = short;
    short = isNear(share);
    if (short === before) return;
    const fields = { usedPercent: Math.round(share * 100) };
    if (short) log.warn(fields, 'memory is short: most requests are refused, and cached tokens are given up');
    else log.info(fields, 'there is enough memory again');
  };

  return {
    tick() {
      let share = fullest();
      if (isNear(share) && timer.elapsed() >= restsUntil) {
        collect();
        share = fullest();
        if (isNear(share)) relieve();
      }
      turn(share);
    },
    isShort: () => short,
    shares: () => memory.measure().map((bound) => ({ bound: bound.name, share: shareOf(bound) })),
  };
}

function shareOf({ used, limit }: MemoryBound): number {
  return used / limit;
}
