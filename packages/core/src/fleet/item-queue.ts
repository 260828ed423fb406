import type { TenantId } from '../ids.ts';
import type { ClaimedItem } from './sweep-store.ts';

/** Claimed customers that wait for a place, by partner. */
export interface ItemQueue {
  add(items: readonly ClaimedItem[]): void;
  /**
   * The next one: of the partner that has the fewest at work, and of these the one that waited longest.
   * @param share a partner that has so many at work waits
   * @returns undefined: none waits, or not for this
   */
  next(atWork: ReadonlyMap<TenantId, number>, share: number): ClaimedItem | undefined;
  /** Would there be a next one? */
  hasNext(atWork: ReadonlyMap<TenantId, number>, share: number): boolean;
  /** Takes out those that `isOver` says. */
  drop(isOver: (item: ClaimedItem) => boolean): readonly ClaimedItem[];
  items(): readonly ClaimedItem[];
  readonly size: number;
}

export function createItemQueue(): ItemQueue {
  // A partner that was served goes to the end.
  const waiting = new Map<TenantId, ClaimedItem[]>();
  let size = 0;
  const choose = (atWork: ReadonlyMap<TenantId, number>, share: number): TenantId | undefined => {
    let [chosen, fewest]: [TenantId | undefined, number] = [undefined, share];
    for (const partner of waiting.keys()) {
      const count = atWork.get(partner) ?? 0;
      if (count < fewest) [chosen, fewest] = [partner, count];
    }
    return chosen;
  };
  return {
    add(items) {
      for (const item of items) {
        const known = waiting.get(item.partner);
        if (known === undefined) waiting.set(item.partner, [item]);
        else known.push(item);
      }
      size += items.length;
    },
    hasNext: (atWork, share) => choose(atWork, share) !== undefined,
    next(atWork, share) {
      const chosen = choose(atWork, share);
      if (chosen === undefined) return undefined;
      const own = waiting.get(chosen) ?? [];
      const item = own.shift();
      waiting.delete(chosen);
      if (own.length > 0) waiting.set(chosen, own);
      size -= 1;
      return item;
    },
    drop(isOver) {
      const dropped: ClaimedItem[] = [];
      for (const [partner, own] of waiting) {
        const [over, kept] = [own.filter(isOver), own.filter((item) => !isOver(item))];
        dropped.push(...over);
        if (kept.length === 0) waiting.delete(partner);
        else waiting.set(partner, kept);
      }
      size -= dropped.length;
      return dropped;
    },
    items: () => [...waiting.values()].flat(),
    get size() {
      return size;
    },
  };
}
