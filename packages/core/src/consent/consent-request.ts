import { adminConsentUrl } from '../entra/admin-consent-url.ts';
import { authorizeUrl } from '../entra/authorize-url.ts';
import type { Cloud } from '../entra/clouds.ts';
import type { Dialect } from '../entra/dialect.ts';
import type { EndpointVersion } from '../entra/endpoints.ts';
import { codeChallenge, createVerifier } from '../entra/pkce.ts';
import { ConsentryError } from '../errors.ts';
import type { ApplicationId, TenantId } from '../ids.ts';
import type { Random } from '../ports.ts';
import type { Secret } from '../secret.ts';
import type { NewConsentFlow } from './consent-flow.ts';
import type { Invitation } from './invitation.ts';
import { approvalScopes, connectScopes, requireNamedScopes } from './partner-kind.ts';
import { type ApiPermissions, defaultScopeOf, permissionsOf } from './permissions.ts';

/** One redirect URI for each purpose, from configuration; all are registered for the platform Web. */
export interface RedirectUris {
  /** Of a `test` too. */
  readonly connect: string;
  readonly approve: string;
  /** By GET. No code comes here. */
  readonly customer: string;
  readonly customerSignIn: string;
}

export interface ConsentRequestDeps {
  readonly cloud: Cloud;
  readonly application: ApplicationId;
  readonly redirectUris: RedirectUris;
  readonly prompt: 'login' | 'select_account' | 'consent';
  /** Sent as `amr_values`; `mfa` asks Entra for multi-factor authentication. Undefined sends nothing. */
  readonly amrValues: string | undefined;
  /** An approval is asked for at v2 in every dialect. */
  readonly dialect: Dialect;
  /** What customers' administrators are asked for, and where. Undefined: there are no such invitations. */
  readonly adminConsent?:
    | { readonly endpoints: EndpointVersion; readonly permissions: readonly ApiPermissions[] }
    | undefined;
  readonly random: Random;
}

/** Where the browser goes, and what must be remembered of it. */
export interface BuiltRequest extends Pick<NewConsentFlow, 'purpose' | 'customer'> {
  readonly url: string;
  readonly verifier?: Secret<string>;
  readonly nonce?: string;
}

/**
 * A sign-in that connects: a code, and MFA asked for.
 * @throws ConsentryError `invalid_request` (a reseller at the v1 endpoints), `invalid_configuration` (a cloud without the API)
 */
export async function connectRequest(
  deps: ConsentRequestDeps,
  invitation: Invitation,
  state: string,
): Promise<BuiltRequest> {
  requireNamedScopes(deps.dialect, invitation);
  const verifier = createVerifier(deps.random);
  const nonce = unguessable(deps.random);
  const url = authorizeUrl(deps.cloud, {
    tenant: invitation.partner,
    clientId: deps.application,
    redirectUri: deps.redirectUris.connect,
    scopes: connectScopes(deps.cloud, invitation),
    state,
    nonce,
    codeChallenge: codeChallenge(verifier),
    prompt: promptOf(deps, invitation),
    ...(invitation.account === undefined ? {} : { loginHint: invitation.account }),
    ...(deps.amrValues === undefined ? {} : { amrValues: deps.amrValues }),
    ...(invitation.challenge === undefined ? {} : { claims: invitation.challenge.claims }),
    dialect: deps.dialect,
  });
  return { url, purpose: 'connect', verifier, nonce };
}

/**
 * A sign-in that is only looked at. What the tenant asks for by itself is what is to be seen: so MFA is not asked for, whoever is
 * signed in already signs in anew, and no refresh token is wanted. It comes back where `connect` does: nothing more is to be registered.
 */
export function testRequest(deps: ConsentRequestDeps, invitation: Invitation, state: string): BuiltRequest {
  const verifier = createVerifier(deps.random);
  const nonce = unguessable(deps.random);
  const url = authorizeUrl(deps.cloud, {
    tenant: invitation.partner,
    clientId: deps.application,
    redirectUri: deps.redirectUris.connect,
    scopes: connectScopes(deps.cloud),
    isOnce: true,
    state,
    nonce,
    codeChallenge: codeChallenge(verifier),
    prompt: 'login',
    ...(invitation.account === undefined ? {} : { loginHint: invitation.account }),
    dialect: deps.dialect,
  });
  return { url, purpose: 'test', verifier, nonce };
}

/**
 * Who is known need not choose an account, and signs in anew: a renewal by a session of old would end when that session does.
 * @see https://learn.microsoft.com/entra/identity/conditional-access/concept-session-lifetime (2026-11)
 */
function promptOf({ prompt }: ConsentRequestDeps, { accountId }: Invitation): ConsentRequestDeps['prompt'] {
  return accountId !== undefined && prompt === 'select_account' ? 'login' : prompt;
}

/** An approval by an administrator of the partner. */
export function approvalRequest(
  deps: ConsentRequestDeps,
  invitation: Invitation,
  state: string,
): BuiltRequest {
  const url = adminConsentUrl(deps.cloud, {
    tenant: invitation.partner,
    clientId: deps.application,
    redirectUri: deps.redirectUris.approve,
    scopes: approvalScopes(deps.cloud, invitation),
    state,
  });
  return { url, purpose: 'approve' };
}

/**
 * A sign-in of any organisation that only says which one it is. `select_account`: whoever is signed in already chooses.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc (2026-11)
 */
export function customerSignInRequest(deps: ConsentRequestDeps, state: string): BuiltRequest {
  const verifier = createVerifier(deps.random);
  const nonce = unguessable(deps.random);
  const url = authorizeUrl(deps.cloud, {
    tenant: 'organizations',
    clientId: deps.application,
    redirectUri: deps.redirectUris.customerSignIn,
    scopes: [],
    state,
    nonce,
    codeChallenge: codeChallenge(verifier),
    prompt: 'select_account',
    dialect: deps.dialect,
  });
  return { url, purpose: 'customer-sign-in', verifier, nonce };
}

/**
 * The consent of one customer's whole tenant, which stands in the path. One API is named for all: `.default` asks for everything
 * on the registration.
 *
 * @throws ConsentryError `admin_consent_off`
 * @see https://learn.microsoft.com/entra/identity-platform/v2-admin-consent (2026-11)
 */
export function customerConsentRequest(
  deps: ConsentRequestDeps,
  invitation: Invitation,
  customer: TenantId,
  state: string,
): BuiltRequest {
  const { adminConsent } = deps;
  const [first] = permissionsOf(adminConsent?.permissions ?? [], invitation.customer?.resources);
  if (adminConsent === undefined || first === undefined) throw new ConsentryError('admin_consent_off');
  const url = adminConsentUrl(deps.cloud, {
    tenant: customer,
    clientId: deps.application,
    redirectUri: deps.redirectUris.customer,
    scopes: [defaultScopeOf(deps.cloud, first.resource)],
    endpoints: adminConsent.endpoints,
    state,
  });
  return { url, purpose: 'customer', customer };
}

/** 256 random bits. */
export function unguessable(random: Random): string {
  return Buffer.from(random.bytes(32)).toString('base64url');
}
