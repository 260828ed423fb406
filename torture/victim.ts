/**
 * A broker in a process of its own, under load, that is killed. It is started by `victims.ts`, loads what it needs, and
 * waits for its orders.
 */
import { once } from 'node:events';
import { createLog } from '../packages/server/src/index.ts';
import { startLoad } from './load.ts';
import type { Orders, Report, Rest } from './messages.ts';
import { createMovingClock } from './moving-clock.ts';
import { openPlace } from './place.ts';
import type { Reach } from './steps.ts';

process.on('disconnect', () => process.exit(0));
const [orders] = (await once(process, 'message')) as [Orders];

let times = 0;
/** No handler, no flush, no farewell: what is written is written. */
const reach: Reach = (step) => {
  if (step !== orders.death?.step) return;
  times += 1;
  if (times !== orders.death.time) return;
  const { signal = 'SIGKILL' } = orders.death;
  process.kill(process.pid, signal);
  // The signal may take a moment to arrive, and nothing may happen in it.
  if (signal === 'SIGKILL') for (;;);
};

const broker = await openPlace(orders.place, {
  clock: createMovingClock(orders.pace),
  reach,
  log: createLog('silent'),
});
const load = startLoad(broker, orders);
process.send?.('working');
process.on('message', (message: 'report' | Rest) => {
  if (message !== 'report') return load.rest(message.restMs);
  // Started with --expose-gc, it tells what is really held.
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const report: Report = {
    handedOut: load.counts.handedOut,
    refused: Object.fromEntries(load.counts.refused),
    memoryBytes: rss,
    heapBytes: heapUsed,
    handles: process.getActiveResourcesInfo().filter((name) => name !== 'Timeout').length,
  };
  process.send?.(report);
});
