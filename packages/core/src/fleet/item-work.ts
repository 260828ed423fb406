import type { Apis } from '../apis/apis.ts';
import { ConsentryError, type FailureClass } from '../errors.ts';
import type { TenantId } from '../ids.ts';
import type { Clock, Random } from '../ports.ts';
import { type CollectedRows, collectRows } from './collect-rows.ts';
import { type JudgedFailure, judgeFailure } from './judge-failure.ts';
import { itemRequestId } from './request-id.ts';
import { chooseDeferralMs, wasHeldBack } from './retry-later.ts';
import type { Settling } from './settling.ts';
import { type ItemOutcome, type Sweep, toFailure } from './sweep.ts';
import type { ClaimedItem, Settlement, SweepStore } from './sweep-store.ts';
import type { AcquireTarget, AnySweepTask, Row, SweepItem } from './sweep-task.ts';

/** How a customer ended: the class of its failure, where it failed. */
export type ItemEnd = 'done' | 'unknown' | FailureClass;

export interface ItemWorkDeps {
  readonly store: Pick<SweepStore, 'failPartner'>;
  readonly apis: Apis;
  readonly acquire: AcquireTarget;
  readonly clock: Clock;
  readonly random: Random;
  readonly sweep: Sweep;
  readonly task: AnySweepTask;
  /** As the task reads them. */
  readonly params: unknown;
  readonly settling: Settling;
  /** Aborted when the process ends. */
  readonly signal: AbortSignal;
  readonly onEnd?: ((outcome: ItemEnd) => void) | undefined;
  stopBecause(error: ConsentryError): Promise<void>;
  interrupt(): void;
  /** Takes the customers of a partner out of what waits here. */
  dropPartner(partner: TenantId): readonly ClaimedItem[];
  /** It is not held any more. */
  forget(item: ClaimedItem): void;
}

/** What is done with one customer, from its claim to its outcome. Nothing is thrown but what the store throws. */
export interface ItemWork {
  /** Settles what may not be begun again. @returns the others */
  refuseLost(items: readonly ClaimedItem[]): Promise<readonly ClaimedItem[]>;
  /** Acquires its tokens. @returns false when that failed, and its outcome stands */
  warm(item: ClaimedItem): Promise<boolean>;
  run(item: ClaimedItem): Promise<void>;
}

/** So often may a claim be lost before the customer itself is taken for the reason. */
const mostLost = 10;

export function createItemWork(deps: ItemWorkDeps): ItemWork {
  const { sweep, task, params, settling, signal, clock } = deps;

  const settle = async (settlement: Settlement): Promise<void> => {
    const isWritten = await settling.settle(settlement);
    deps.forget(settlement.item);
    if (isWritten && settlement.is === 'over') deps.onEnd?.(endOf(settlement.outcome));
  };
  const end = (item: ClaimedItem, outcome: ItemOutcome, rows: readonly Row[] = []): Promise<void> =>
    settle({ item, is: 'over', outcome, rows, at: clock.now() });

  const endPartner = async (item: ClaimedItem, { error }: JudgedFailure): Promise<void> => {
    const failure = toFailure(error);
    const waiting = deps.dropPartner(item.partner);
    const outcome = { state: 'failed', reach: 'partner', ...failure } as const;
    await Promise.all([item, ...waiting].map((one) => end(one, outcome)));
    const count = await deps.store.failPartner(sweep.id, item.partner, failure, clock.now());
    for (let told = 0; told < count; told++) deps.onEnd?.(endOf(outcome));
  };

  /** @param mayBeginAgain false where something may have been written that must not be written twice */
  const fail = async (item: ClaimedItem, thrown: unknown, mayBeginAgain: boolean): Promise<void> => {
    if (signal.aborted && mayBeginAgain) return settle({ item, is: 'released' });
    const judged = judgeFailure(thrown, item.partner);
    const { error, reach, mayPass } = judged;
    if (reach === 'sweep') await deps.stopBecause(error);
    if (reach === 'moment') deps.interrupt();
    if (reach === 'partner') return endPartner(item, judged);
    if (reach !== 'customer' && mayBeginAgain) return settle({ item, is: 'released' });
    if (mayBeginAgain && wasHeldBack(error))
      return settle({ item, is: 'released', dueAt: clock.now() + (error.retryAfterMs ?? 0) });
    const deferralMs =
      mayPass && mayBeginAgain ? chooseDeferralMs(error, item.attempts + 1, deps.random) : undefined;
    return deferralMs === undefined
      ? end(item, { state: 'failed', reach: 'customer', ...toFailure(error) })
      : settle({ item, is: 'deferred', dueAt: clock.now() + deferralMs });
  };

  const describe = (item: ClaimedItem): SweepItem => ({
    partner: item.partner,
    customer: item.customer,
    customerName: item.customerName,
    params,
    apis: deps.apis,
    acquire: deps.acquire,
    clock,
    isDryRun: sweep.isDryRun,
    requestId: (step) => itemRequestId(sweep.id, item.partner, item.customer, step),
    signal,
  });

  return {
    async refuseLost(items) {
      const isRefused = ({ lost }: ClaimedItem): boolean =>
        lost > 0 && !sweep.isDryRun && (!task.isRepeatable || lost >= mostLost);
      const refused = items.filter(isRefused);
      const error = new ConsentryError('sweep_outcome_unknown');
      const outcome = { state: 'unknown', reach: 'customer', ...toFailure(error) } as const;
      await Promise.all(refused.map((item) => end(item, outcome)));
      return items.filter((item) => !isRefused(item));
    },
    async warm(item) {
      const { partner, customer } = item;
      try {
        for (const resource of task.resources) {
          const target = { resource, partner, ...(resource !== 'partner-center' && { customer }) };
          await untilAborted(deps.acquire(target), signal);
        }
        return true;
      } catch (error) {
        await fail(item, error, true);
        return false;
      }
    },
    async run(item) {
      let collected: CollectedRows;
      try {
        const collecting = collectRows(task.run(describe(item)), task.isRepeatable ? signal : undefined);
        collected = await (task.isRepeatable ? untilAborted(collecting, signal) : collecting);
      } catch (error) {
        return fail(item, error, task.isRepeatable);
      }
      // Not within: what was done and could not be written down is not begun again by us.
      const { rows, isCut } = collected;
      return end(item, { state: 'done', rows: rows.length, isCut }, rows);
    },
  };
}

/** Whoever waits is let go when the signal says so; the work itself ends when it ends, and nothing comes of it. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // First: it has begun, and what it fails with must not be a rejection that nobody handles.
  work.catch(() => undefined);
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function endOf(outcome: ItemOutcome): ItemEnd {
  return outcome.state === 'failed' ? outcome.failureClass : outcome.state;
}
