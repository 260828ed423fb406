import type { SweepId } from '../ids.ts';
import type { FailureClass } from '../errors.ts';
import { causeOf } from './sweep.ts';
import type { ItemOutcome, NewItem, Sweep, SweepCause, SweepCounts, SweptItem } from './sweep.ts';
import type { ClaimedItem, ItemKey, ItemQuery, SweepStore } from './sweep-store.ts';
import type { Row } from './sweep-task.ts';

interface StoredItem extends NewItem {
  dueAt: number;
  isClaimed: boolean;
  fence: number;
  attempts: number;
  lost: number;
  outcome?: ItemOutcome;
  rows?: readonly Row[];
  endedAt?: number;
}

interface StoredSweep {
  sweep: Sweep;
  readonly items: Map<string, StoredItem>;
}

/** Sweeps of one process, in its memory: for a program that keeps nothing, and for whom a sweep ends with it. */
export function createMemorySweepStore(): SweepStore {
  const sweeps = new Map<SweepId, StoredSweep>();
  const itemsOf = (id: SweepId): readonly StoredItem[] => [...(sweeps.get(id)?.items.values() ?? [])];
  const openOf = (id: SweepId): readonly StoredItem[] =>
    itemsOf(id).filter(({ outcome }) => outcome === undefined);
  const change = (id: SweepId, states: readonly Sweep['state'][], to: Partial<Sweep>): boolean => {
    const stored = sweeps.get(id);
    if (stored === undefined || !states.includes(stored.sweep.state)) return false;
    stored.sweep = { ...stored.sweep, ...to };
    return true;
  };
  /** As long as nobody has claimed it since. */
  const findClaimed = (id: SweepId, item: ClaimedItem): StoredItem | undefined => {
    const found = sweeps.get(id)?.items.get(keyOf(item));
    return found?.outcome === undefined && found?.fence === item.fence ? found : undefined;
  };
  const addItems: SweepStore['addItems'] = async (id, items) => {
    const known = sweeps.get(id)?.items;
    for (const item of items) {
      if (known === undefined || known.has(keyOf(item))) continue;
      known.set(keyOf(item), { ...item, dueAt: 0, isClaimed: false, fence: 0, attempts: 0, lost: 0 });
    }
  };

  return {
    async create(sweep, items) {
      const state = items === undefined ? 'preparing' : 'running';
      const runningSince = items === undefined ? {} : { runningSince: sweep.createdAt };
      sweeps.set(sweep.id, { sweep: { ...sweep, state, endedBefore: 0, ...runningSince }, items: new Map() });
      await addItems(sweep.id, items ?? []);
    },
    find: async (id) => sweeps.get(id)?.sweep,
    async list({ limit, after }) {
      const all = [...sweeps.values()].map(({ sweep }) => sweep).toReversed();
      const begin = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
      return all.slice(begin, begin + limit);
    },
    listUnderWay: async () =>
      [...sweeps.values()]
        .map(({ sweep }) => sweep)
        .filter(({ state }) => state === 'preparing' || state === 'running'),
    addItems,
    begin: async (id, at) => change(id, ['preparing'], { state: 'running', runningSince: at }),

    async claim(id, { limit, at, until, except }) {
      if (sweeps.get(id)?.sweep.state !== 'running') return undefined;
      const due = openOf(id)
        .filter(({ dueAt, partner }) => dueAt <= at && !except.includes(partner))
        .toSorted((one, other) => one.turn - other.turn || compare(one.partner, other.partner))
        .slice(0, limit);
      return due.map((item) => {
        if (item.isClaimed) item.lost += 1;
        item.isClaimed = true;
        item.dueAt = until;
        item.fence += 1;
        const { partner, customer, customerName, fence, attempts, lost } = item;
        return { partner, customer, customerName, fence, attempts, lost };
      });
    },
    async extend(id, items, until) {
      return items.filter((item) => {
        const found = findClaimed(id, item);
        if (found !== undefined) found.dueAt = until;
        return found !== undefined;
      });
    },
    async settle(id, settlements) {
      return settlements.filter((settlement) => {
        const found = findClaimed(id, settlement.item);
        if (found === undefined) return false;
        found.isClaimed = false;
        if (settlement.is === 'over') {
          const { outcome, rows, at: endedAt } = settlement;
          Object.assign(found, { outcome, rows, endedAt, attempts: found.attempts + 1 });
        } else if (settlement.is === 'deferred') {
          found.attempts += 1;
          found.dueAt = settlement.dueAt;
        } else found.dueAt = settlement.dueAt ?? 0;
        return true;
      });
    },
    async failPartner(id, partner, failure, at) {
      const met = openOf(id).filter((item) => item.partner === partner && !item.isClaimed);
      for (const item of met) {
        item.outcome = { state: 'failed', reach: 'partner', ...failure };
        item.endedAt = at;
      }
      return met.length;
    },
    async findNextDue(id) {
      const due = openOf(id).map(({ dueAt }) => dueAt);
      return due.length === 0 ? undefined : Math.min(...due);
    },
    listOpenPartners: async (id) => [...new Set(openOf(id).map(({ partner }) => partner))],

    async stop(id, at, by) {
      return change(id, ['preparing', 'running'], { state: 'stopped', stoppedAt: at, stoppedBy: by });
    },
    async resume(id, at) {
      const isPrepared = sweeps.get(id)?.sweep.runningSince !== undefined;
      const endedBefore = itemsOf(id).length - openOf(id).length;
      const running = isPrepared ? { state: 'running' as const, runningSince: at, endedBefore } : undefined;
      return change(id, ['stopped'], {
        ...(running ?? { state: 'preparing' }),
        stoppedAt: undefined,
        stoppedBy: undefined,
      });
    },
    async end(id, at) {
      return openOf(id).length === 0 && change(id, ['running'], { state: 'ended', endedAt: at });
    },

    count: async (id) => countItems(itemsOf(id)),
    listCauses: async (id) => listCauses(itemsOf(id)),
    async listItems(id, query) {
      return inOrder(itemsOf(id))
        .filter((item) => fits(item, query))
        .slice(0, query.limit)
        .map(describe);
    },
    async *rows(id) {
      for (const { partner, customer, customerName, rows } of inOrder(itemsOf(id))) {
        if (rows !== undefined && rows.length > 0) yield { partner, customer, customerName, rows };
      }
    },

    async remove(id) {
      const state = sweeps.get(id)?.sweep.state;
      return (state === 'ended' || state === 'stopped') && sweeps.delete(id);
    },
    async removeOld(before) {
      for (const { sweep } of sweeps.values()) {
        const overAt = sweep.endedAt ?? sweep.stoppedAt;
        if (overAt !== undefined && overAt < before) sweeps.delete(sweep.id);
      }
    },
  };
}

function keyOf({ partner, customer }: ItemKey): string {
  return `${partner} ${customer}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function inOrder(items: readonly StoredItem[]): readonly StoredItem[] {
  return items.toSorted((one, other) => compare(keyOf(one), keyOf(other)));
}

function fits(item: StoredItem, { state, failureClass, customer, after }: ItemQuery): boolean {
  const { outcome } = item;
  const own = outcome !== undefined && 'failureClass' in outcome ? outcome.failureClass : undefined;
  return (
    (state === undefined || state === (outcome?.state ?? 'open')) &&
    (failureClass === undefined || failureClass === own) &&
    (customer === undefined || beginsWith([item.customer, item.customerName], customer)) &&
    (after === undefined || compare(keyOf(item), keyOf(after)) > 0)
  );
}

function beginsWith(texts: readonly (string | undefined)[], beginning: string): boolean {
  return texts.some((text) => text?.toLowerCase().startsWith(beginning.toLowerCase()));
}

function describe({ partner, customer, customerName, attempts, outcome, endedAt }: StoredItem): SweptItem {
  return { partner, customer, customerName, attempts, outcome, endedAt };
}

function countItems(items: readonly StoredItem[]): SweepCounts {
  const counts = { open: 0, done: 0, unknown: 0, rows: 0, cut: 0 };
  const failed: Partial<Record<FailureClass, number>> = {};
  for (const { outcome } of items) {
    if (outcome === undefined) counts.open += 1;
    else if (outcome.state === 'done') {
      counts.done += 1;
      counts.rows += outcome.rows;
      counts.cut += outcome.isCut ? 1 : 0;
    } else if (outcome.state === 'unknown') counts.unknown += 1;
    else failed[outcome.failureClass] = (failed[outcome.failureClass] ?? 0) + 1;
  }
  return { ...counts, failed };
}

/** So many customers of a cause are named. */
export const examplesOfCause = 3;

function listCauses(items: readonly StoredItem[]): readonly SweepCause[] {
  const causes = new Map<string, SweepCause>();
  for (const { partner, customer, customerName, outcome } of inOrder(items)) {
    if (outcome === undefined || outcome.state === 'done') continue;
    const { state, code, failureClass, message, remedy } = outcome;
    const key = `${state} ${causeOf(outcome)}`;
    const known = causes.get(key) ?? { state, code, failureClass, message, remedy, count: 0, examples: [] };
    const examples = [...known.examples, { partner, customer, customerName }].slice(0, examplesOfCause);
    causes.set(key, { ...known, count: known.count + 1, examples });
  }
  return [...causes.values()].toSorted((one, other) => other.count - one.count);
}
