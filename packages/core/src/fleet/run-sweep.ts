import type { Apis } from '../apis/apis.ts';
import { ConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';
import type { Clock, Random, Timer } from '../ports.ts';
import { createClaims } from './claims.ts';
import { createItemWork, type ItemEnd } from './item-work.ts';
import { createItemQueue } from './item-queue.ts';
import type { Places } from './places.ts';
import type { Sweep } from './sweep.ts';
import { createSettling } from './settling.ts';
import type { ClaimedItem, SweepStore } from './sweep-store.ts';
import { type AcquireTarget, type AnySweepTask, readTaskParams } from './sweep-task.ts';

export interface RunSweepDeps {
  readonly store: SweepStore;
  readonly apis: Apis;
  readonly acquire: AcquireTarget;
  readonly places: Places;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  /** Hears how each customer ended: `done`, or the class of its failure. */
  readonly onEnd?: ((outcome: ItemEnd) => void) | undefined;
}

/** How the work of this process on a sweep ended. */
export type RunEnd =
  /** Every customer is done with; told to one of those who work on the sweep. */
  | 'ended'
  /** It was stopped, or others finish it. */
  | 'left'
  /** Something that passes by itself keeps everything from being done: it is to be run again in a while. */
  | 'interrupted';

/** The work of this process on one sweep. */
export interface SweepRun {
  /** @throws ConsentryError `store_unavailable`; `invalid_request` where the task does not take the parameters any more */
  readonly ended: Promise<RunEnd>;
  /** To be called every second or so: leases are extended, and a stop that another process made is seen. */
  tick(): void;
  /** Begins nothing more, gives back what waits, and ends when what is at work ends. */
  leave(): void;
  /** The same for a process that ends: what may be repeated is not waited for. */
  abort(): void;
}

/** How many tokens are acquired ahead at once. */
const warmingAtOnce = 4;

/**
 * Works on a sweep until nothing is left to do. Any number of processes may do so at once, and each may be killed: what it had
 * claimed is done by another when its lease ends, and what was finished is never done again.
 */
export function runSweep(deps: RunSweepDeps, sweep: Sweep, task: AnySweepTask): SweepRun {
  const { store, places, timer, clock } = deps;
  const params = readTaskParams(task, sweep.params);
  const size = Math.min(sweep.concurrency ?? places.size, places.size);
  const [cold, warm] = [createItemQueue(), createItemQueue()];
  const [warming, atWork] = [new Map<TenantId, number>(), new Map<TenantId, number>()];
  const held = new Set<ClaimedItem>();
  const under = new Set<Promise<void>>();
  const settling = createSettling(store, sweep.id, timer);
  const claims = createClaims(deps, sweep);
  const wake = createWake();
  let end: RunEnd | undefined;
  let failure: unknown;
  const aborting = new AbortController();

  const stopBecause = async (error: ConsentryError): Promise<void> => {
    await claims.stop(error);
    end ??= 'left';
  };
  const work = createItemWork({
    ...deps,
    sweep,
    task,
    params,
    settling,
    signal: aborting.signal,
    stopBecause,
    interrupt() {
      end ??= 'interrupted';
    },
    dropPartner: (partner) => [cold, warm].flatMap((queue) => queue.drop((item) => item.partner === partner)),
    forget: (item) => held.delete(item),
  });
  const warms = task.resources.length > 0 && !sweep.isDryRun;

  /** Runs something in the background; what it throws ends the run. */
  const launch = (partner: TenantId, counts: Map<TenantId, number>, act: () => Promise<void>): void => {
    counts.set(partner, (counts.get(partner) ?? 0) + 1);
    const running = act()
      .catch((error: unknown) => {
        failure ??= error;
        end ??= 'interrupted';
      })
      .finally(() => {
        const left = (counts.get(partner) ?? 1) - 1;
        if (left === 0) counts.delete(partner);
        else counts.set(partner, left);
        under.delete(running);
        wake.up();
      });
    under.add(running);
  };

  /** Begins what there is room for. */
  const pump = (): void => {
    while (warms && total(warming) < warmingAtOnce && warm.size < size) {
      const item = cold.next(warming);
      if (item === undefined) break;
      launch(item.partner, warming, async () => {
        if (await work.warm(item)) warm.add([item]);
      });
    }
    const ready = warms ? warm : cold;
    while (ready.size > 0 && total(atWork) < size) {
      const leave = places.tryTake();
      const item = leave === undefined ? undefined : ready.next(atWork);
      if (leave === undefined || item === undefined) {
        leave?.();
        return;
      }
      launch(item.partner, atWork, () => work.run(item).finally(leave));
    }
  };

  /** What may be repeated is claimed ahead; what may not, only when it can begin: who claims it has begun it. */
  const room = (): number => {
    const wanted = task.isRepeatable ? 2 * size : size;
    const claimed = held.size;
    return claimed > wanted / 2 && task.isRepeatable ? 0 : wanted - claimed;
  };

  const drive = async (): Promise<RunEnd> => {
    while (end === undefined) {
      await claims.keep(held, (item) => {
        held.delete(item);
        for (const queue of [cold, warm]) queue.drop((one) => one === item);
      });
      const claimed = room() > 0 ? await claims.take(room(), held) : [];
      if (claimed === undefined) return 'left';
      for (const item of claimed) held.add(item);
      cold.add(await work.refuseLost(claimed));
      pump();
      if (end !== undefined || under.size > 0) {
        if (end === undefined) await wake.slept();
        continue;
      }
      if (held.size > 0) {
        // Other sweeps have every place.
        await wake.slept();
        continue;
      }
      const dueAt = await store.findNextDue(sweep.id);
      if (dueAt === undefined) return (await store.end(sweep.id, clock.now())) ? 'ended' : 'left';
      const restMs = Math.min(Math.max(dueAt - clock.now(), shortestRestMs), longestRestMs);
      await Promise.race([timer.wait(restMs), wake.slept()]);
    }
    return end;
  };

  const finish = async (): Promise<RunEnd> => {
    const quiet = places.onFree(wake.up);
    try {
      return await drive();
    } finally {
      quiet();
      await Promise.all(under);
      const waiting = [cold, warm].flatMap((queue) => queue.drop(() => true));
      await Promise.all(waiting.map((item) => settling.settle({ item, is: 'released' })));
      await settling.settled();
    }
  };

  return {
    ended: finish().then((ended) => {
      if (failure !== undefined) throw failure;
      return ended;
    }),
    tick: wake.up,
    leave() {
      end ??= 'left';
      wake.up();
    },
    abort() {
      end ??= 'left';
      aborting.abort(new ConsentryError('shutting_down'));
      wake.up();
    },
  };
}

const shortestRestMs = 50;
/** Others may give something back sooner than their leases end. */
const longestRestMs = 2_000;

function total(counts: ReadonlyMap<unknown, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

/** Wakes one who sleeps; who is woken while awake does not sleep the next time. */
function createWake(): { up(): void; slept(): Promise<void> } {
  let isWoken = false;
  let wakeUp: (() => void) | undefined;
  return {
    up() {
      isWoken = true;
      wakeUp?.();
    },
    async slept() {
      if (!isWoken) {
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
        });
      }
      isWoken = false;
      wakeUp = undefined;
    },
  };
}

