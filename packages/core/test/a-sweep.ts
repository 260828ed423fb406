import { setImmediate as others } from 'node:timers/promises';
import { z } from 'zod';
import type { Apis } from '../src/apis/apis.ts';
import { readTenantId, type SweepId, type TenantId } from '../src/ids.ts';
import type { Timer } from '../src/ports.ts';
import { createMemorySweepStore } from '../src/fleet/memory-sweep-store.ts';
import { createPlaces } from '../src/fleet/places.ts';
import { runSweep, type RunSweepDeps, type SweepRun } from '../src/fleet/run-sweep.ts';
import type { NewItem, Sweep } from '../src/fleet/sweep.ts';
import type { NewSweep, SweepStore } from '../src/fleet/sweep-store.ts';
import type { AnySweepTask, SweepItem, SweepTask } from '../src/fleet/sweep-task.ts';
import { aClock, aRandom } from './builders.ts';

const numbered = (digit: string, number: number): TenantId =>
  readTenantId(`${digit.repeat(8)}-1111-4111-8111-${String(number).padStart(12, '0')}`);

/** Tenants that sort by their numbers. */
export const aPartner = (number: number): TenantId => numbered('a', number);
export const aCustomer = (number: number): TenantId => numbered('c', number);

let made = 0;

export function aSweep(change: Partial<NewSweep> = {}): NewSweep {
  made += 1;
  return {
    id: `swp_${String(made).padStart(22, 'A')}` as SweepId,
    task: 'test',
    params: {},
    partners: [aPartner(1)],
    source: { kind: 'list' },
    isDryRun: false,
    createdAt: 1000 + made,
    ...change,
  };
}

/** Customers of one partner, in their order. */
export function someItems(count: number, partner = aPartner(1), from = 1): readonly NewItem[] {
  return Array.from({ length: count }, (_, index) => ({
    partner,
    customer: aCustomer(from + index),
    customerName: `Customer ${from + index}`,
    turn: index,
  }));
}

/** A task that does for each customer what the test says. */
export function aTask(
  run: (item: SweepItem) => ReturnType<SweepTask['run']>,
  change: Partial<AnySweepTask> = {},
): AnySweepTask {
  return {
    name: 'test',
    summary: 'does what the test says',
    isRepeatable: true,
    params: z.strictObject({}),
    resources: [],
    run,
    ...change,
  };
}

/** A timer by a clock that every wait moves; whatever else can go on does so first. */
export function aTimer(clock: { at: number }): Timer {
  return {
    elapsed: () => clock.at,
    async wait(ms) {
      await others();
      clock.at += ms;
    },
  };
}

/** What works on sweeps in a test. Each of them is a process of its own. */
export interface Fleet {
  readonly store: SweepStore;
  readonly clock: ReturnType<typeof aClock>;
  /** Makes a sweep of these customers, ready to run. */
  start(items: readonly NewItem[], change?: Partial<NewSweep>): Promise<Sweep>;
  work(sweep: Sweep, task: AnySweepTask, change?: Partial<RunSweepDeps>): SweepRun;
}

export function aFleet(store: SweepStore = createMemorySweepStore()): Fleet {
  const clock = aClock();
  return {
    store,
    clock,
    async start(items, change = {}) {
      const partners = [...new Set(items.map(({ partner }) => partner))];
      const sweep = aSweep({ partners, ...change });
      await store.create(sweep, items);
      const stored = await store.find(sweep.id);
      if (stored === undefined) throw new TypeError('the sweep was not kept');
      return stored;
    },
    work: (sweep, task, change = {}) =>
      runSweep(
        {
          store,
          // No task of these tests calls an API.
          apis: undefined as unknown as Apis,
          acquire: async () => undefined,
          places: createPlaces(4),
          clock,
          timer: aTimer(clock),
          random: aRandom(),
          ...change,
        },
        sweep,
        task,
      ),
  };
}
