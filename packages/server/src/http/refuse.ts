import { ConsentryError } from '@consentry/core';
import type { Refusal } from '@consentry/core/contract';
import { commonHeaders } from './security-headers.ts';

/** Whatever was thrown, as an error that may be shown. An unexpected one shows nothing of itself. */
export function toConsentryError(error: unknown): ConsentryError {
  return error instanceof ConsentryError ? error : new ConsentryError('internal_error', { cause: error });
}

/** The JSON face of an error. */
export function refuseWithJson(error: ConsentryError, requestId: string): Response {
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
  return new Response(JSON.stringify(body), { status: error.entry.status, headers });
}
