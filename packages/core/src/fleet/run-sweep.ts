import type { Apis } from '../apis/apis.ts';
import { ConsentryError } from '../errors.ts';
import type { Clock, Random, Timer } from '../ports.ts';
import { type Claims, createClaims } from './claims.ts';
import { createItemQueue, type ItemQueue } from './item-queue.ts';
import { createItemWork, type ItemEnd, type ItemWork } from './item-work.ts';
import { createLanes, type Lanes } from './lanes.ts';
import type { Places } from './places.ts';
import { createSettling, type Settling } from './settling.ts';
import type { Sweep } from './sweep.ts';
import type { ClaimedItem, SweepStore } from './sweep-store.ts';
import { type AcquireTarget, type AnySweepTask, readTaskParams } from './sweep-task.ts';
import { createWake, type Wake } from './wake.ts';

/** What the work on customers needs. */
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
  /** @throws ConsentryError `store_unavailable` */
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
const shortestRestMs = 50;
/** Others may give something back sooner than their leases end. */
const longestRestMs = 2_000;

/**
 * Works on a sweep until nothing is left to do. Any number of processes may do so at once, and each may be killed: what it had
 * claimed is done by another when its lease ends, and what was finished is never done again.
 *
 * @throws ConsentryError `invalid_request` where the task does not take the parameters
 */
export function runSweep(deps: RunSweepDeps, sweep: Sweep, task: AnySweepTask): SweepRun {
  const aborting = new AbortController();
  const run = createRun(deps, sweep, task, aborting.signal);
  return {
    ended: finish(run),
    tick: run.wake.up,
    leave: () => run.end('left'),
    abort() {
      aborting.abort(new ConsentryError('shutting_down'));
      run.end('left');
    },
  };
}

interface Run {
  readonly deps: RunSweepDeps;
  readonly sweep: Sweep;
  readonly isRepeatable: boolean;
  /** Are tokens acquired ahead? */
  readonly warms: boolean;
  /** How many customers at once. */
  readonly size: number;
  readonly claims: Claims;
  readonly settling: Settling;
  readonly work: ItemWork;
  /** Claimed, and not settled. */
  readonly held: Set<ClaimedItem>;
  /** Those that wait for a token, and those that wait for a place. */
  readonly cold: ItemQueue;
  readonly ready: ItemQueue;
  readonly warming: Lanes;
  readonly atWork: Lanes;
  readonly wake: Wake;
  /** The first reason stands. */
  end(as: RunEnd, failure?: Error): void;
  /** Undefined while it goes on. */
  over(): { readonly as: RunEnd; readonly failure: Error | undefined } | undefined;
}

function createRun(deps: RunSweepDeps, sweep: Sweep, task: AnySweepTask, signal: AbortSignal): Run {
  const { store, timer, places } = deps;
  const warms = task.resources.length > 0 && !sweep.isDryRun;
  const ready = createItemQueue();
  const cold = warms ? createItemQueue() : ready;
  const held = new Set<ClaimedItem>();
  const wake = createWake();
  const settling = createSettling(store, sweep.id, timer);
  const claims = createClaims(deps, sweep);
  let over: ReturnType<Run['over']>;
  const end: Run['end'] = (as, failure) => {
    over ??= { as, failure };
    wake.up();
  };
  const lanes = { onEnd: wake.up, onFailure: (error: Error) => end('interrupted', error) };
  const work = createItemWork({
    ...deps,
    sweep,
    task,
    params: readTaskParams(task, sweep.params),
    settling,
    signal,
    async stopBecause(error) {
      await claims.stop(error);
      end('left');
    },
    interrupt: () => end('interrupted'),
    dropPartner: (partner) => drop([cold, ready], (item) => item.partner === partner),
    forget: (item) => held.delete(item),
  });
  return {
    deps,
    sweep,
    isRepeatable: task.isRepeatable,
    warms,
    size: Math.min(sweep.concurrency ?? places.size, places.size),
    claims,
    settling,
    work,
    held,
    cold,
    ready,
    warming: createLanes(lanes),
    atWork: createLanes(lanes),
    wake,
    end,
    over: () => over,
  };
}

async function finish(run: Run): Promise<RunEnd> {
  const { deps, atWork, warming, cold, ready, settling, wake } = run;
  const quiet = deps.places.onFree(wake.up);
  try {
    const ended = await drive(run);
    await Promise.all([atWork.settled(), warming.settled()]);
    const failure = run.over()?.failure;
    if (failure !== undefined) throw failure;
    return ended;
  } finally {
    quiet();
    await Promise.all([atWork.settled(), warming.settled()]);
    const waiting = drop([cold, ready], () => true);
    await Promise.all(waiting.map((item) => settling.settle({ item, is: 'released' })));
  }
}

async function drive(run: Run): Promise<RunEnd> {
  const { deps, sweep, held, atWork, warming, wake } = run;
  for (;;) {
    const over = run.over();
    if (over !== undefined) return over.as;
    if (!(await refill(run))) return 'left';
    pump(run);
    if (run.over() !== undefined) continue;
    // Where nothing is at work and something is held, other sweeps have every place.
    if (atWork.size + warming.size > 0 || held.size > 0) {
      await wake.slept();
      continue;
    }
    const dueAt = await deps.store.findNextDue(sweep.id);
    if (dueAt === undefined) return (await deps.store.end(sweep.id, deps.clock.now())) ? 'ended' : 'left';
    const restMs = Math.min(Math.max(dueAt - deps.clock.now(), shortestRestMs), longestRestMs);
    await Promise.race([deps.timer.wait(restMs), wake.slept()]);
  }
}

/** Keeps what is held, and claims as much as there is room for. @returns false where the sweep does not run any more */
async function refill(run: Run): Promise<boolean> {
  const { claims, held, cold, ready, work } = run;
  await claims.keep(held, (item) => {
    held.delete(item);
    drop([cold, ready], (one) => one === item);
  });
  const room = roomOf(run);
  if (room === 0) return true;
  const claimed = await claims.take(room, held);
  if (claimed === undefined) return false;
  for (const item of claimed) held.add(item);
  cold.add(await work.refuseLost(claimed));
  return true;
}

/** What may be repeated is claimed ahead; what may not, only when it can begin: who claims it has begun it. */
function roomOf({ isRepeatable, size, held }: Run): number {
  if (!isRepeatable) return Math.max(size - held.size, 0);
  return held.size > size ? 0 : 2 * size - held.size;
}

/** Begins what there is room for. */
function pump(run: Run): void {
  if (run.warms) warmUp(run);
  const { deps, size, ready, atWork, work } = run;
  const share = shareOf(run, size);
  while (atWork.size < size && ready.hasNext(atWork.byPartner, share)) {
    const leave = deps.places.tryTake();
    if (leave === undefined) return;
    const item = ready.next(atWork.byPartner, share);
    if (item === undefined) return leave();
    atWork.launch(item.partner, () => work.run(item).finally(leave));
  }
}

function warmUp(run: Run): void {
  const { size, cold, ready, warming, work } = run;
  const share = shareOf(run, warmingAtOnce);
  while (cold.size > 0 && warming.size < warmingAtOnce && ready.size < size) {
    const item = cold.next(warming.byPartner, share);
    if (item === undefined) break;
    warming.launch(item.partner, async () => {
      if (await work.warm(item)) ready.add([item]);
    });
  }
}

/** How many of them a partner may have while another one has something here, be it that it waits for a token. */
function shareOf({ held }: Run, all: number): number {
  const partners = new Set([...held].map(({ partner }) => partner));
  return Math.ceil(all / Math.max(partners.size, 1));
}

/** Takes out of the queues what fits. Both may be the same one. */
function drop(queues: readonly ItemQueue[], fits: (item: ClaimedItem) => boolean): readonly ClaimedItem[] {
  return queues.flatMap((queue) => queue.drop(fits));
}
