import { ConsentryError, isConsentryError } from '../../errors.ts';
import type { Timer } from '../../ports.ts';
import type { HttpClient } from '../sdk-http.ts';

/** Nobody waits for an answer here, so a vault that is busy is waited for. */
const mostAttempts = 8;
const longestWaitMs = 60_000;

/**
 * Sends again what was throttled, after the rest that was asked for, and what was only read and not answered. What may have
 * been deleted or changed is not sent again: whoever asked for it looks.
 */
export function createPatientHttp(http: HttpClient, timer: Pick<Timer, 'wait'>): HttpClient {
  return {
    async sendRequest(request) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await http.sendRequest(request);
        } catch (error) {
          const waitMs = findWait(error, request.method, attempt);
          if (waitMs === undefined) throw error;
          await timer.wait(waitMs);
        }
      }
    },
  };
}

function findWait(error: unknown, method: string, attempt: number): number | undefined {
  if (!(error instanceof ConsentryError) || attempt >= mostAttempts) return undefined;
  const isBusy = isConsentryError(error, 'vault_throttled');
  const isLost = isConsentryError(error, 'vault_unavailable') && method === 'GET' && attempt < 4;
  if (!isBusy && !isLost) return undefined;
  return Math.min(error.retryAfterMs ?? 1_000 * 2 ** (attempt - 1), longestWaitMs);
}
