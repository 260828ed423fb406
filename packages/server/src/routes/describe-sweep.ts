import {
  ConsentryError,
  countEnded,
  readId,
  type Sweep,
  type SweepCounts,
  type SweepFailure,
} from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { instant } from '../instant.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `sweep_not_found`, `store_unavailable` */
export async function getSweepRow({ store }: Pick<RouteDeps, 'store'>, id: string): Promise<Sweep> {
  const sweep = await store.sweeps.find(readId('SweepId', id));
  if (sweep === undefined) throw new ConsentryError('sweep_not_found');
  return sweep;
}

/** A sweep as operators see it, with how far it is. @throws ConsentryError `store_unavailable` */
export async function describeSweep(
  { store, clock }: Pick<RouteDeps, 'store' | 'clock'>,
  sweep: Sweep,
): Promise<AnswerOf<'createSweep'>> {
  const counts = await store.sweeps.count(sweep.id);
  const ended = countEnded(counts);
  const { source, stoppedBy } = sweep;
  return {
    id: sweep.id,
    task: sweep.task,
    params: sweep.params as Record<string, unknown>,
    partners: [...sweep.partners],
    ...(source.kind === 'remainder' && { remainderOf: source.of }),
    isDryRun: sweep.isDryRun,
    state: sweep.state,
    createdAt: instant(sweep.createdAt),
    ...(sweep.stoppedAt !== undefined && { stoppedAt: instant(sweep.stoppedAt) }),
    ...(stoppedBy !== undefined && { stoppedBy: refusalOf(stoppedBy) }),
    ...(sweep.endedAt !== undefined && { endedAt: instant(sweep.endedAt) }),
    total: ended + counts.open,
    open: counts.open,
    done: counts.done,
    unknown: counts.unknown,
    failed: { ...counts.failed },
    rows: counts.rows,
    cut: counts.cut,
    ...paceOf(sweep, counts, ended, clock.now()),
  };
}

function paceOf(
  { runningSince, endedBefore, endedAt, stoppedAt, state }: Sweep,
  { open }: SweepCounts,
  ended: number,
  now: number,
): { perSecond?: number; secondsLeft?: number } {
  const tookMs = (endedAt ?? stoppedAt ?? now) - (runningSince ?? now);
  if (tookMs <= 0 || ended <= endedBefore) return {};
  const perSecond = ((ended - endedBefore) * 1000) / tookMs;
  return {
    perSecond: Number(perSecond.toPrecision(3)),
    ...(state === 'running' && { secondsLeft: Math.ceil(open / perSecond) }),
  };
}

export function refusalOf({ code, message, remedy }: Pick<SweepFailure, 'code' | 'message' | 'remedy'>) {
  return { code, message, remedy };
}
