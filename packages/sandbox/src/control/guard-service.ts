import { readForm } from '../entra/form.ts';
import { recordTokenRequest } from '../entra/token/record-token-request.ts';
import { answerTooLarge, limitBody } from '../limit-body.ts';
import type { SandboxParts } from '../parts.ts';
import { isActing } from './fault-rule.ts';
import type { FaultyService, TakenFault } from './fault-rule.ts';
import { playAround, playInstead } from './play-fault.ts';
import type { Serve } from './play-fault.ts';

/**
 * Puts a guard in front of a service. Every request of the four services passes here and nowhere else: bodies that are too large
 * are refused, faults are played, and what became of the request is written into the ledger.
 */
export function guardService(parts: SandboxParts, service: FaultyService, serve: Serve): Serve {
  return async (sent) => {
    const request = await receive(parts, service, sent);
    if (request === undefined) return answerTooLarge();
    const fault = await parts.faults.take(service, request);
    const record = await prepareRecord(parts, service, request, fault);
    // What hangs is noted when it comes: it may never end.
    if (fault?.kind === 'hang') record();
    try {
      const response = await pass(parts, serve, request, fault);
      record(response.status);
      if (fault?.kind === 'throttle') fault.answered();
      return response;
    } catch (error) {
      if (fault?.kind !== 'hang') record();
      throw error;
    }
  };
}

/** Reads the body. Undefined for one that is too large. */
async function receive(
  parts: SandboxParts,
  service: FaultyService,
  sent: Request,
): Promise<Request | undefined> {
  try {
    const request = await limitBody(service, sent);
    if (request === undefined) recordRequest(parts, service, sent, { status: answerTooLarge().status });
    return request;
  } catch (error) {
    // The client went away before it had sent everything.
    recordRequest(parts, service, sent, {});
    throw error;
  }
}

function pass(
  parts: SandboxParts,
  serve: Serve,
  request: Request,
  fault: TakenFault | undefined,
): Promise<Response> {
  if (fault === undefined) return serve(request).then((response) => dateAnswer(response, parts.clock.now()));
  return isActing(fault) ? playAround(parts, fault, serve, request) : playInstead(parts, fault, request);
}

/** As servers with a clock do (RFC 9110 §6.6.1); it is the sandbox's, by which everything else is dated too. */
function dateAnswer({ body, status, statusText, headers: sent }: Response, now: number): Response {
  const headers = new Headers(sent);
  headers.set('date', new Date(now).toUTCString());
  return new Response(body, { status, statusText, headers });
}

/** Returns what writes the request into the ledger, without a status where the client got no answer. */
async function prepareRecord(
  parts: SandboxParts,
  service: FaultyService,
  request: Request,
  fault: TakenFault | undefined,
): Promise<(status?: number) => void> {
  const { pathname } = new URL(request.url);
  const isUnserved = fault !== undefined && !isActing(fault);
  const recordToken =
    service === 'login' && isUnserved && (await prepareTokenRecord(parts, request, pathname));
  return (status) => {
    const answered = status === undefined ? {} : { status };
    if (recordToken !== false) recordToken(answered);
    recordRequest(parts, service, request, {
      ...answered,
      ...(fault === undefined ? {} : { fault: fault.kind }),
    });
  };
}

function recordRequest(
  { ledger, clock }: SandboxParts,
  service: FaultyService,
  { method, url }: Request,
  outcome: { status?: number; fault?: TakenFault['kind'] },
): void {
  const { pathname } = new URL(url);
  const path = service === 'vault' ? hideValues(pathname) : pathname;
  ledger.write({ kind: 'request', at: clock.now(), service, method, path, ...outcome });
}

/** At a vault, a part of the path that can be no name may be a value that went astray. */
function hideValues(pathname: string): string {
  const parts = pathname.split('/').map((part) => (/^[0-9a-z-]{0,127}$/i.test(part) ? part : '*'));
  return parts.join('/');
}

const TOKEN_ENDPOINT = /^\/([^/]+)\/oauth2\/(v2\.0\/)?token$/;

/** A token request counts as one, even if the token endpoint never sees it. */
async function prepareTokenRecord(
  parts: SandboxParts,
  request: Request,
  pathname: string,
): Promise<false | ((answered: { status?: number }) => void)> {
  const [, tenant, v2] = TOKEN_ENDPOINT.exec(pathname) ?? [];
  if (tenant === undefined) return false;
  const form = await readForm(request);
  const version = v2 === undefined ? 'v1' : 'v2';
  return (answered) =>
    recordTokenRequest(parts, { tenant, version }, form, { result: 'fault', ...answered }, {});
}
