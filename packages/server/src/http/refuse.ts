import { type AuditEvent, ConsentryError } from '@consentry/core';
import { endpoints, type Operation, type Refusal } from '@consentry/core/contract';
import { traceOf } from './exchange.ts';
import type { Reply } from './incoming.ts';
import type { ListenerDeps } from './listener-deps.ts';
import { toPageReply } from './page-reply.ts';
import type { Passage } from './passage.ts';
import { plainRefusalEvent, RecordedRefusal } from './refusal.ts';
import { commonHeaders } from './security-headers.ts';

/** Whatever was thrown, as an error that may be shown. An unexpected one shows nothing of itself. */
export function toConsentryError(error: unknown): ConsentryError {
  return error instanceof ConsentryError ? error : new ConsentryError('internal_error', { cause: error });
}

/** Refuses a request for what was thrown, and records it. */
export async function refuse(deps: ListenerDeps, passage: Passage, thrown: unknown): Promise<Reply> {
  const { operation, requestId, principal } = passage;
  const error = thrown instanceof RecordedRefusal ? thrown.error : toConsentryError(thrown);
  passage.error = error;
  // There are too many of them to record each, and they are refused so that others are served.
  if (error.code === 'overloaded') return drawRefusal(deps, passage, error);
  const base = { at: deps.clock.now(), ...traceOf(passage) };
  const event =
    thrown instanceof RecordedRefusal ? thrown.event : plainRefusalEvent(operation, error, base, principal);
  if (error.entry.status >= 500) deps.log.error({ operation, requestId, err: error }, error.message);
  const recorded = record(deps, event);
  // Whoever was refused because the audit does not answer has waited for it already.
  if (error.code !== 'audit_unavailable') await recorded;
  const reply = await drawRefusal(deps, passage, error);
  if (error.code !== 'method_not_allowed') return reply;
  return { ...reply, headers: { ...reply.headers, allow: allowedMethods(operation) } };
}

/** A refusal as the endpoint answers: a page or JSON. */
function drawRefusal(
  deps: Pick<ListenerDeps, 'loginOrigin' | 'refusalPage' | 'dashboardRefusal'>,
  { endpoint, requestId, incoming, fields }: Passage,
  error: ConsentryError,
): Reply | Promise<Reply> {
  if (endpoint.response === 'dashboard') return deps.dashboardRefusal(error, requestId);
  return endpoint.response === 'page'
    ? toPageReply(deps, deps.refusalPage(error, { requestId, asked: { raw: incoming, fields } }), requestId)
    : refuseWithJson(error, requestId);
}

/** The JSON face of an error. */
export function refuseWithJson(error: ConsentryError, requestId: string): Reply {
  const body: Refusal = {
    error: {
      code: error.code,
      message: error.message,
      remedy: error.remedy,
      retry: error.entry.retry,
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: Math.ceil(error.retryAfterMs) }),
      requestId,
      facts: error.facts,
    },
  };
  const headers: Record<string, string> = {
    ...commonHeaders,
    'content-type': 'application/json',
    'x-request-id': requestId,
  };
  if (error.retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(error.retryAfterMs / 1000));
  if (error.code === 'unauthorized') headers['www-authenticate'] = 'Bearer';
  return { status: error.entry.status, headers, body: JSON.stringify(body) };
}

/** RFC 9110 §15.5.6: a 405 names what would be allowed. */
function allowedMethods(operation: Operation): string {
  const { path } = endpoints[operation];
  return Object.values(endpoints)
    .filter((endpoint) => endpoint.path === path)
    .map(({ method }) => method)
    .join(', ');
}

/** A refusal hands nothing out, so it stands even when it cannot be recorded. */
async function record(deps: ListenerDeps, event: AuditEvent | undefined): Promise<void> {
  if (event === undefined) return;
  try {
    await deps.audit.write(event);
  } catch (error) {
    deps.log.error({ err: error }, 'a refusal could not be recorded');
  }
}
