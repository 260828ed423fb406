import type { Clock } from '@consentry/core';
import { SpanKind, type Tracer } from '@opentelemetry/api';
import type { StoreWatch } from '../stores/store-watch.ts';
import type { Metrics } from './metrics.ts';
import { markFailed, type Watch } from './watch.ts';

/** Counts, measures and traces queries and the commits of the audit. */
export function createStoreWatch(deps: {
  readonly watch: Watch;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly clock: Clock;
}): StoreWatch {
  const { watch, metrics, tracer, clock } = deps;
  return {
    queried(durationMs, isFailure) {
      metrics.count('consentry_store_queries_total', { outcome: isFailure ? 'failed' : 'ok' });
      metrics.observe('consentry_store_query_duration_seconds', {}, durationMs / 1000);
      const endTime = clock.now();
      const span = tracer.startSpan('store query', {
        kind: SpanKind.CLIENT,
        startTime: endTime - durationMs,
      });
      if (isFailure) markFailed(span, 'store_unavailable');
      span.end(endTime);
    },
    commit: (events, work) =>
      watch(work, {
        span: 'audit commit',
        root: true,
        attributes: { 'consentry.audit_events': events },
        ended({ outcome, seconds }) {
          metrics.count('consentry_audit_commits_total', { outcome: outcome === 'ok' ? 'ok' : 'failed' });
          metrics.observe('consentry_audit_commit_duration_seconds', {}, seconds);
          if (events > 0) metrics.observe('consentry_audit_group_size', {}, events);
        },
      }),
  };
}
