import { randomUUID } from 'node:crypto';
import type { SandboxParts } from '../parts.ts';
import { isGuid } from '../ids.ts';
import type { Refusal } from './refusal.ts';

/** The facts that stand around every refusal: who asked, and when. */
export interface ErrorReport {
  error: string;
  /** The text with trace id, correlation id and time, on lines that end in CRLF. */
  description: string;
  code: number;
  suberror: string | undefined;
  traceId: string;
  correlationId: string;
  /** Date and time with a blank instead of `T`. */
  timestamp: string;
}

/** Writes the report of a refusal. The client's `client-request-id` becomes the correlation id. */
export function writeErrorReport(parts: SandboxParts, request: Request, refusal: Refusal): ErrorReport {
  const asked =
    request.headers.get('client-request-id') ?? new URL(request.url).searchParams.get('client-request-id');
  const correlationId = asked !== null && isGuid(asked) ? asked : randomUUID();
  const traceId = randomUUID();
  const timestamp = writeTimestamp(parts.clock.now());
  const description = [
    refusal.message,
    `Trace ID: ${traceId}`,
    `Correlation ID: ${correlationId}`,
    `Timestamp: ${timestamp}`,
  ].join('\r\n');
  const { error, suberror } = refusal.entry;
  return { error, description, code: refusal.code, suberror, traceId, correlationId, timestamp };
}

/** An instant as Entra writes it: `2025-11-20 13:34:00Z`. */
export function writeTimestamp(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** The refusal as the token endpoint answers it. */
export function answerErrorJson(parts: SandboxParts, request: Request, refusal: Refusal): Response {
  const report = writeErrorReport(parts, request, refusal);
  const body = {
    error: report.error,
    error_description: report.description,
    error_codes: [report.code],
    timestamp: report.timestamp,
    trace_id: report.traceId,
    correlation_id: report.correlationId,
    error_uri: `${parts.origins.login}/error?code=${report.code}`,
    ...(report.suberror === undefined ? {} : { suberror: report.suberror }),
    ...(refusal.claims === undefined ? {} : { claims: JSON.stringify(refusal.claims) }),
  };
  return Response.json(body, {
    status: refusal.entry.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store, no-cache',
      pragma: 'no-cache',
      'x-ms-request-id': report.traceId,
    },
  });
}
