import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { verifyBearer } from '../bearer.ts';
import type { BearerResult } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { recordApiCall } from '../record-api-call.ts';
import { ArmError, answerArmError } from './arm-error.ts';
import { authorizeCall } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { getSubscription, listSubscriptions } from './subscriptions.ts';
import { listTenants } from './tenants.ts';

/** Azure Resource Manager: every path of its origin. */
export function createArmService(parts: SandboxParts): (request: Request) => Promise<Response> {
  const routes = new Hono<{ Bindings: { bearer: BearerResult } }>();
  function add(path: string, handle: (caller: Caller, url: URL, id: string) => object): void {
    routes.get(path, (c) => {
      const caller = authorizeCall(parts, c.env.bearer);
      const url = new URL(c.req.url);
      assertApiVersion(url);
      return c.json(handle(caller, url, c.req.param('id') ?? ''));
    });
  }

  add('/subscriptions', (caller, url) => listSubscriptions(parts, caller, url));
  add('/subscriptions/:id', (caller, _url, id) => getSubscription(parts, caller, id));
  add('/tenants', (caller, url) => listTenants(parts, caller, url));

  routes.notFound(() =>
    answerArmError(parts, new ArmError(404, 'InvalidResourceType', 'The resource type could not be found.')),
  );
  routes.onError((error, c) => {
    if (!(error instanceof ArmError)) throw error;
    const { bearer } = c.env;
    return answerArmError(parts, error, bearer.ok ? bearer.claims.tenantId : undefined);
  });

  return async (request) => {
    const bearer = await verifyBearer(parts, request);
    const response = await routes.fetch(request, { bearer });
    recordApiCall(parts, 'arm', request, bearer, response.status);
    return withIds(request, response);
  };
}

/**
 * Every date is taken for a version.
 *
 * @throws ArmError 400 `MissingApiVersionParameter`, `InvalidApiVersionParameter`
 */
function assertApiVersion({ searchParams }: URL): void {
  const version = searchParams.get('api-version');
  if (version === null || version === '') {
    const message = 'The api-version query parameter (?api-version=) is required for all requests.';
    throw new ArmError(400, 'MissingApiVersionParameter', message);
  }
  if (/^\d{4}-\d\d-\d\d(-preview)?$/.test(version)) return;
  throw new ArmError(400, 'InvalidApiVersionParameter', `The api-version '${version}' is invalid.`);
}

/** Every answer names the request, and the chain of requests that it belongs to. */
function withIds(request: Request, response: Response): Response {
  const headers = new Headers(response.headers);
  const requestId = randomUUID();
  headers.set('x-ms-request-id', requestId);
  headers.set('x-ms-correlation-request-id', request.headers.get('x-ms-correlation-request-id') ?? requestId);
  return new Response(response.body, { status: response.status, headers });
}
