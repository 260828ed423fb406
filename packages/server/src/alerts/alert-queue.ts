import type { Timer } from '@consentry/core';
import type { Log } from '../log.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Alert } from './alert.ts';
import type { Delivery } from './post-alert.ts';

/** Alerts on their way out, one at a time, in the order in which they came. Nobody ever waits for them. */
export interface AlertQueue {
  /** Takes an alert and begins to send, or drops it where too many wait. */
  add(alert: Alert): void;
  /** Sends what is due; to be called every second. It never rejects. @returns when nothing is under way any more */
  deliver(): Promise<void>;
  /**
   * Sends what waits, in its order, until one fails, for two seconds at most, and drops the rest. It takes nothing after that.
   */
  close(): Promise<void>;
}

export interface AlertQueueDeps {
  /** Sends once. It must not reject. */
  readonly send: (alert: Alert, signal: AbortSignal) => Promise<Delivery>;
  /** Where they go, for the log. */
  readonly host: string;
  readonly timer: Timer;
  readonly metrics: Pick<Metrics, 'count'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}

/** `docs/operations.md` names them. */
export const alertLimits = {
  waiting: 100,
  /** Before each further try: together a quarter of an hour. */
  backOffMs: [1_000, 5_000, 30_000, 120_000, 600_000],
  closeMs: 2_000,
} as const;

type DropReason = 'full' | 'refused' | 'failed' | 'stopped';

export function createAlertQueue({ send, host, timer, metrics, log }: AlertQueueDeps): AlertQueue {
  const waiting: Alert[] = [];
  const closed = new AbortController();
  /** Of the first that waits. */
  let tries = 0;
  let restUntil = Number.NEGATIVE_INFINITY;
  let dropped = 0;
  let sending: Promise<void> | undefined;

  const drop = ({ id, type }: Alert, reason: DropReason, why?: string): void => {
    metrics.count('consentry_alerts_dropped_total', { reason });
    dropped += 1;
    // One line for a row of them: a webhook that is away for days must not fill the log.
    if (dropped === 1) {
      log.error({ host, alert: id, type, reason, why }, 'an alert was dropped; others after it are counted');
    }
  };

  const finish = (alert: Alert): void => {
    metrics.count('consentry_alerts_sent_total', {});
    if (dropped > 0) log.info({ host, alert: alert.id, dropped }, 'alerts are taken again');
    dropped = 0;
  };

  /** @returns false where the webhook is left alone for a while */
  const sendFirst = async (alert: Alert): Promise<boolean> => {
    const delivery = await send(alert, closed.signal);
    if (closed.signal.aborted) return false;
    tries += 1;
    const backOffMs = alertLimits.backOffMs[tries - 1];
    if (delivery.kind === 'failed' && backOffMs !== undefined) {
      if (tries === 1) log.warn({ host, alert: alert.id, why: delivery.why }, 'an alert was not taken');
      restUntil = timer.elapsed() + Math.max(backOffMs, delivery.waitMs ?? 0);
      return false;
    }
    waiting.shift();
    tries = 0;
    if (delivery.kind === 'taken') finish(alert);
    else drop(alert, delivery.kind, delivery.why);
    return true;
  };

  const sendDue = async (): Promise<void> => {
    for (let goesOn = true; goesOn; ) {
      const [alert] = waiting;
      goesOn = alert !== undefined && (await sendFirst(alert));
    }
  };

  const deliver = async (): Promise<void> => {
    const isDue = waiting.length > 0 && timer.elapsed() >= restUntil && !closed.signal.aborted;
    if (isDue) {
      sending ??= sendDue().finally(() => {
        sending = undefined;
      });
    }
    await sending;
  };

  return {
    add(alert) {
      if (closed.signal.aborted) return drop(alert, 'stopped');
      if (waiting.length >= alertLimits.waiting) return drop(alert, 'full');
      waiting.push(alert);
      void deliver();
    },
    deliver,
    async close() {
      restUntil = Number.NEGATIVE_INFINITY;
      if (waiting.length > 0) await Promise.race([deliver(), timer.wait(alertLimits.closeMs)]);
      closed.abort();
      for (const alert of waiting.splice(0)) drop(alert, 'stopped');
    },
  };
}
