import { trace } from '@opentelemetry/api';
import pino from 'pino';

/** A log of JSON lines. What is logged is named field by field; a request, its URL or its body never is. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Where lines go. */
export interface LogDestination {
  /** @param line JSON with a line end */
  write(line: string): void;
}

/** @param destination standard error unless told otherwise, so that what a command prints stays its own */
export function createLog(
  level: LogLevel,
  destination: LogDestination = pino.destination({ dest: 2, sync: true }),
): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError },
      mixin: nameSpan,
    },
    destination,
  );
}

/** An error that nobody expected: its kind and the places in our code, for its words may hold anything. */
export function describeCrash(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, code } = error as Error & { readonly code?: unknown };
  const places = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
  return { name, code, stack: places.map((line) => line.trim()).slice(0, 20) };
}

/** Leads from a line to the span in which it was written; nothing where nobody collects spans. */
function nameSpan(): object {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

/** An error without its causes' texts: those may repeat what the other side sent. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack, code, facts } = error as Error & { code?: unknown; facts?: unknown };
  return { name, code, facts, message, stack };
}
