import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock.ts';
import type { Origins } from '../../origins.ts';
import { findTenant } from '../../world/find.ts';
import type { Tenant, User, World } from '../../world/types.ts';
import type { AdminConsentRequest } from '../admin-consent/admin-consent-request.ts';
import type { Authentication } from '../authentication.ts';
import { asksForTenant } from '../authorize/authorize-request.ts';
import type { AuthorizeRequest } from '../authorize/authorize-request.ts';
import { readClientAddress } from '../client-address.ts';
import type { DeviceCodeRequest } from '../device-code/device-code-request.ts';
import { remember } from '../forget.ts';
import { EntraRefusal } from '../refusal.ts';
import { readBrowserId } from './browser-cookie.ts';

/** What the sign-in is for. */
export type SignInPurpose =
  | { kind: 'authorize'; request: AuthorizeRequest }
  | { kind: 'admin-consent'; request: AdminConsentRequest }
  | { kind: 'device-code'; request: DeviceCodeRequest };

/** True when the consent is asked of an administrator, for a whole tenant. */
export function isForTenant(purpose: SignInPurpose): boolean {
  if (purpose.kind === 'device-code') return false;
  return purpose.kind === 'admin-consent' || asksForTenant(purpose.request);
}

/** True for a request that may show no page: `prompt=none`. */
export function isSilent(purpose: SignInPurpose): boolean {
  return purpose.kind === 'authorize' && purpose.request.prompt === 'none';
}

/** A sign-in under way, held at the server. The browser knows its id, and has the cookie that it belongs to. */
export interface SignInFlow {
  id: string;
  /** The value of the cookie of the browser that began. */
  browserId: string;
  startedAt: number;
  purpose: SignInPurpose;
  /** The address that the browser comes from. */
  clientAddress: string;
  /** True as long as the person has to say which of the browser's accounts it shall be. */
  isPicking: boolean;
  /** What was typed as e-mail address, or what the page calls the account that was taken over. */
  signInName?: string;
  /** The user whose password was right, now or in the earlier sign-in. */
  user?: User;
  /** The earlier sign-in of this user in the browser, where it was taken over. It may lack something. */
  session?: Authentication;
  /** True once the right one-time code was typed. */
  hasGivenCode: boolean;
  /** True once the person passed an external challenge. */
  hasPassedChallenge: boolean;
  /** Set when every factor that is needed was given. */
  authentication?: Authentication;
  /** True once the user pressed Accept. */
  hasConsented: boolean;
}

/** Who signed in, and to which tenant. */
export interface SignedIn {
  user: User;
  tenant: Tenant;
  authentication: Authentication;
}

/** Where sign-ins are held, and what they are judged by. */
export interface FlowSource {
  readonly entra: { readonly flows: Map<string, SignInFlow> };
  readonly clock: Pick<SandboxClock, 'now'>;
  readonly origins: Origins;
}

/** A sign-in page is good for an hour. */
const FLOW_LIFE_MS = 60 * 60_000;

/** Begins a sign-in for the browser that sent the request. */
export function startFlow(
  { entra, clock }: FlowSource,
  request: Request,
  browserId: string,
  purpose: SignInPurpose,
): SignInFlow {
  const flow: SignInFlow = {
    id: randomUUID(),
    browserId,
    startedAt: clock.now(),
    purpose,
    clientAddress: readClientAddress(request),
    isPicking: false,
    hasGivenCode: false,
    hasPassedChallenge: false,
    hasConsented: false,
  };
  remember(entra.flows, flow.id, flow, (old) => flow.startedAt - old.startedAt > FLOW_LIFE_MS);
  return flow;
}

/**
 * Gets the flow that a form belongs to. The form must come from Entra's own page and from the browser that began.
 *
 * @throws EntraRefusal 50089 when any of this does not hold
 */
export function getFlow(
  { entra, clock, origins }: FlowSource,
  request: Request,
  form: URLSearchParams,
): SignInFlow {
  const flow = entra.flows.get(form.get('ctx') ?? '');
  const origin = request.headers.get('origin');
  if (
    flow === undefined ||
    flow.browserId !== readBrowserId(request) ||
    (origin !== null && origin !== origins.login) ||
    clock.now() - flow.startedAt > FLOW_LIFE_MS
  ) {
    throw new EntraRefusal(50089);
  }
  flow.clientAddress = readClientAddress(request);
  return flow;
}

/** The tenant that is signed in to: the one in the path, or the user's own. Undefined until it is known. */
export function findFlowTenantId(flow: SignInFlow): string | undefined {
  const { segment } = flow.purpose.request;
  return segment.kind === 'tenant' ? segment.tenant.id : flow.user?.tenantId;
}

/** @throws EntraRefusal 50089 when the flow has not come that far */
export function getSignedIn({ world }: { readonly world: World }, flow: SignInFlow): SignedIn {
  const { user, authentication } = flow;
  const tenant = findTenant(world, findFlowTenantId(flow) ?? '');
  if (user === undefined || authentication === undefined || tenant === undefined)
    throw new EntraRefusal(50089);
  return { user, tenant, authentication };
}
