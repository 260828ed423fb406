import {
  type AnySweepTask,
  type ApiPorts,
  type AuditSink,
  type Clock,
  type Cloud,
  createApis,
  createPlaces,
  type Fetch,
  getTask,
  isConsentryError,
  isOfTheMoment,
  type Random,
  type Replicas,
  type RunEnd,
  runSweep,
  type Sweep,
  type SweepId,
  type SweepRun,
  type SweepStore,
  type Timer,
  toFailure,
  unsharedLease,
} from '@consentry/core';
import { toConsentryError } from '../http/refuse.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { CustomerStore } from '../stores/customers.ts';
import type { ReachStore } from '../stores/reach.ts';
import type { BrokerSweepStore } from '../stores/sweeps.ts';
import { notingReach } from './note-reach.ts';
import { prepareSweep } from './prepare-sweep.ts';
import type { SweepRunner } from './sweep-runner-door.ts';
import type { SweepTokens } from './sweep-tokens.ts';

export interface SweepRunnerDeps {
  readonly store: BrokerSweepStore;
  readonly reach: Pick<ReachStore, 'note'>;
  readonly customers: Pick<CustomerStore, 'note' | 'noteRead'>;
  readonly tokens: SweepTokens;
  readonly tasks: readonly AnySweepTask[];
  readonly concurrency: number;
  readonly replicas: Pick<Replicas, 'leases'> | undefined;
  readonly fetch: Fetch;
  readonly cloud: Cloud;
  readonly audit: AuditSink;
  readonly metrics: Pick<Metrics, 'count'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  /** Told of each call of Partner Center what it said of MFA. */
  readonly onMfa: NonNullable<ApiPorts['onMfa']>;
  readonly isStopping: () => boolean;
}

/** How long a call may wait and be repeated within its place. What takes longer is deferred, and the place is another customer’s. */
const budgetMs = 5_000;
/** So long rests a sweep that something interrupted which passes by itself. */
const restMs = 5_000;
/** So many sweeps share the places. Those that came later wait. */
const sweepsAtOnce = 8;

interface Work {
  readonly done: Promise<void>;
  run?: SweepRun;
  isLeft: boolean;
}

/** Begins nothing more of it. */
function leave(work: Work): void {
  work.isLeft = true;
  work.run?.leave();
}

export function createSweepRunner(deps: SweepRunnerDeps): SweepRunner {
  const { store, tokens, tasks, replicas, audit, metrics, log, clock, timer } = deps;
  const places = createPlaces(deps.concurrency);
  const apis = createApis({ ...deps, budgetMs }, tokens.credentials);
  // A listing is worth waiting for: it takes no customer’s place.
  const patientApis = createApis(deps, tokens.credentials);
  const works = new Map<SweepId, Work>();
  const restingUntil = new Map<SweepId, number>();
  /** Begun or resumed in this process: that is recorded already. */
  const own = new Set<SweepId>();
  let hasLooked = false;

  const stopFor: SweepStore['stop'] = async (id, at, by) => {
    const isStopped = await store.stop(id, at, by);
    if (!isStopped || by === undefined) return isStopped;
    metrics.count('consentry_sweeps_stopped_total', { code: by.code });
    log.error({ sweep: id, code: by.code, remedy: by.remedy }, 'a sweep was stopped by trouble of our own');
    await audit.write({ type: 'sweep.stopped', at: clock.now(), actor: 'broker', sweep: id, code: by.code });
    return isStopped;
  };

  const recordTakingUp = async (id: SweepId): Promise<void> => {
    if (own.has(id)) return;
    await audit.write({ type: 'sweep.resumed', at: clock.now(), actor: 'broker', sweep: id });
    metrics.count('consentry_sweeps_resumed_total', {});
    own.add(id);
  };

  const recordEnd = async (id: SweepId): Promise<void> => {
    const { done, unknown, failed } = await store.count(id);
    log.info({ sweep: id, done, unknown, failed }, 'a sweep has ended');
    await audit.write({
      type: 'sweep.ended',
      at: clock.now(),
      actor: 'broker',
      sweep: id,
      done,
      unknown,
      failed,
    });
  };

  /** First the record: after a crash in between it is written twice, and never not at all. Of the replicas one does it. */
  const endOnce: SweepStore['end'] = async (id, at) => {
    const lease = replicas === undefined ? unsharedLease : await replicas.leases.take(`end of sweep ${id}`);
    if (lease === undefined) return false;
    try {
      const sweep = await store.find(id);
      if (sweep?.state !== 'running' || (await store.findNextDue(id)) !== undefined) return false;
      await recordEnd(id);
      return await store.end(id, at);
    } finally {
      await lease.release();
    }
  };

  const workOn = async (found: Sweep, work: Work): Promise<RunEnd> => {
    const { id } = found;
    const task = getTask(tasks, found.task);
    await recordTakingUp(id);
    if (found.state === 'preparing') {
      await prepareSweep({ ...deps, apis: patientApis }, found, () => work.isLeft || deps.isStopping());
    }
    const sweep = await store.find(id);
    if (sweep?.state !== 'running' || work.isLeft || deps.isStopping()) return 'left';
    work.run = runSweep(
      {
        ...deps,
        store: notingReach({ ...store, stop: stopFor, end: endOnce }, deps.reach, sweep),
        apis,
        acquire: tokens.acquire,
        places,
        onEnd: (end) => metrics.count('consentry_sweep_results_total', { class: end }),
      },
      sweep,
      task,
    );
    return work.run.ended;
  };

  /** What kept a sweep from being worked on: what passes is tried again; anything else stops it, in clear words. */
  const settleTrouble = async ({ id }: Sweep, thrown: unknown): Promise<RunEnd> => {
    const error = toConsentryError(thrown);
    log.warn({ sweep: id, err: error }, 'a sweep could not be worked on');
    const isPassing = isOfTheMoment(error) || isConsentryError(error, 'sweep_under_way');
    if (!isPassing) await stopFor(id, clock.now(), toFailure(error));
    return 'interrupted';
  };

  const start = (sweep: Sweep): void => {
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const work: Work = { done, isLeft: false };
    works.set(sweep.id, work);
    workOn(sweep, work)
      .catch((error: unknown) => settleTrouble(sweep, error))
      .catch((err: unknown) => {
        log.error({ err, sweep: sweep.id }, 'a sweep could not be stopped');
        return 'interrupted' as const;
      })
      .then((ended) => {
        works.delete(sweep.id);
        if (ended === 'interrupted') restingUntil.set(sweep.id, timer.elapsed() + restMs);
        return resolve();
      })
      .catch(() => undefined);
  };

  const mayStart = (id: SweepId): boolean =>
    !deps.isStopping() &&
    !works.has(id) &&
    works.size < sweepsAtOnce &&
    (restingUntil.get(id) ?? Number.NEGATIVE_INFINITY) <= timer.elapsed();

  const look = async (): Promise<void> => {
    if (deps.isStopping()) return;
    // Nobody else may have claimed anything. Where there are replicas, the leases say so in a minute.
    if (!hasLooked && replicas === undefined && works.size === 0) await store.endClaims();
    hasLooked = true;
    // What begins while the store is asked is not in its answer.
    const before = [...works];
    const underWay = await store.listUnderWay();
    const ids = new Set(underWay.map(({ id }) => id));
    for (const [id, work] of before) {
      if (!ids.has(id)) leave(work);
      work.run?.tick();
    }
    for (const id of restingUntil.keys()) if (!ids.has(id)) restingUntil.delete(id);
    for (const id of own) if (!ids.has(id) && !works.has(id)) own.delete(id);
    for (const sweep of underWay) if (mayStart(sweep.id)) start(sweep);
  };

  const settled = async (): Promise<void> => {
    while (works.size > 0) await Promise.all([...works.values()].map(({ done }) => done));
  };

  return {
    tasks,
    take(sweep) {
      own.add(sweep.id);
      restingUntil.delete(sweep.id);
      if (mayStart(sweep.id)) start(sweep);
    },
    leave(id) {
      const work = works.get(id);
      if (work !== undefined) leave(work);
    },
    look,
    settled,
    async close() {
      for (const work of works.values()) {
        work.isLeft = true;
        work.run?.abort();
      }
      await settled();
    },
  };
}
