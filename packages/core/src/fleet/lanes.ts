import { ConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';

/** Work that goes on side by side, counted by partner. */
export interface Lanes {
  readonly size: number;
  readonly byPartner: ReadonlyMap<TenantId, number>;
  /** Runs something in the background. */
  launch(partner: TenantId, act: () => Promise<void>): void;
  /** Resolves when nothing is at work. */
  settled(): Promise<void>;
}

export interface LanesInput {
  /** Hears whenever something has ended. */
  onEnd(): void;
  /** Hears what something threw. */
  onFailure(error: Error): void;
}

export function createLanes({ onEnd, onFailure }: LanesInput): Lanes {
  const byPartner = new Map<TenantId, number>();
  const under = new Set<Promise<void>>();
  const leave = (partner: TenantId): void => {
    const left = (byPartner.get(partner) ?? 1) - 1;
    if (left === 0) byPartner.delete(partner);
    else byPartner.set(partner, left);
  };
  return {
    get size() {
      return under.size;
    },
    byPartner,
    launch(partner, act) {
      byPartner.set(partner, (byPartner.get(partner) ?? 0) + 1);
      const running = act()
        .catch((cause: unknown) => {
          onFailure(cause instanceof Error ? cause : new ConsentryError('internal_error', { cause }));
        })
        .finally(() => {
          leave(partner);
          under.delete(running);
          onEnd();
        });
      under.add(running);
    },
    async settled() {
      while (under.size > 0) await Promise.all(under);
    },
  };
}
