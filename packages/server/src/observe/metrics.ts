import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  type LabelsOf,
  type MetricName,
  type MetricOf,
  type MetricRow,
  metricTable,
} from './metric-table.ts';

/** What the broker counts and measures. Each broker has its own: two in one process do not mix. */
export interface Metrics {
  count<Name extends MetricOf<'counter'>>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  /** @param value in the unit of the metric's name: seconds, or a number of things */
  observe<Name extends MetricOf<'histogram'>>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /** Replaces every value of a gauge. None: the gauge says nothing. */
  set<Name extends MetricOf<'gauge'>>(
    name: Name,
    values: readonly { readonly labels: LabelsOf<Name>; readonly value: number }[],
  ): void;
  /** Calls this before each reading, so that gauges are of now. One that fails keeps no other from being read. */
  beforeReading(refresh: () => Promise<void> | void): void;
  /** Prometheus' text format. */
  read(): Promise<string>;
  /** For what measures the process itself. */
  readonly registry: Registry;
}

/** Prometheus' text format, as its content type. */
export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

export function createMetrics(): Metrics {
  const registry = new Registry();
  const made = new Map<MetricName, Counter | Gauge | Histogram>();
  for (const name of Object.keys(metricTable) as MetricName[]) made.set(name, create(name, registry));
  const refreshers: (() => Promise<void> | void)[] = [];
  return {
    registry,
    count(name, labels, by = 1) {
      (made.get(name) as Counter).inc(labels, by);
    },
    observe(name, labels, value) {
      (made.get(name) as Histogram).observe(labels, value);
    },
    set(name, values) {
      const gauge = made.get(name) as Gauge;
      empty(gauge, name);
      for (const { labels, value } of values) gauge.set(labels, value);
    },
    beforeReading(refresh) {
      refreshers.push(refresh);
    },
    async read() {
      await Promise.allSettled(refreshers.map(async (refresh) => refresh()));
      return registry.metrics();
    },
  };
}

function create(name: MetricName, registry: Registry): Counter | Gauge | Histogram {
  const { kind, help, labels, buckets = [] }: MetricRow = metricTable[name];
  const described = { name, help, labelNames: [...labels], registers: [registry] };
  if (kind === 'counter') return new Counter(described);
  if (kind === 'histogram') return new Histogram({ ...described, buckets: [...buckets] });
  const gauge = new Gauge(described);
  empty(gauge, name);
  return gauge;
}

function empty(gauge: Gauge, name: MetricName): void {
  gauge.reset();
  // What has no labels is 0 after that, and nothing is not the same as 0.
  if (metricTable[name].labels.length === 0) gauge.remove();
}
