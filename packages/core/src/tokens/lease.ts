import type { Timer } from '../ports.ts';
import type { Fence } from '../vault/grant-store.ts';
import type { SharedTokens } from './shared-tokens.ts';

/**
 * The right to redeem now. It is for one grant and target where refresh tokens stay valid, and for a whole grant
 * where each works once.
 */
export interface Lease {
  /** Absent where one process alone has the store: then nobody can overtake it. */
  readonly fence: Fence | undefined;
  /** False once its time is over, by a clock that nobody sets. */
  isLive(): boolean;
  /** Begins its time anew. False when that was not possible: it may be another's by now. It must not throw. */
  extend(): Promise<boolean>;
  /** Gives it back. It must not throw: a lease that was not given back ends by itself. */
  release(): Promise<void>;
}

/** Gives leases, over all replicas. */
export interface Leases {
  /**
   * @returns undefined while another replica holds it
   * @throws ConsentryError `store_unavailable`
   */
  take(key: string): Promise<Lease | undefined>;
}

/** What a store gives that several replicas share. */
export interface Replicas {
  readonly leases: Leases;
  readonly sharedTokens: SharedTokens;
  readonly timer: Timer;
}

/** Where one process alone has the store, nobody can overtake it. */
export const unsharedLease: Lease = {
  fence: undefined,
  isLive: () => true,
  extend: async () => true,
  release: async () => undefined,
};
