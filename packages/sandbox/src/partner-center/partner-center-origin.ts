import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { verifyBearer } from '../bearer.ts';
import type { BearerResult } from '../bearer.ts';
import { deriveGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import { CERTIFICATE_NAMES, certificatePath } from '../webhooks/certificate-names.ts';
import { recordApiCall } from '../record-api-call.ts';
import { answerFault } from './answer-fault.ts';
import { ApiFault } from './api-fault.ts';
import { isMfaCompliant } from './mfa.ts';
import { ROUTES } from './routes.ts';
import { serveRoute } from './serve-route.ts';
import type { RouteServer } from './serve-route.ts';
import { createPartnerCenterState } from './state.ts';
import { createCallThrottle } from './throttle-call.ts';
import { createWriteOnce } from './write-once.ts';

/** Partner Center: every path of its origin. */
export function createPartnerCenterService(parts: SandboxParts): (request: Request) => Promise<Response> {
  const routes = new Hono<{ Bindings: { bearer: BearerResult } }>();
  const throttle = createCallThrottle(parts);
  const writes = createWriteOnce(parts);
  const server: RouteServer = { parts, state: createPartnerCenterState(parts.clock), throttle, writes };

  for (const route of ROUTES) {
    routes.on(route.method, route.path, (c) =>
      serveRoute(server, route, c.req.raw, c.env.bearer, c.req.param()),
    );
  }

  for (const name of CERTIFICATE_NAMES) {
    routes.get(certificatePath(name), async () => {
      const certificate = await parts.webhooks.certificate(name);
      return new Response(new Uint8Array(certificate), {
        headers: { 'content-type': 'application/pkix-cert' },
      });
    });
  }

  // The code of a 405 is a guess (2026-11).
  for (const path of new Set(routes.routes.map((route) => route.path))) {
    routes.all(path, () => answerFault(new ApiFault(405, '405', 'The method is not allowed at this path.')));
  }
  routes.notFound(() => answerFault(new ApiFault(404, '1000', 'Not found.')));
  routes.onError((error) => answerFault(error));

  async function serve(request: Request, bearer: BearerResult): Promise<Response> {
    try {
      if (bearer.ok) throttle.countCall(bearer.claims, new URL(request.url));
    } catch (error) {
      return answerFault(error);
    }
    return routes.fetch(request, { bearer });
  }

  return async (request) => {
    const bearer = await verifyBearer(parts, request);
    const response = await serve(request, bearer);
    recordApiCall(parts, 'partnerCenter', request, bearer, response.status);
    return withHeaders(parts, request, bearer, response);
  };
}

/** Adds the headers that every answer has. */
function withHeaders(
  parts: SandboxParts,
  request: Request,
  bearer: BearerResult,
  response: Response,
): Response {
  const headers = new Headers(response.headers);
  headers.set('MS-RequestId', request.headers.get('MS-RequestId') ?? randomUUID());
  headers.set('MS-CorrelationId', request.headers.get('MS-CorrelationId') ?? randomUUID());
  headers.set('MS-CV', randomUUID());
  headers.set('MS-ServerId', 'sandbox');
  headers.set('Request-Context', `appId=cid-v1:${deriveGuid('partner center')}`);
  headers.set('X-Locale', request.headers.get('X-Locale') ?? 'en-US');
  if (bearer.ok && request.headers.get('ValidateMfa')?.toLowerCase() === 'true') {
    const isCompliant = isMfaCompliant(parts, bearer.claims);
    if (isCompliant !== undefined) headers.set('isMfaCompliant', String(isCompliant));
  }
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
