import { setTimeout as wait } from 'node:timers/promises';
import type { SandboxParts } from '../parts.ts';
import { cut, drip } from './broken-bodies.ts';
import { answerFault } from './fault-answers.ts';
import type { ActingFault, TakenFault } from './fault-rule.ts';
import { CutResponse, LostConnection } from './lost-connection.ts';
import { refuseToken } from './refuse-token.ts';
import { spoilNextLink } from './spoil-next-link.ts';

/** One service as a function. */
export type Serve = (request: Request) => Promise<Response>;

/**
 * Plays a fault to a request that the service serves nevertheless.
 *
 * @throws LostConnection where there is no answer, and what the signal of the request says
 */
export async function playAround(
  parts: SandboxParts,
  fault: ActingFault,
  serve: Serve,
  request: Request,
): Promise<Response> {
  if (fault.kind === 'refuse-token') refuseToken(parts, request, false);
  if (fault.kind === 'claims-challenge') refuseToken(parts, request, fault.claims);
  if (fault.kind === 'latency') await wait(fault.ms, undefined, { signal: request.signal });
  const response = await serve(request);
  switch (fault.kind) {
    case 'latency':
    case 'refuse-token':
    case 'claims-challenge':
      return response;
    case 'slow-drip':
      return slowDown(response, fault.bytesPerSecond);
    case 'truncated':
      return cutShort(response);
    case 'wrong-type':
      return asHtml(response);
    case 'next-link':
      return spoilNextLink(response, request, fault.defect);
    case 'reset-after':
      throw new LostConnection('fetch failed');
  }
}

/**
 * Plays a fault that keeps the request from the service.
 *
 * @throws LostConnection where there is no answer, and what the signal of the request says
 */
export async function playInstead(
  parts: SandboxParts,
  fault: Exclude<TakenFault, ActingFault>,
  request: Request,
): Promise<Response> {
  if (fault.kind === 'hang') return untilAborted(request.signal);
  if (fault.kind === 'reset') throw new LostConnection('fetch failed');
  return answerFault(parts, request, fault);
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

async function slowDown(response: Response, bytesPerSecond: number): Promise<Response> {
  const body = await readBytes(response);
  if (body.length === 0) return new Response(null, response);
  return new Response(drip(body, bytesPerSecond), response);
}

/** Announces the whole length and gives half of it. What would have no body announces a byte that never comes. */
async function cutShort(response: Response): Promise<Response> {
  const body = await readBytes(response);
  const headers = new Headers(response.headers);
  headers.set('content-length', String(Math.max(1, body.length)));
  const status = response.status === 204 || response.status === 304 ? 200 : response.status;
  return new CutResponse(cut(body), { status, statusText: response.statusText, headers });
}

async function readBytes(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

function asHtml(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set('content-type', 'text/html; charset=utf-8');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
