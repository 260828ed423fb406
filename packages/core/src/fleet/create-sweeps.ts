import { createId, type SweepId } from '../ids.ts';
import { runSweep, type RunEnd, type RunSweepDeps } from './run-sweep.ts';
import type { NewItem, Sweep, SweepCause, SweepCounts } from './sweep.ts';
import { type AnySweepTask, getTask, readTaskParams } from './sweep-task.ts';
import { ConsentryError } from '../errors.ts';

/** What sweeps need, and the tasks that there are. */
export interface SweepsDeps extends RunSweepDeps {
  readonly tasks: readonly AnySweepTask[];
}

/** What is to be done, and for whom. */
export interface SweepPlan extends Partial<Pick<Sweep, 'params' | 'isDryRun' | 'concurrency'>> {
  readonly task: string;
  /** In the order in which they are done, partner by partner in turn. */
  readonly customers: readonly Omit<NewItem, 'turn'>[];
}

/** Sweeps in a program that holds the grants itself. A broker has the same over HTTP. */
export interface Sweeps {
  /** Keeps a sweep; nothing is done yet. @throws ConsentryError `unknown_task`, `invalid_request`, `store_unavailable` */
  create(plan: SweepPlan): Promise<SweepId>;
  /**
   * Works on a sweep until it is over for this process. Run again, it does what is left.
   * @param signal lets go of what is at work; what was finished stays so
   * @throws ConsentryError `sweep_not_found`, `unknown_task`, `store_unavailable`
   */
  run(id: SweepId, signal?: AbortSignal): Promise<RunEnd>;
  /** What came of it. @throws ConsentryError `store_unavailable` */
  report(id: SweepId): Promise<{ readonly counts: SweepCounts; readonly causes: readonly SweepCause[] }>;
}

const tickEveryMs = 1_000;

/** Makes what begins, shows, stops and resumes sweeps. */
export function createSweeps(deps: SweepsDeps): Sweeps {
  const { store, clock, timer, random, tasks } = deps;
  return {
    async create({ task, params = {}, isDryRun = false, concurrency, customers }) {
      readTaskParams(getTask(tasks, task), params);
      const id = createId('SweepId', random);
      const partners = [...new Set(customers.map(({ partner }) => partner))];
      const source = { kind: 'list' } as const;
      const sweep = { id, task, params, partners, source, isDryRun, concurrency, createdAt: clock.now() };
      await store.create(sweep, inTurns(customers));
      return id;
    },
    async run(id, signal) {
      const sweep = await store.find(id);
      if (sweep === undefined) throw new ConsentryError('sweep_not_found');
      const run = runSweep(deps, sweep, getTask(tasks, sweep.task));
      const abort = (): void => run.abort();
      if (signal?.aborted === true) abort();
      signal?.addEventListener('abort', abort, { once: true });
      let isOver = false;
      /** Each begins the next, and none waits for it. */
      const tick = async (): Promise<void> => {
        await timer.wait(tickEveryMs);
        run.tick();
        if (!isOver) void tick();
      };
      void tick();
      try {
        return await run.ended;
      } finally {
        isOver = true;
        signal?.removeEventListener('abort', abort);
      }
    },
    report: async (id) => ({ counts: await store.count(id), causes: await store.listCauses(id) }),
  };
}

/** Each has its place among the customers of its partner. */
function inTurns(customers: SweepPlan['customers']): readonly NewItem[] {
  const turns = new Map<NewItem['partner'], number>();
  return customers.map((customer) => {
    const turn = turns.get(customer.partner) ?? 0;
    turns.set(customer.partner, turn + 1);
    return { ...customer, turn };
  });
}
