import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { verifyBearer } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { ApiFault, answerApiFault } from './api-fault.ts';
import { authorizeCall } from './authorize-call.ts';
import { listCustomerUsers } from './customer-users.ts';
import { getCustomer, listCustomers } from './customers.ts';
import { isMfaCompliant } from './mfa.ts';

/** Partner Center: every path of its origin. */
export function createPartnerCenterService(parts: SandboxParts): (request: Request) => Promise<Response> {
  const routes = new Hono();

  routes.get('/v1/customers', async (c) => {
    const caller = await authorizeCall(parts, c.req.raw);
    return c.json(listCustomers(parts, c.req.raw, caller));
  });
  routes.get('/v1/customers/:customer', async (c) => {
    const caller = await authorizeCall(parts, c.req.raw);
    return c.json(getCustomer(parts, caller, c.req.param('customer')));
  });
  routes.get('/v1/customers/:customer/users', async (c) => {
    const caller = await authorizeCall(parts, c.req.raw);
    return c.json(listCustomerUsers(parts, c.req.raw, caller, c.req.param('customer')));
  });

  routes.notFound(() => answerApiFault(new ApiFault(404, '1000', 'Not found.')));
  routes.onError((error) => {
    if (error instanceof ApiFault) return answerApiFault(error);
    throw error;
  });

  return async (request) => {
    const response = parts.faults.take('partnerCenter') ?? (await routes.fetch(request));
    return finish(parts, request, response);
  };
}

/** Adds the headers that every answer has, and writes the call into the ledger. */
async function finish(parts: SandboxParts, request: Request, response: Response): Promise<Response> {
  const bearer = await verifyBearer(parts, request.headers.get('authorization'));
  const headers = new Headers(response.headers);
  headers.set('MS-RequestId', request.headers.get('MS-RequestId') ?? randomUUID());
  headers.set('MS-CorrelationId', request.headers.get('MS-CorrelationId') ?? randomUUID());
  headers.set('MS-CV', randomUUID());
  headers.set('MS-ServerId', 'sandbox');
  if (bearer.ok && request.headers.get('ValidateMfa')?.toLowerCase() === 'true') {
    const isCompliant = isMfaCompliant(parts, bearer.claims);
    if (isCompliant !== undefined) headers.set('isMfaCompliant', String(isCompliant));
  }
  const { pathname, search } = new URL(request.url);
  parts.ledger.write({
    kind: 'api-call',
    at: parts.clock.now(),
    service: 'partnerCenter',
    method: request.method,
    path: `${pathname}${search}`,
    ...(bearer.ok ? { tenant: bearer.claims.tenantId, accessTokenId: bearer.claims.tokenId } : {}),
    status: response.status,
  });
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
