import { isConsentryError, type Timer } from '@consentry/core';
import { type Attributes, type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';

/** How a piece of work ended: `ok`, or the code of the error. Never more: an error's words may hold anything. */
export interface Ending {
  readonly outcome: string;
  readonly seconds: number;
}

/** Puts a span around a piece of work and measures it. */
export type Watch = <T>(
  work: () => Promise<T>,
  options: {
    /** The name of the span. */
    readonly span: string;
    readonly kind?: SpanKind;
    readonly attributes?: Attributes;
    /** Several requests share it: it belongs to the trace of none of them. */
    readonly root?: boolean;
    /** Told how it ended, before anybody who waits for it. */
    readonly ended: (ending: Ending) => void;
  },
) => Promise<T>;

/** @param tracer of the OpenTelemetry API: without an SDK it makes nothing of the spans */
export function createWatch(timer: Timer, tracer: Tracer): Watch {
  return (work, { span: name, kind = SpanKind.CLIENT, attributes = {}, root = false, ended }) =>
    tracer.startActiveSpan(name, { kind, attributes, root }, async (span) => {
      const startedAt = timer.elapsed();
      const end = (outcome: string): void => {
        span.end();
        ended({ outcome, seconds: (timer.elapsed() - startedAt) / 1000 });
      };
      try {
        const result = await work();
        end('ok');
        return result;
      } catch (error) {
        markFailed(span, outcomeOf(error));
        end(outcomeOf(error));
        throw error;
      }
    });
}

/** The code of an error, and of one that is not ours no more than that. */
export function outcomeOf(error: unknown): string {
  return isConsentryError(error) ? error.code : 'internal_error';
}

/** @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/ (2026-11-26) */
export function markFailed(span: Span, code: string): void {
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
