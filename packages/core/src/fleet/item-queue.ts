import type { TenantId } from '../ids.ts';
import type { ClaimedItem } from './sweep-store.ts';

/** Claimed customers that wait for a place, by partner. */
export interface ItemQueue {
  add(items: readonly ClaimedItem[]): void;
  /** The next one: of the partner that has the fewest at work, and of these the one that waited longest. Undefined: none waits. */
  next(atWork: ReadonlyMap<TenantId, number>): ClaimedItem | undefined;
  /** Takes out those that `isOver` says. */
  drop(isOver: (item: ClaimedItem) => boolean): readonly ClaimedItem[];
  items(): readonly ClaimedItem[];
  readonly size: number;
}

export function createItemQueue(): ItemQueue {
  // A partner that was served goes to the end.
  const waiting = new Map<TenantId, ClaimedItem[]>();
  let size = 0;
  return {
    add(items) {
      for (const item of items) {
        const known = waiting.get(item.partner);
        if (known === undefined) waiting.set(item.partner, [item]);
        else known.push(item);
      }
      size += items.length;
    },
    next(atWork) {
      let chosen: TenantId | undefined;
      for (const partner of waiting.keys()) {
        if (chosen === undefined || (atWork.get(partner) ?? 0) < (atWork.get(chosen) ?? 0)) chosen = partner;
      }
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
