import type { Clock, FetchStream, Timer } from '@consentry/core';
import type { AlertsConfig } from '../config/read-alerts.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../observe/metrics.ts';
import { type AlertNews, createAlert } from './alert.ts';
import { type AlertQueue, createAlertQueue } from './alert-queue.ts';
import { postAlert } from './post-alert.ts';

/** Tells a person outside of what needs one. */
export interface Alerts extends Pick<AlertQueue, 'deliver' | 'close'> {
  /** Returns at once and never throws: nothing of the broker's work waits for an alert. */
  readonly tell: Tell;
  /** Where alerts go. Undefined: nobody is told. */
  readonly host: string | undefined;
}

/** Where news go. */
export type Tell = (news: AlertNews) => void;

/** @param to undefined: nobody is told */
export function createAlerts(
  to: AlertsConfig | undefined,
  deps: {
    /** The public address of the broker. */
    readonly broker: string;
    readonly fetchStream: FetchStream;
    readonly clock: Clock;
    readonly timer: Timer;
    readonly metrics: Pick<Metrics, 'count'>;
    readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  },
): Alerts {
  if (to === undefined) return silent;
  const { host, url, signingKey } = to;
  const { broker, fetchStream, clock } = deps;
  const queue = createAlertQueue({
    ...deps,
    host,
    send: (alert, signal) => postAlert({ url, signingKey, fetchStream, clock }, alert, signal),
  });
  return {
    host,
    tell: (news) => queue.add(createAlert(broker, news)),
    deliver: queue.deliver,
    close: queue.close,
  };
}

const silent: Alerts = {
  host: undefined,
  tell: () => undefined,
  deliver: async () => undefined,
  close: async () => undefined,
};
