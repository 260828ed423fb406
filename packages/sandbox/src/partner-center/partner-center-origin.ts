import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { verifyBearer } from '../bearer.ts';
import type { BearerResult } from '../bearer.ts';
import { deriveGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import { recordApiCall } from '../record-api-call.ts';
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
  const routes = new Hono<{ Bindings: { bearer: BearerResult } }>();
  const throttle = createCallThrottle(parts);
  const writes = createWriteOnce(parts);
  const billingProfiles: BillingProfiles = new Map();

  routes.get('/v1/customers', (c) => {
    const caller = authorizeCall(parts, c.env.bearer, c.req.raw);
    return c.json(listCustomers(parts, c.req.raw, caller));
  });
  routes.get('/v1/customers/:customer', (c) => {
    const caller = authorizeCall(parts, c.env.bearer, c.req.raw);
    const { etag, body } = getCustomer(parts, billingProfiles, caller, c.req.param('customer'));
    return c.json(body, 200, { etag: `"${etag}"` });
  });
  routes.get('/v1/customers/:customer/users', (c) => {
    const caller = authorizeCall(parts, c.env.bearer, c.req.raw);
    return c.json(listCustomerUsers(parts, c.req.raw, caller, c.req.param('customer')));
  });
  routes.get('/v1/customers/:customer/users/:user', (c) => {
    const caller = authorizeCall(parts, c.env.bearer, c.req.raw);
    return c.json(getCustomerUser(parts, caller, c.req.param('customer'), c.req.param('user')));
  });
  routes.get('/v1/customers/:customer/profiles/billing', (c) => {
    const caller = authorizeCall(parts, c.env.bearer, c.req.raw);
    const { customer } = findCustomer(parts, caller, c.req.param('customer'));
    return c.json(writeBillingProfile(billingProfiles, customer));
  });
  routes.put('/v1/customers/:customer/profiles/billing', (c) => {
    const caller = authorizeCall(parts, c.env.bearer, c.req.raw);
    const customer = c.req.param('customer');
    return writes.run(c.req.raw, caller, (body) =>
      replaceBillingProfile(parts, billingProfiles, caller, customer, c.req.raw, body),
    );
  });
  routes.post('/v1/customers/:customer/applicationconsents', (c) => {
    const caller = authorizeCall(parts, c.env.bearer, c.req.raw);
    throttle.countConsent(caller.claims);
    const customer = c.req.param('customer');
    return writes.run(c.req.raw, caller, (body) => createApplicationConsent(parts, caller, customer, body));
  });
  routes.delete('/v1/customers/:customer/applicationconsents/:application', (c) => {
    const caller = authorizeCall(parts, c.env.bearer, c.req.raw);
    throttle.countConsent(caller.claims);
    const { customer, application } = c.req.param();
    return writes.run(c.req.raw, caller, () =>
      deleteApplicationConsent(parts, caller, customer, application),
    );
  });
  routes.get('/v1/profiles/:profile', (c) => {
    const caller = authorizeCall(parts, c.env.bearer, c.req.raw);
    return c.json(getProfile(caller, c.req.param('profile'), new URL(c.req.url)));
  });

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
