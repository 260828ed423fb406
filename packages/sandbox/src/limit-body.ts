import type { ServiceName } from './origins.ts';

/**
 * How many bytes of a body each service takes. The real limits are larger and mostly not published; what these APIs are sent is far
 * smaller.
 */
const MOST_BYTES: Readonly<Record<ServiceName, number>> = {
  login: 64 * 1024,
  partnerCenter: 256 * 1024,
  graph: 256 * 1024,
  arm: 256 * 1024,
  defender: 256 * 1024,
  vault: 256 * 1024,
  control: 1024 * 1024,
};

/**
 * Reads the body of a request, and no more of it than the service takes, announced or not.
 *
 * @returns a request with the same body, in memory; undefined when the body is too large
 */
export async function limitBody(service: ServiceName, request: Request): Promise<Request | undefined> {
  const most = MOST_BYTES[service];
  if (request.body === null) return request;
  if (Number(request.headers.get('content-length') ?? 0) > most) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the rest of the body.
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  const { url, method, headers, signal } = request;
  return new Request(url, { method, headers, signal, body: Buffer.concat(chunks) });
}

/**
 * The answer to a body that is too large, as a gateway in front of the service gives it. That all services answer alike is a guess
 * (2026-11).
 */
export function answerTooLarge(): Response {
  return new Response('Request Entity Too Large', {
    status: 413,
    headers: { 'content-type': 'text/plain; charset=utf-8', connection: 'close' },
  });
}
