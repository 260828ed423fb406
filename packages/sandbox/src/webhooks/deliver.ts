import { isLocalName, isLoopback } from '../loopback.ts';

/** Takes an event to its receiver, and gives the receiver's answer. */
export interface Deliver {
  (request: Request): Promise<Response>;
}

const PATIENCE_MS = 10_000;

/**
 * Delivers over the network to this machine, and to no other: whoever reaches a sandbox may register a URL.
 *
 * @throws TypeError for a URL elsewhere, and where nobody answers
 */
export async function deliverToLoopback(request: Request): Promise<Response> {
  const { hostname } = new URL(request.url);
  if (!isLoopback(hostname) && !isLocalName(hostname))
    throw new TypeError(`the sandbox delivers to this machine alone, not to ${hostname}`);
  return fetch(request, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
}
