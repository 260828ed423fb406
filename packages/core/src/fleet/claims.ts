import type { ConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';
import type { Places } from './places.ts';
import type { Clock, Timer } from '../ports.ts';
import { type Sweep, toFailure } from './sweep.ts';
import type { ClaimedItem, SweepStore } from './sweep-store.ts';

/** How long a claim lasts unless it is extended: as long after a kill its customers are done by another. */
export const itemLeaseMs = 60_000;
const keepEveryMs = 10_000;
const lookEveryMs = 2_000;

/** What one process has claimed of a sweep. */
export interface Claims {
  /** @returns undefined where the sweep does not run any more */
  take(limit: number, held: ReadonlySet<ClaimedItem>): Promise<readonly ClaimedItem[] | undefined>;
  /** Extends what is held, from time to time. @param onLost hears of what another has claimed meanwhile */
  keep(held: ReadonlySet<ClaimedItem>, onLost: (item: ClaimedItem) => void): Promise<void>;
  /** Stops the sweep for trouble that is everybody’s. */
  stop(error: ConsentryError): Promise<void>;
}

export function createClaims(
  {
    store,
    clock,
    timer,
    places,
  }: { readonly store: SweepStore; readonly clock: Clock; readonly timer: Timer; readonly places: Places },
  { id, concurrency }: Sweep,
): Claims {
  let keptAt = timer.elapsed();
  let open: readonly TenantId[] = [];
  let lookedAt = Number.NEGATIVE_INFINITY;

  const look = async (): Promise<void> => {
    if (timer.elapsed() - lookedAt < lookEveryMs) return;
    lookedAt = timer.elapsed();
    open = await store.listOpenPartners(id);
  };

  /** Partners that hold as many as is their share while others have something left. */
  const findSated = (held: ReadonlySet<ClaimedItem>): readonly TenantId[] => {
    if (open.length < 2) return [];
    const counts = new Map<TenantId, number>();
    for (const { partner } of held) counts.set(partner, (counts.get(partner) ?? 0) + 1);
    const size = Math.min(concurrency ?? places.size, places.size);
    const share = Math.max(1, Math.ceil(size / open.length));
    // Twice: as many wait as are at work.
    return [...counts].filter(([, count]) => count >= 2 * share).map(([partner]) => partner);
  };

  return {
    async take(limit, held) {
      await look();
      const at = clock.now();
      return store.claim(id, { limit, at, until: at + itemLeaseMs, except: findSated(held) });
    },
    async keep(held, onLost) {
      if (held.size === 0 || timer.elapsed() - keptAt < keepEveryMs) return;
      keptAt = timer.elapsed();
      const kept = new Set(await store.extend(id, [...held], clock.now() + itemLeaseMs));
      for (const item of held) if (!kept.has(item)) onLost(item);
    },
    async stop(error) {
      await store.stop(id, clock.now(), toFailure(error));
    },
  };
}
