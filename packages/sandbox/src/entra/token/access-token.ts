import { randomBytes, randomInt } from 'node:crypto';
import type { SandboxParts } from '../../parts.ts';
import { DIRECTORY_ROLES } from '../../world/directory-roles.ts';
import { servicePrincipalId, subjectOf } from '../../world/object-ids.ts';
import { PARTNER_CENTER } from '../../world/resources.ts';
import type { Resource } from '../../world/resources.ts';
import type { User } from '../../world/types.ts';
import { remember } from '../forget.ts';
import { issuerV1, issuerV2 } from '../issuers.ts';
import { writeSignedJwt } from '../jwt.ts';
import type { ScopeTarget } from '../scopes.ts';
import type { Authentication } from '../authentication.ts';
import type { AccessTokenMethods } from '../state.ts';
import type { AuthenticatedClient } from './client-authentication.ts';
import type { DelegatedAccess } from './granted-scopes.ts';

/** An access token and what the answer and the ledger say of it. */
export interface AccessToken {
  value: string;
  /** The `uti` claim. */
  id: string;
  expiresInSeconds: number;
  /** Epoch seconds. */
  issuedAtSeconds: number;
}

/** What the access token of a user is made of. */
export interface UserAccess {
  access: DelegatedAccess;
  client: AuthenticatedClient;
  authentication: Authentication;
  /** Names of delegated permissions. */
  scopes: string[];
  /** What the client says that it can do: `cp1`. */
  capabilities: string[];
  /** Where the token request comes from. */
  clientAddress: string;
}

/** Writes the access token of a user, in the version that the resource accepts, whichever endpoint was asked. */
export function writeUserAccessToken(parts: SandboxParts, about: UserAccess): AccessToken {
  const { access, client, authentication, scopes, capabilities } = about;
  const { user, presence, tenant, target } = access;
  const token = writeAccessToken(parts, tenant.id, client, target, {
    ...USER_CLAIMS[target.resource.accessTokenVersion](parts, about),
    name: user.displayName,
    oid: presence.objectId,
    scp: scopes.join(' '),
    sub: subjectOf(client.application.clientId, tenant.id, user.objectId),
    ...(capabilities.length === 0 ? {} : { xms_cc: capabilities }),
  });
  const { amr } = authentication;
  const expiresAt = (token.issuedAtSeconds + token.expiresInSeconds) * 1000;
  const isUseless = (old: AccessTokenMethods): boolean => old.expiresAt < parts.clock.now();
  remember(parts.entra.accessTokenMethods, token.id, { amr, expiresAt }, isUseless);
  return token;
}

type Version = Resource['accessTokenVersion'];

/** What the versions tell of a user. Only v1 tells how the user signed in, and from where. */
const USER_CLAIMS: Record<Version, (parts: SandboxParts, about: UserAccess) => object> = {
  1: (parts, { access: { user, presence, tenant }, authentication, clientAddress }) => ({
    acr: '1',
    ...(user.amrClaim === undefined ? { amr: authentication.amr } : {}),
    ipaddr: clientAddress,
    ...nameClaims(parts, user, tenant.id),
    wids: presence.roles.map((role) => DIRECTORY_ROLES[role]).filter((id) => id !== undefined),
  }),
  2: (_parts, { access: { user } }) => ({ preferred_username: user.mail ?? user.userPrincipalName }),
};

/** Writes the access token of an application that acts for itself. */
export function writeApplicationAccessToken(
  parts: SandboxParts,
  tenantId: string,
  client: AuthenticatedClient,
  target: ScopeTarget,
  roles: string[],
): AccessToken {
  const objectId = servicePrincipalId(tenantId, client.application.clientId);
  // An optional claim: Microsoft's own resources ask for it, and a new API does not.
  const kind =
    target.resource.accessTokenVersion === 1 ? { idp: issuerV1(parts, tenantId), idtyp: 'app' } : {};
  return writeAccessToken(parts, tenantId, client, target, {
    ...kind,
    oid: objectId,
    sub: objectId,
    ...(roles.length === 0 ? {} : { roles }),
  });
}

/** How the client proved itself. */
const AUTHENTICATION_CLASS: Record<AuthenticatedClient['method'], string> = {
  none: '0',
  secret: '1',
  certificate: '2',
  federated: '2',
};

function writeAccessToken(
  parts: SandboxParts,
  tenantId: string,
  client: AuthenticatedClient,
  target: ScopeTarget,
  claims: object,
): AccessToken {
  const id = randomBytes(16).toString('base64url');
  const issuedAtSeconds = Math.floor(parts.clock.now() / 1000);
  // Sixty to ninety minutes, at random, so that nobody relies on an hour.
  const expiresInSeconds = randomInt(3600, 5401);
  const version = target.resource.accessTokenVersion;
  const value = writeSignedJwt(parts.keys.current, `v${version}`, {
    iat: issuedAtSeconds,
    nbf: issuedAtSeconds,
    exp: issuedAtSeconds + expiresInSeconds,
    ...FRAME[version](parts, tenantId, client, target),
    ...claims,
    tid: tenantId,
    uti: id,
  });
  return { value, id, expiresInSeconds, issuedAtSeconds };
}

type Frame = (
  parts: SandboxParts,
  tenantId: string,
  client: AuthenticatedClient,
  target: ScopeTarget,
) => object;

/** The audience, the issuer and the client, as the versions name them. */
const FRAME: Record<Version, Frame> = {
  1: (parts, tenantId, { application, method }, { identifier, resource }) => ({
    aud: identifier,
    iss: issuerV1(parts, tenantId),
    appid: application.clientId,
    appidacr: AUTHENTICATION_CLASS[method],
    ...(resource.uri === PARTNER_CENTER ? { tenant_region_scope: 'NA' } : {}),
    ver: '1.0',
  }),
  2: (parts, tenantId, { application, method }, { resource }) => ({
    aud: resource.appId,
    iss: issuerV2(parts, tenantId),
    azp: application.clientId,
    azpacr: AUTHENTICATION_CLASS[method],
    ver: '2.0',
  }),
};

/** A guest has no user principal name of the tenant's own, and the tenant where the account lives is named. */
export function nameClaims(parts: SandboxParts, user: User, tenantId: string): Record<string, string> {
  if (user.guestOf !== undefined) {
    return { unique_name: user.mail ?? user.userPrincipalName, idp: issuerV1(parts, user.guestOf) };
  }
  const idp = user.tenantId === tenantId ? {} : { idp: issuerV1(parts, user.tenantId) };
  return { unique_name: user.userPrincipalName, upn: user.userPrincipalName, ...idp };
}
