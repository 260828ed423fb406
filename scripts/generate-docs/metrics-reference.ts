import { type MetricRow, metricTable } from '@consentry/server';
import { code, table } from './markdown.ts';

/** The reference of all metrics, in Markdown: `docs/metrics.md`. */
export function metricsReference(): string {
  const rows = Object.entries<MetricRow>(metricTable).map(([name, metric]) => [
    code(name),
    metric.kind,
    metric.labels.map(code).join(', '),
    metric.help,
    metric.alert ?? '',
  ]);
  return `# Metrics

Generated from \`packages/server/src/observe/metric-table.ts\`.

\`metricsListener.port\` opens a listener of its own, on this machine unless told otherwise, where \`GET /metrics\` answers in
Prometheus’ text format. It asks for no key: whoever reaches it may read it, and there is nothing to read but numbers. No label
names a tenant, a partner, a customer, a caller or a person; every label has a bounded set of values.

- **Units** are in the names: \`_seconds\`; \`_total\` counts from the start of the process; a histogram has \`_bucket\`, \`_sum\` and
  \`_count\`.
- **\`outcome\`** is \`ok\` or a code of [errors.md](errors.md), unless the row says otherwise. **\`class\`** is the reach of that code.
- **\`resource\`** is \`partner-center\`, \`graph\`, \`arm\` or \`defender\`; an API that a caller named by its URI is \`other\`.
- **\`operation\`** is the name of an operation in the contract; a request for a path that does not exist is not counted.
- The gauges of grants come from the store, of which several replicas share one: take the highest of them, not the sum.

${table(['Metric', 'Kind', 'Labels', 'What it says', 'Tell somebody when'], rows)}

Beside them stand the metrics of the process that \`prom-client\` makes by itself: \`process_cpu_seconds_total\`,
\`process_resident_memory_bytes\`, \`process_open_fds\`, \`process_max_fds\`, \`nodejs_heap_size_used_bytes\`, \`nodejs_eventloop_lag_seconds\`,
\`nodejs_gc_duration_seconds\` and others. Tell somebody when \`process_open_fds\` is above 80 % of \`process_max_fds\`.

What to do about each: [operations.md](operations.md).
`;
}
