import { adminConsentUrl } from '../entra/admin-consent-url.ts';
import { authorizeUrl } from '../entra/authorize-url.ts';
import { type Cloud, type CloudResource, resourceScope } from '../entra/clouds.ts';
import type { Dialect } from '../entra/dialect.ts';
import { codeChallenge, createVerifier } from '../entra/pkce.ts';
import { ConsentryError } from '../errors.ts';
import type { ApplicationId } from '../ids.ts';
import type { Clock, Random } from '../ports.ts';
import { Secret } from '../secret.ts';
import type { ConsentFlows, NewConsentFlow } from './consent-flow.ts';
import { digest } from './digest.ts';
import type { Invitation } from './invitation.ts';

/** How long a person may take to sign in. */
const flowLifetimeMs = 60 * 60 * 1000;
/** Longer, so that who comes too late is told so, and not that the browser is another one. */
const browserLifetimeMs = 24 * 60 * 60 * 1000;

export interface StartConsentDeps {
  readonly cloud: Cloud;
  readonly application: ApplicationId;
  /** One redirect URI for each purpose, from configuration. */
  readonly redirectUris: { readonly connect: string; readonly approve: string };
  readonly prompt: 'login' | 'select_account' | 'consent';
  /** Sent as `amr_values`; `mfa` asks Entra for multi-factor authentication. Undefined sends nothing. */
  readonly amrValues: string | undefined;
  /** An approval is asked for at v2 in every dialect. */
  readonly dialect: Dialect;
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

/**
 * Starts the consent of one invitation: remembers state, nonce, verifier and browser, and builds the URL of
 * the identity provider. Call it for the press of a button, never for the opening of a link.
 *
 * @param presented the flow cookie that the browser already has; it is kept, so that two sign-ins in one
 *   browser do not take it from each other
 * @throws ConsentryError `invitation_spent`, `invitation_expired`, `invalid_configuration` (a cloud without
 *   Partner Center)
 */
export async function startConsent(
  deps: StartConsentDeps,
  invitation: Invitation,
  presented?: string,
): Promise<ConsentStart> {
  requireUsable(invitation, deps.clock.now());
  const state = unguessable(deps.random);
  const browser = presented !== undefined && isUnguessable(presented) ? presented : unguessable(deps.random);
  const { url, verifier, nonce } = await buildRequest(deps, invitation, state);
  const startedAt = deps.clock.now();
  const flow: NewConsentFlow = {
    invitation: invitation.id,
    purpose: invitation.kind,
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

/** @throws ConsentryError `invitation_spent`, `invitation_expired` */
export function requireUsable(invitation: Invitation, now: number): void {
  if (invitation.spentAt !== undefined) throw new ConsentryError('invitation_spent');
  if (invitation.expiresAt <= now) throw new ConsentryError('invitation_expired');
}

interface BuiltRequest {
  readonly url: string;
  readonly verifier: Secret<string> | undefined;
  readonly nonce: string | undefined;
}

async function buildRequest(
  deps: StartConsentDeps,
  invitation: Invitation,
  state: string,
): Promise<BuiltRequest> {
  if (invitation.kind === 'approve') {
    const url = adminConsentUrl(deps.cloud, {
      tenant: invitation.partner,
      clientId: deps.application,
      redirectUri: deps.redirectUris.approve,
      scopes: approvalScopes(deps.cloud),
      state,
    });
    return { url, verifier: undefined, nonce: undefined };
  }
  const verifier = createVerifier(deps.random);
  const nonce = unguessable(deps.random);
  const url = authorizeUrl(deps.cloud, {
    tenant: invitation.partner,
    clientId: deps.application,
    redirectUri: deps.redirectUris.connect,
    scopes: connectScopes(deps.cloud),
    state,
    nonce,
    codeChallenge: codeChallenge(verifier),
    prompt: deps.prompt,
    ...(invitation.account === undefined ? {} : { loginHint: invitation.account }),
    ...(deps.amrValues === undefined ? {} : { amrValues: deps.amrValues }),
    ...(invitation.challenge === undefined ? {} : { claims: invitation.challenge.claims }),
    dialect: deps.dialect,
  });
  return { url, verifier, nonce };
}

/** What `connect` asks for beside identity and a refresh token: Partner Center in the user's name. */
export function connectScopes(cloud: Cloud): readonly string[] {
  const partnerCenter = getPartnerCenter(cloud);
  return [resourceScope(partnerCenter, partnerCenter.delegatedScope)];
}

/** What `approve` asks for: everything that is on the application's registration. */
function approvalScopes(cloud: Cloud): readonly string[] {
  return [resourceScope(getPartnerCenter(cloud))];
}

/** @throws ConsentryError `invalid_configuration` */
function getPartnerCenter(cloud: Cloud): CloudResource {
  const partnerCenter = cloud.resources['partner-center'];
  if (partnerCenter !== undefined) return partnerCenter;
  throw new ConsentryError('invalid_configuration', {
    message: `The cloud ${cloud.name} has no Partner Center.`,
  });
}

function unguessable(random: Random): string {
  return Buffer.from(random.bytes(32)).toString('base64url');
}

/** True for the form of {@link unguessable}. */
function isUnguessable(value: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(value);
}
