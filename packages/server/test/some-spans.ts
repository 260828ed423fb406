import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/**
 * Registers the SDK with the API, for this whole process: the API knows one, by design of the standard.
 * @returns where the spans are, as they end
 */
export function collectSpans(): { list(): readonly ReadableSpan[] } {
  const exporter = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor(exporter)];
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return { list: () => exporter.getFinishedSpans() };
}

/** Everything that a span carries. */
export function textOf({ name, attributes, events, links, status }: ReadableSpan): string {
  return JSON.stringify({ name, attributes, events, links, status });
}
