import type { ConsentryError, Timer } from '@consentry/core';
import { endpoints, type Operation } from '@consentry/core/contract';
import { context, propagation, SpanKind, type TextMapGetter, type Tracer } from '@opentelemetry/api';
import type { Incoming, Reply } from '../http/incoming.ts';
import type { Correlation } from './correlation.ts';
import type { Metrics } from './metrics.ts';
import { markFailed } from './watch.ts';

/** What is known of a request while it is answered. */
export interface WatchedRequest {
  readonly operation: Operation;
  readonly requestId: string;
  readonly incoming: Pick<Incoming, 'header' | 'headers'>;
  /** Set once it was refused. */
  readonly error?: ConsentryError | undefined;
}

/** Answers a request, and counts, measures and traces it. */
export type RequestWatch = (passage: WatchedRequest, work: () => Promise<Reply>) => Promise<Reply>;

const headers: TextMapGetter<WatchedRequest['incoming']> = {
  keys: (incoming) => [...incoming.headers().keys()],
  get: (incoming, name) => incoming.header(name.toLowerCase()),
};

/**
 * An answer that is passed on as a stream counts, and its span ends, when it begins: how long the rest takes is for whoever reads.
 *
 * A caller's `traceparent` makes its span the parent of ours, by whatever propagation the process has registered. That is a
 * claim of the caller: it links traces and log lines, and nothing else is made of it.
 */
export function watchRequests(deps: {
  readonly tracer: Tracer;
  readonly timer: Timer;
  readonly metrics: Metrics;
  readonly correlation: Correlation;
}): RequestWatch {
  const { tracer, timer, metrics, correlation } = deps;
  const count = ({ operation, error }: WatchedRequest, status: number, startedAt: number): void => {
    const seconds = (timer.elapsed() - startedAt) / 1000;
    metrics.count('consentry_http_requests_total', { operation, status: `${Math.floor(status / 100)}xx` });
    metrics.observe('consentry_http_request_duration_seconds', { operation }, seconds);
    if (error === undefined) return;
    const { code, entry } = error;
    metrics.count('consentry_http_refusals_total', { operation, code, class: entry.failureClass });
  };
  return (passage, work) => {
    const { operation, requestId } = passage;
    const { method, path } = endpoints[operation];
    const attributes = {
      'http.request.method': method,
      'http.route': path,
      'consentry.operation': operation,
      'consentry.request_id': requestId,
    };
    const parent = propagation.extract(context.active(), passage.incoming, headers);
    const options = { kind: SpanKind.SERVER, attributes };
    return tracer.startActiveSpan(`${method} ${path}`, options, parent, async (span) => {
      const startedAt = timer.elapsed();
      try {
        const reply = await correlation.run(requestId, work);
        span.setAttribute('http.response.status_code', reply.status);
        if (passage.error !== undefined) markFailed(span, passage.error.code);
        count(passage, reply.status, startedAt);
        return reply;
      } finally {
        span.end();
      }
    });
  };
}
