import type { Clock, Random, Timer } from '@consentry/core';
import { trace } from '@opentelemetry/api';
import type { StoreWatch } from '../stores/store-watch.ts';
import { version } from '../version.ts';
import { type ClockDifference, createClockDifference } from './clock-difference.ts';
import { type Correlation, createCorrelation } from './correlation.ts';
import { createLoopWatch, type LoopWatch } from './loop-watch.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createTraffic, type Traffic } from './traffic.ts';
import { createVaultHealth, type VaultHealth } from './vault-health.ts';
import { createWatch, type Watch } from './watch.ts';
import { type RequestWatch, watchRequests } from './watch-requests.ts';
import { createStoreWatch } from './watch-store.ts';

/** Everything that looks on while a broker works. One for each broker. */
export interface Observer {
  readonly metrics: Metrics;
  readonly watch: Watch;
  readonly requests: RequestWatch;
  readonly store: StoreWatch;
  readonly correlation: Correlation;
  /** To the identity provider's clock. */
  readonly clockDifference: ClockDifference;
  readonly loop: LoopWatch;
  readonly vaultHealth: VaultHealth;
  readonly traffic: Traffic;
}

/** Spans go to whatever the process registered with the OpenTelemetry API: without an SDK, nowhere. */
export function createObserver(ports: {
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
}): Observer {
  const { clock, random, timer } = ports;
  const tracer = trace.getTracer('@consentry/server', version);
  const metrics = createMetrics();
  const watch = createWatch(timer, tracer);
  const correlation = createCorrelation(random);
  metrics.set('consentry_build_info', [{ labels: { version }, value: 1 }]);
  return {
    metrics,
    watch,
    requests: watchRequests({ tracer, timer, metrics, correlation }),
    store: createStoreWatch({ watch, metrics, tracer, clock }),
    correlation,
    clockDifference: createClockDifference(clock),
    loop: createLoopWatch(timer),
    vaultHealth: createVaultHealth(),
    traffic: createTraffic(clock),
  };
}
