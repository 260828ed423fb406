import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { verifyBearer } from '../bearer.ts';
import { deriveGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import { answerFault } from './answer-fault.ts';
import { ApiFault } from './api-fault.ts';
import { createApplicationConsent, deleteApplicationConsent } from './application-consents.ts';
import { authorizeCall } from './authorize-call.ts';
import { replaceBillingProfile, writeBillingProfile } from './customer-billing.ts';
import type { BillingProfiles } from './customer-billing.ts';
import { getCustomerUser, listCustomerUsers } from './customer-users.ts';
import { getCustomer, listCustomers } from './customers.ts';
import { findCustomer } from './find-customer.ts';
import { isMfaCompliant } from './mfa.ts';
import { getProfile } from './profiles.ts';
import { createCallThrottle } from './throttle-call.ts';
import { createWriteOnce } from './write-once.ts';

/** Partner Center: every path of its origin. */
export function createPartnerCenterService(parts: SandboxParts): (request: Request) => Promise<Response> {
  const routes = new Hono();
  const throttle = createCallThrottle(parts);
  const writes = createWriteOnce(parts);
  const billingProfiles: BillingProfiles = new Map();

  routes.get('/v1/customers', async (c) => {
    const caller = await authorizeCall(parts, c.req.raw);
    return c.json(listCustomers(parts, c.req.raw, caller));
  });
  routes.get('/v1/customers/:customer', async (c) => {
    const caller = await authorizeCall(parts, c.req.raw);
    const { etag, body } = getCustomer(parts, billingProfiles, caller, c.req.param('customer'));
    return c.json(body, 200, { etag: `"${etag}"` });
  });
  routes.get('/v1/customers/:customer/users', async (c) => {
    const caller = await authorizeCall(parts, c.req.raw);
    return c.json(listCustomerUsers(parts, c.req.raw, caller, c.req.param('customer')));
  });
  routes.get('/v1/customers/:customer/users/:user', async (c) => {
    const caller = await authorizeCall(parts, c.req.raw);
    return c.json(getCustomerUser(parts, caller, c.req.param('customer'), c.req.param('user')));
  });
  routes.get('/v1/customers/:customer/profiles/billing', async (c) => {
    const caller = await authorizeCall(parts, c.req.raw);
    const { customer } = findCustomer(parts, caller, c.req.param('customer'));
    return c.json(writeBillingProfile(billingProfiles, customer));
  });
  routes.put('/v1/customers/:customer/profiles/billing', async (c) => {
    const caller = await authorizeCall(parts, c.req.raw);
    const customer = c.req.param('customer');
    return writes.run(c.req.raw, caller, (body) =>
      replaceBillingProfile(parts, billingProfiles, caller, customer, c.req.raw, body),
    );
  });
  routes.post('/v1/customers/:customer/applicationconsents', async (c) => {
    const caller = await authorizeCall(parts, c.req.raw);
    throttle.countConsent(caller.claims);
    const customer = c.req.param('customer');
    return writes.run(c.req.raw, caller, (body) => createApplicationConsent(parts, caller, customer, body));
  });
  routes.delete('/v1/customers/:customer/applicationconsents/:application', async (c) => {
    const caller = await authorizeCall(parts, c.req.raw);
    throttle.countConsent(caller.claims);
    const { customer, application } = c.req.param();
    return writes.run(c.req.raw, caller, () =>
      deleteApplicationConsent(parts, caller, customer, application),
    );
  });
  routes.get('/v1/profiles/:profile', async (c) => {
    const caller = await authorizeCall(parts, c.req.raw);
    return c.json(getProfile(caller, c.req.param('profile'), new URL(c.req.url)));
  });

  routes.notFound(() => answerFault(new ApiFault(404, '1000', 'Not found.')));
  routes.onError((error) => answerFault(error));

  async function serve(request: Request): Promise<Response> {
    const bearer = await verifyBearer(parts, request.headers.get('authorization'));
    try {
      if (bearer.ok) throttle.countCall(bearer.claims, new URL(request.url));
    } catch (error) {
      return answerFault(error);
    }
    return routes.fetch(request);
  }

  return async (request) => finish(parts, request, await serve(request));
}

/** Adds the headers that every answer has, and writes the call into the ledger. */
async function finish(parts: SandboxParts, request: Request, response: Response): Promise<Response> {
  const bearer = await verifyBearer(parts, request.headers.get('authorization'));
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
