import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SamplingDecision,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** The spans that end between a beginning and a disposal. */
export interface Spans extends Disposable {
  list(): readonly ReadableSpan[];
}

const exporter = new InMemorySpanExporter();
let isCollecting = false;
let isRegistered = false;

/**
 * Begins to collect spans, in this whole process: the API knows one SDK, by design of the standard. Nothing is recorded for other tests.
 * @throws Error when they are collected already
 */
export function collectSpans(): Spans {
  if (isCollecting) throw new Error('spans are collected already');
  if (!isRegistered) register();
  isCollecting = true;
  exporter.reset();
  return {
    list: () => exporter.getFinishedSpans(),
    [Symbol.dispose]() {
      isCollecting = false;
    },
  };
}

function register(): void {
  const { RECORD_AND_SAMPLED, NOT_RECORD } = SamplingDecision;
  const provider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
    sampler: {
      shouldSample: () => ({ decision: isCollecting ? RECORD_AND_SAMPLED : NOT_RECORD }),
      toString: () => 'while they are collected',
    },
  });
  isRegistered = trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
}

/** Everything that a span carries. */
export function textOf({ name, attributes, events, links, status }: ReadableSpan): string {
  return JSON.stringify({ name, attributes, events, links, status });
}
