import { ConsentryError } from '../errors.ts';
import type { Timer } from '../ports.ts';

/** How many requests are under way at once, and how many may wait for that. */
export interface LaneSize {
  readonly width: number;
  readonly waiting: number;
}

export interface LanesInput {
  readonly timer: Pick<Timer, 'elapsed'>;
  /** For each tenant, so that a slow one holds only its own share. */
  readonly tenant: LaneSize;
  readonly application: LaneSize;
}

/** Bounds how much is asked at once, of each tenant and altogether. */
export interface Lanes {
  /**
   * Resolves when the request may go. Those of a tenant go in the order in which they came.
   * @param giveUpAt by the timer: who has not had a turn by then is told at the next one
   * @returns to be called once, when the request is over
   * @throws ConsentryError `idp_throttled`: too many wait, or it waited too long; nothing was asked
   */
  enter(tenant: string, giveUpAt: number): Promise<() => void>;
}

export function createLanes({ timer, tenant: tenantSize, application }: LanesInput): Lanes {
  const all = createLane(application, timer);
  const tenants = new Map<string, Lane>();

  return {
    async enter(tenant, giveUpAt) {
      const own = tenants.get(tenant) ?? createLane(tenantSize, timer);
      tenants.set(tenant, own);
      const leaveOwn = (): void => {
        own.leave();
        if (own.isEmpty()) tenants.delete(tenant);
      };
      // A request that waits for its tenant holds nothing of what the others need.
      await own.enter(giveUpAt);
      try {
        await all.enter(giveUpAt);
      } catch (error) {
        leaveOwn();
        throw error;
      }
      return () => {
        all.leave();
        leaveOwn();
      };
    },
  };
}

interface Lane {
  enter(giveUpAt: number): Promise<void>;
  leave(): void;
  isEmpty(): boolean;
}

interface Waiting {
  readonly giveUpAt: number;
  go(): void;
  giveUp(error: ConsentryError): void;
}

function createLane({ width, waiting }: LaneSize, timer: Pick<Timer, 'elapsed'>): Lane {
  let inside = 0;
  const queue: Waiting[] = [];

  const letIn = (): void => {
    const now = timer.elapsed();
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const isLate = next.giveUpAt <= now;
      if (!isLate && inside >= width) return;
      queue.shift();
      if (isLate) {
        next.giveUp(busy('waited too long'));
        continue;
      }
      inside += 1;
      next.go();
    }
  };

  return {
    async enter(giveUpAt) {
      if (inside < width && queue.length === 0) {
        inside += 1;
        return;
      }
      if (queue.length >= waiting) throw busy('too many wait');
      await new Promise<void>((go, giveUp) => queue.push({ giveUpAt, go, giveUp }));
    },
    leave() {
      inside -= 1;
      letIn();
    },
    isEmpty: () => inside === 0 && queue.length === 0,
  };
}

const comeBackMs = 1_000;

function busy(reason: string): ConsentryError {
  return new ConsentryError('idp_throttled', {
    message: 'More is asked of the identity provider than this broker lets through at once.',
    remedy: 'Try again in a moment; spread requests for tokens that are not in the cache.',
    retryAfterMs: comeBackMs,
    facts: { reason, mayHaveArrived: false },
  });
}
