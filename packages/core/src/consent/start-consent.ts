import { ConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';
import type { Clock, Random } from '../ports.ts';
import { Secret } from '../secret.ts';
import type { ConsentFlows, NewConsentFlow } from './consent-flow.ts';
import {
  approvalRequest,
  type BuiltRequest,
  type ConsentRequestDeps,
  connectRequest,
  customerConsentRequest,
  customerSignInRequest,
  testRequest,
  unguessable,
} from './consent-request.ts';
import { digest } from './digest.ts';
import type { Invitation } from './invitation.ts';
import { createState } from './state.ts';

/** How long a person may take to sign in. */
const flowLifetimeMs = 60 * 60 * 1000;
/** Longer, so that who comes too late is told so, and not that the browser is another one. */
const browserLifetimeMs = 24 * 60 * 60 * 1000;

/** What the beginning of a consent needs. */
export interface StartConsentDeps extends ConsentRequestDeps {
  readonly flows: ConsentFlows;
  readonly clock: Clock;
  readonly random: Random;
}

/** Where to send the person's browser, and what to leave in it. */
export interface ConsentStart {
  readonly url: string;
  /** The value of the flow cookie. */
  readonly browser: Secret<string>;
  /** How long the browser keeps it, milliseconds. */
  readonly browserLifetimeMs: number;
}

/** What is known of the browser that pressed the button. */
export interface AskingBrowser {
  /** The flow cookie that it already has; it is kept, so that two sign-ins in one browser do not take it from each other. */
  readonly presented?: string | undefined;
  /** In which language its reader goes on reading afterwards, BCP 47. Comes back with the answer: {@link findStateLanguage}. */
  readonly language?: string;
}

/**
 * Starts the consent of one invitation: remembers state, nonce, verifier and browser, and builds the URL of
 * the identity provider. Call it for the press of a button, never for the opening of a link.
 *
 * @throws ConsentryError `invitation_spent`, `invitation_revoked`, `invitation_expired`, `admin_consent_off`, `invalid_configuration` (a cloud without
 *   Partner Center), `invalid_request` (a reseller at the v1 endpoints)
 */
export async function startConsent(
  deps: StartConsentDeps,
  invitation: Invitation,
  browser: AskingBrowser = {},
): Promise<ConsentStart> {
  return start(deps, invitation, browser, (state) => requestFor(deps, invitation, state));
}

/**
 * Goes on with the invitation of an unknown customer, once a signed id_token has said which tenant it is: that tenant alone is
 * asked, and no other may answer.
 *
 * @throws ConsentryError as {@link startConsent}
 */
export async function continueToCustomer(
  deps: StartConsentDeps,
  invitation: Invitation,
  customer: TenantId,
  browser: AskingBrowser,
): Promise<ConsentStart> {
  return start(deps, invitation, browser, (state) =>
    customerConsentRequest(deps, invitation, customer, state),
  );
}

async function start(
  deps: StartConsentDeps,
  invitation: Invitation,
  { presented, language }: AskingBrowser,
  build: (state: string) => Promise<BuiltRequest> | BuiltRequest,
): Promise<ConsentStart> {
  requireUsable(invitation, deps.clock.now());
  const state = createState(deps.random, language);
  const browser = presented !== undefined && isUnguessable(presented) ? presented : unguessable(deps.random);
  const { url, purpose, customer, verifier, nonce } = await build(state);
  const startedAt = deps.clock.now();
  const flow: NewConsentFlow = {
    invitation: invitation.id,
    purpose,
    customer,
    verifier,
    nonceDigest: nonce === undefined ? undefined : digest(nonce),
    browserDigest: digest(browser),
    startedAt,
    expiresAt: Math.min(startedAt + flowLifetimeMs, invitation.expiresAt),
    finishedAt: undefined,
  };
  await deps.flows.add(digest(state), flow);
  return { url, browser: Secret.of(browser), browserLifetimeMs };
}

function requestFor(
  deps: StartConsentDeps,
  invitation: Invitation,
  state: string,
): Promise<BuiltRequest> | BuiltRequest {
  switch (invitation.kind) {
    case 'connect':
      return connectRequest(deps, invitation, state);
    case 'approve':
      return approvalRequest(deps, invitation, state);
    case 'test':
      return testRequest(deps, invitation, state);
    case 'customer': {
      const tenant = invitation.customer?.tenant;
      return tenant === undefined
        ? customerSignInRequest(deps, state)
        : customerConsentRequest(deps, invitation, tenant, state);
    }
  }
}

/** @throws ConsentryError `invitation_spent`, `invitation_revoked`, `invitation_expired` */
export function requireUsable(invitation: Invitation, now: number): void {
  if (invitation.spentAt !== undefined) throw new ConsentryError('invitation_spent');
  if (invitation.revokedAt !== undefined) throw new ConsentryError('invitation_revoked');
  if (invitation.expiresAt <= now) throw new ConsentryError('invitation_expired');
}

/** True for the form of {@link unguessable}. */
function isUnguessable(value: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(value);
}
