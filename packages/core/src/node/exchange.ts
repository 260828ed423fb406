import type { IncomingAnswer, OutgoingRequest } from '../ports.ts';
import { openExchange } from './open-exchange.ts';
import type { Way } from './ways-out.ts';

/**
 * Sends one request and collects the answer as it comes over the wire, not yet decompressed.
 * @throws TransportError
 */
export function exchange(way: Way, request: OutgoingRequest): Promise<IncomingAnswer> {
  const { origin, pathname, search } = new URL(request.url);
  const { method, deadlineMs, maxResponseBytes, body = null } = request;
  const headers = { 'accept-encoding': 'gzip', ...request.headers };
  return new Promise((resolve, reject) => {
    const answer = { status: 0, reason: '', headers: {} };
    const chunks: Uint8Array[] = [];
    openExchange(
      way,
      { origin, path: pathname + search, method, headers, body, deadlineMs, maxResponseBytes },
      {
        head: (status, answerHeaders, reason) =>
          Object.assign(answer, { status, reason, headers: answerHeaders }),
        data: (chunk) => chunks.push(chunk),
        end: () => resolve({ ...answer, body: Buffer.concat(chunks) }),
        fail: reject,
      },
    );
  });
}
