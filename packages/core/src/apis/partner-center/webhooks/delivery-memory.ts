/** Knows what was delivered, for as long as a delivery may come. */
export interface DeliveryMemory {
  /** @returns false for what is known, and for what changed so long ago that it may have been forgotten */
  add(id: string, changedAt: number, now: number): boolean;
  /** It was delivered, and not handled: its next delivery is taken. */
  forget(id: string): void;
}

/**
 * A memory of bounded size. When it is full the first that it learnt is forgotten, and from then on whatever is as old as that is
 * refused: too many deliveries make it stricter, not laxer.
 */
export function createDeliveryMemory(mostKept: number, keptForMs: number): DeliveryMemory {
  const known = new Map<string, { readonly changedAt: number; readonly until: number }>();
  let forgottenUpTo = -Infinity;
  return {
    add(id, changedAt, now) {
      for (const [old, { until }] of known) {
        if (until > now) break;
        known.delete(old);
      }
      if (known.has(id) || changedAt <= forgottenUpTo) return false;
      known.set(id, { changedAt, until: now + keptForMs });
      for (const [oldest, { changedAt: itChangedAt }] of known) {
        if (known.size <= mostKept) break;
        known.delete(oldest);
        forgottenUpTo = Math.max(forgottenUpTo, itChangedAt);
      }
      return true;
    },
    forget(id) {
      known.delete(id);
    },
  };
}
