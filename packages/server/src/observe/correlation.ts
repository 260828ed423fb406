import { AsyncLocalStorage } from 'node:async_hooks';
import { createGuid, type OutgoingRequest, type Random } from '@consentry/core';

/** Lets Microsoft's records name our requests. */
export interface Correlation {
  /** Does the work of one request. @param requestId a GUID: Entra takes no other */
  run<T>(requestId: string, work: () => Promise<T>): Promise<T>;
  /**
   * Sends the id of our request as `client-request-id` to these origins; Entra and Graph keep it, and Entra repeats it as the
   * correlation id of a refusal. What belongs to no request has an id of its own; one that a caller gave a forward call stands.
   */
  naming<Request extends Nameable, Answer>(
    send: (request: Request) => Promise<Answer>,
    origins: readonly string[],
  ): (request: Request) => Promise<Answer>;
}

/** What goes out, whole or as a stream. */
type Nameable = Pick<OutgoingRequest, 'url' | 'headers'>;

const header = 'client-request-id';

/**
 * A redemption that serves several requests carries the id of the first.
 * @see https://learn.microsoft.com/graph/best-practices-concept#reliability-and-support (2026-11-26)
 */
export function createCorrelation(random: Random): Correlation {
  const current = new AsyncLocalStorage<string>();
  return {
    run: (requestId, work) => current.run(requestId, work),
    naming: (send, origins) => (request) => {
      const isOurs = origins.includes(new URL(request.url).origin);
      if (!isOurs || request.headers?.[header] !== undefined) return send(request);
      const id = current.getStore() ?? createGuid(random);
      return send({ ...request, headers: { ...request.headers, [header]: id } });
    },
  };
}
