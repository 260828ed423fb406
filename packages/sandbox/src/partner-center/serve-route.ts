import { randomUUID } from 'node:crypto';
import type { BearerResult } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { findTenant } from '../world/find.ts';
import { ApiFault } from './api-fault.ts';
import { authorizeCall, getUser } from './authorize-call.ts';
import { CommerceFault } from './commerce-fault.ts';
import type { AuditedOperation, Call, Route } from './route.ts';
import type { PartnerCenterState } from './state.ts';
import type { CallThrottle } from './throttle-call.ts';
import type { WriteOnce } from './write-once.ts';

/** What the routes are served with. */
export interface RouteServer {
  parts: SandboxParts;
  state: PartnerCenterState;
  throttle: CallThrottle;
  writes: WriteOnce;
}

/**
 * Serves one request by its route: who may, the limit of the route, once for each `MS-RequestId` if it is a write, and the audit record.
 *
 * @throws ApiFault, CommerceFault, ThrottledFault
 */
export async function serveRoute(
  { parts, state, throttle, writes }: RouteServer,
  route: Route,
  request: Request,
  bearer: BearerResult,
  params: Record<string, string>,
): Promise<Response> {
  if (bearer.ok) state.mfa.note(parts, bearer.claims, request, operationOf(request, route));
  const caller = authorizeCall(parts, bearer, request);
  if (route.isAppOnly !== true) getUser(caller);
  if (route.limit === 'application-consents') throttle.countConsent(caller.claims);
  const call: Call = { parts, state, caller, request, url: new URL(request.url), params, body: '' };
  if (route.method !== 'GET') return writes.run(request, caller, (body) => act(route, { ...call, body }));
  const answer = route.answer(call);
  return answer instanceof Response ? answer : Response.json(answer);
}

/** The path as Partner Center tells it: with the names of its parts in braces. */
function operationOf({ method }: Request, { path }: Route): string {
  return `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`;
}

/** Acts, and writes into the audit log what was done or refused. */
function act({ audit, answer }: Route, call: Call): object | Response {
  if (audit === undefined) return answer(call);
  let old: object | undefined;
  try {
    old = audit.old?.(call);
    const answered = answer(call);
    noteAct(call, audit, { old, new: answered instanceof Response ? {} : answered });
    return answered;
  } catch (error) {
    if (error instanceof ApiFault || error instanceof CommerceFault) noteAct(call, audit, { old });
    throw error;
  }
}

function noteAct(
  { parts, state, caller, params }: Call,
  { resourceType, operationType }: AuditedOperation,
  values: { old?: object | undefined; new?: object },
): void {
  const customer = findTenant(parts.world, params['customer'] ?? '');
  state.audit.note({
    id: randomUUID(),
    partnerId: caller.partner.id,
    ...(customer === undefined ? {} : { customerId: customer.id, customerName: customer.name }),
    ...(caller.user === undefined ? {} : { userPrincipalName: caller.user.userPrincipalName }),
    applicationId: caller.claims.clientId,
    resourceType,
    resourceOldValue: values.old === undefined ? '' : JSON.stringify(values.old),
    resourceNewValue: values.new === undefined ? '' : JSON.stringify(values.new),
    operationType,
    at: parts.clock.now(),
    operationStatus: values.new === undefined ? 'failed' : 'succeeded',
  });
}
