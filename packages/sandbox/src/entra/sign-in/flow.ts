import { randomUUID } from 'node:crypto';
import type { SandboxParts } from '../../parts.ts';
import { findTenant } from '../../world/find.ts';
import { readClientAddress } from '../client-address.ts';
import { EntraRefusal } from '../refusal.ts';
import { readBrowserId } from './browser-cookie.ts';
import type { SignedIn, SignInFlow, SignInPurpose } from './sign-in-flow.ts';

/** A sign-in page is good for an hour. */
const FLOW_LIFE_MS = 60 * 60_000;

/** Begins a sign-in for the browser that sent the request. */
export function startFlow(
  parts: SandboxParts,
  request: Request,
  browserId: string,
  purpose: SignInPurpose,
): SignInFlow {
  const flow: SignInFlow = {
    id: randomUUID(),
    browserId,
    startedAt: parts.clock.now(),
    purpose,
    address: readClientAddress(request),
    isPicking: false,
    hasGivenCode: false,
    hasPassedChallenge: false,
    hasConsented: false,
  };
  parts.entra.flows.set(flow.id, flow);
  return flow;
}

/**
 * Gets the flow that a form belongs to. The form must come from Entra's own page and from the browser that began.
 *
 * @throws EntraRefusal 50089 when any of this does not hold
 */
export function getFlow(parts: SandboxParts, request: Request, form: URLSearchParams): SignInFlow {
  const flow = parts.entra.flows.get(form.get('ctx') ?? '');
  const origin = request.headers.get('origin');
  if (
    flow === undefined ||
    flow.browserId !== readBrowserId(request) ||
    (origin !== null && origin !== parts.origins.login) ||
    parts.clock.now() - flow.startedAt > FLOW_LIFE_MS
  ) {
    throw new EntraRefusal(50089);
  }
  flow.address = readClientAddress(request);
  return flow;
}

/** The tenant that is signed in to: the one in the path, or the user's own. Undefined until it is known. */
export function findFlowTenantId(flow: SignInFlow): string | undefined {
  const { segment } = flow.purpose.request;
  return segment.kind === 'tenant' ? segment.tenant.id : flow.user?.tenantId;
}

/** @throws EntraRefusal 50089 when the flow has not come that far */
export function getSignedIn(parts: SandboxParts, flow: SignInFlow): SignedIn {
  const { user, authentication } = flow;
  const tenant = findTenant(parts.world, findFlowTenantId(flow) ?? '');
  if (user === undefined || authentication === undefined || tenant === undefined)
    throw new EntraRefusal(50089);
  return { user, tenant, authentication };
}
