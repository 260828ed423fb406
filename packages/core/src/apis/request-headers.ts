import { createGuid } from '../ids.ts';
import type { Random } from '../ports.ts';
import type { ApiTarget } from './api-target.ts';

/**
 * The ids by which a call is found again at Microsoft, and for Partner Center the wish to have MFA evaluated: not for a token of the
 * application alone, behind which nobody signed in.
 *
 * @param requestId of a write at Partner Center; a fresh one unless given
 * @see Partner Center REST, "Partner Center REST headers" (2023-10); `ValidateMfa` (2025-10)
 */
export function createRequestHeaders(
  random: Random,
  { resource, access }: Pick<ApiTarget, 'resource' | 'access'>,
  requestId: string = createGuid(random),
): Record<string, string> {
  switch (resource) {
    case 'partner-center':
      return {
        'ms-requestid': requestId,
        'ms-correlationid': createGuid(random),
        ...(access !== 'app-only' && { validatemfa: 'true' }),
      };
    case 'graph':
      return { 'client-request-id': requestId };
    case 'arm':
      return { 'x-ms-client-request-id': requestId };
    case 'defender':
      return {};
  }
}
