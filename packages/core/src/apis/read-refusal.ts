import { ConsentryError, type ErrorCode, type Facts } from '../errors.ts';
import { readJson } from '../http/read-json.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { IncomingAnswer } from '../ports.ts';
import { beginningOf, findApiCode, readId } from './api-code.ts';
import { findClaimsChallenge } from './claims-challenge.ts';
import { phraseFacts } from './known-phrases.ts';
import { asksForMfa } from './mfa-refusal.ts';

/**
 * What an answer that is no 2xx means. Only its status, its ids and its code are kept: texts may hold names.
 *
 * @param sent headers of the request, names in lower case: its ids, where the answer has none
 * @see Partner Center REST, "Error codes" (2023-10); Microsoft Graph, "Error responses" (2026-11)
 */
export function readRefusal(
  answer: IncomingAnswer,
  sent: Readonly<Record<string, string>> = {},
): ConsentryError {
  const facts = { ...requestFacts(answer, sent), ...codeFacts(answer), ...phraseFacts(answer.body) };
  switch (answer.status) {
    case 401:
      return readUnauthorized(answer, facts);
    case 403:
      return new ConsentryError(asksForMfa(answer) ? 'api_mfa_required' : 'api_forbidden', { facts });
    case 404:
      return new ConsentryError('api_not_found', { facts });
    case 412:
      return new ConsentryError('api_changed', { facts });
    case 408:
      return new ConsentryError('api_unavailable', { facts });
    case 429:
      return new ConsentryError('api_throttled', {
        facts: { ...facts, ...quotaFacts(answer), ...scopeFacts(answer) },
        retryAfterMs: retryAfterMs(answer.headers),
      });
    case 503:
      return new ConsentryError('api_unavailable', {
        facts,
        ...(answer.headers['retry-after'] !== undefined && { retryAfterMs: retryAfterMs(answer.headers) }),
      });
    default:
      return new ConsentryError(otherCode(answer.status, facts), { facts });
  }
}

/** Partner Center says with a code of its own that an ETag has passed. */
function otherCode(status: number, { apiCode }: Facts): ErrorCode {
  if (status === 400 && apiCode === '2055') return 'api_changed';
  return status >= 500 ? 'api_unavailable' : 'api_refused';
}

function readUnauthorized(answer: IncomingAnswer, facts: Facts): ConsentryError {
  const claims = findClaimsChallenge(answer.headers['www-authenticate']);
  if (claims !== undefined) return new ConsentryError('step_up_needed', { facts: { ...facts, claims } });
  return new ConsentryError(asksForMfa(answer) ? 'api_mfa_required' : 'api_unauthorized', { facts });
}

/**
 * Of whose calls Graph had too many, where it says so: `application`, all of them; `tenant`, those in one tenant.
 * @see https://learn.microsoft.com/graph/throttling-limits#throttled-responses-requests (2026-11)
 */
function scopeFacts({ headers }: IncomingAnswer): Facts {
  const [scope] = headers['x-ms-throttle-scope']?.split('/') ?? [];
  if (scope === 'Application') return { throttleScope: 'application' };
  return scope === 'Tenant' || scope === 'Tenant_Application' ? { throttleScope: 'tenant' } : {};
}

/** Status and ids of an answer: what Microsoft’s support asks for. */
export function requestFacts(
  { status, headers }: IncomingAnswer,
  sent: Readonly<Record<string, string>> = {},
): Facts {
  return { status, ...idFacts({ ...sent, ...headers }) };
}

/** The ids by which a request is found again. */
export function idFacts(headers: Readonly<Record<string, string>>): Facts {
  const requestId = readId(headers['ms-requestid'] ?? headers['request-id'] ?? headers['x-ms-request-id']);
  const correlationId = readId(
    headers['ms-correlationid'] ?? headers['client-request-id'] ?? headers['x-ms-client-request-id'],
  );
  return {
    ...(requestId === undefined ? {} : { apiRequestId: requestId }),
    ...(correlationId === undefined ? {} : { apiCorrelationId: correlationId }),
  };
}

/** The code of the API’s own; whether the newer shape of Partner Center says that trying again helps. */
function codeFacts(answer: IncomingAnswer): Facts {
  const apiCode = findApiCode(answer);
  const reading = readJson(answer.body);
  const isRetryable = reading.ok ? reading.value['isRetryable'] : undefined;
  return {
    ...(apiCode !== undefined && { apiCode }),
    ...(typeof isRetryable === 'boolean' && { isRetryable }),
  };
}

/**
 * Of what there was too much: Defender tells it in a sentence alone.
 * @see https://learn.microsoft.com/defender-xdr/api-advanced-hunting (2026-11)
 */
function quotaFacts(answer: IncomingAnswer): Facts {
  const text = beginningOf(answer);
  if (/\bCPU\b|run(?:ning)?[ -]?time|execution time/i.test(text)) return { quota: 'cpu' };
  return /\b(?:calls|requests)\b/i.test(text) ? { quota: 'calls' } : {};
}
