import { ConsentryError } from '../errors.ts';
import type { Timer } from '../ports.ts';

/** What a call does to the vault. Key Vault counts writes of secrets apart, and allows fewer. */
export type Traffic = 'read' | 'write';

/** Holds a vault's calls within its limits. One for all calls to a vault. */
export interface Limiter {
  /**
   * Resolves when the call may go. Those of a kind go in the order in which they came; reads go before writes.
   * @throws ConsentryError `vault_throttled`: the wait would be longer than such a call is worth, or too many wait
   */
  enter(traffic: Traffic): Promise<void>;
  /** Nothing goes before this time is over: the vault asked for it. */
  rest(ms: number): void;
  /** True when a call of this kind may be sent again after such a rest, instead of failing. */
  isPatientFor(traffic: Traffic, ms: number): boolean;
}

/** How many requests of each kind may be under way. */
export interface LimiterInput {
  readonly timer: Timer;
  /** Calls in ten seconds. Below Key Vault's own limits, which others share. */
  readonly limits?: Readonly<Record<Traffic, number>>;
}

/** In the windows of Key Vault's limits: 300 writes of secrets and 4,000 other calls, 2026-11-20. */
const windowMs = 10_000;
const defaultLimits = { read: 3_500, write: 250 } as const;
/** How long a call may wait for its turn. */
const patienceMs = { read: 3_000, write: 10_000 } as const;
/** A sleep ends after so long, for somebody with less to wait for may have come. */
const napMs = 250;

interface Waiting {
  readonly giveUpAt: number;
  go(): void;
  giveUp(waitMs: number): void;
}

/**
 * A sliding window for each kind of call: the n-th call goes when the one n places before it is ten seconds old.
 * @see https://learn.microsoft.com/azure/key-vault/general/service-limits
 */
export function createLimiter({ timer, limits = defaultLimits }: LimiterInput): Limiter {
  const lanes = { read: createLane(limits.read), write: createLane(limits.write) };
  let restUntil = Number.NEGATIVE_INFINITY;
  let isPumping = false;
  const opensAt = (traffic: Traffic): number => Math.max(restUntil, lanes[traffic].opensAt());

  const letThrough = async (): Promise<void> => {
    for (;;) {
      const now = timer.elapsed();
      for (const traffic of ['read', 'write'] as const) {
        const lane = lanes[traffic];
        for (const late of lane.takeLate(now)) late.giveUp(opensAt(traffic) - now);
        while (lane.isWaitedFor() && opensAt(traffic) <= now) lane.letNext(now);
      }
      const next = (['read', 'write'] as const)
        .filter((traffic) => lanes[traffic].isWaitedFor())
        .map(opensAt);
      if (next.length === 0) return;
      await timer.wait(Math.min(napMs, Math.max(1, Math.min(...next) - now)));
    }
  };
  const pump = async (): Promise<void> => {
    if (isPumping) return;
    isPumping = true;
    try {
      await letThrough();
    } finally {
      isPumping = false;
    }
  };

  return {
    async enter(traffic) {
      const lane = lanes[traffic];
      const now = timer.elapsed();
      if (!lane.isWaitedFor() && opensAt(traffic) <= now) {
        lane.note(now);
        return;
      }
      if (restUntil - now > patienceMs[traffic] || lane.isFull()) throw throttled(opensAt(traffic) - now);
      await new Promise<void>((go, reject) => {
        const giveUp = (waitMs: number): void => reject(throttled(waitMs));
        lane.queue({ giveUpAt: now + patienceMs[traffic], go, giveUp });
        pump().catch(reject);
      });
    },
    rest(ms) {
      restUntil = Math.max(restUntil, timer.elapsed() + ms);
    },
    isPatientFor: (traffic, ms) => ms <= patienceMs[traffic],
  };
}

/** The last calls of one kind, and those that wait. No more may wait than go in a window. */
function createLane(limit: number) {
  const wentAt = new Float64Array(limit).fill(Number.NEGATIVE_INFINITY);
  let oldest = 0;
  let waiting: Waiting[] = [];
  const note = (now: number): void => {
    wentAt[oldest] = now;
    oldest = (oldest + 1) % limit;
  };
  return {
    note,
    opensAt: (): number => (wentAt[oldest] ?? 0) + windowMs,
    isWaitedFor: (): boolean => waiting.length > 0,
    isFull: (): boolean => waiting.length >= limit,
    queue: (one: Waiting): void => void waiting.push(one),
    letNext(now: number): void {
      note(now);
      waiting.shift()?.go();
    },
    takeLate(now: number): readonly Waiting[] {
      const late = waiting.filter(({ giveUpAt }) => giveUpAt < now);
      if (late.length > 0) waiting = waiting.filter(({ giveUpAt }) => giveUpAt >= now);
      return late;
    },
  };
}

function throttled(waitMs: number): ConsentryError {
  return new ConsentryError('vault_throttled', {
    retryAfterMs: Math.max(1_000, Math.ceil(waitMs)),
    facts: { reason: 'limiter' },
  });
}
