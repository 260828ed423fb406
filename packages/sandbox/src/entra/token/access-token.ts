import { randomBytes, randomInt } from 'node:crypto';
import { deriveGuid } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import { DIRECTORY_ROLES } from '../../world/directory-roles.ts';
import { PARTNER_CENTER } from '../../world/resources.ts';
import type { User } from '../../world/types.ts';
import { issuerV1 } from '../issuers.ts';
import { writeSignedJwt } from '../jwt.ts';
import type { ScopeTarget } from '../scopes.ts';
import type { Authentication } from '../authentication.ts';
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

/**
 * Writes the access token of a user. All resources of the sandbox accept v1 tokens, therefore it has `ver` 1.0 and carries
 * `amr`, whichever endpoint was asked.
 */
export function writeUserAccessToken(
  parts: SandboxParts,
  access: DelegatedAccess,
  client: AuthenticatedClient,
  authentication: Authentication,
  scopes: string[],
): AccessToken {
  const { user, presence, tenant, target } = access;
  const { amr } = authentication;
  const token = writeAccessToken(parts, tenant.id, client, target, {
    acr: '1',
    ...(user.amrClaim === undefined ? { amr } : {}),
    name: user.displayName,
    oid: presence.objectId,
    scp: scopes.join(' '),
    sub: deriveGuid('subject', client.application.clientId, tenant.id, user.objectId),
    ...nameClaims(parts, user, tenant.id),
    wids: presence.roles.map((role) => DIRECTORY_ROLES[role]).filter((id) => id !== undefined),
  });
  parts.entra.accessTokenMethods.set(token.id, amr);
  return token;
}

/** Writes the access token of an application that acts for itself. */
export function writeApplicationAccessToken(
  parts: SandboxParts,
  tenantId: string,
  client: AuthenticatedClient,
  target: ScopeTarget,
  roles: string[],
): AccessToken {
  const objectId = deriveGuid('service principal', tenantId, client.application.clientId);
  return writeAccessToken(parts, tenantId, client, target, {
    idtyp: 'app',
    oid: objectId,
    sub: objectId,
    ...(roles.length === 0 ? {} : { roles }),
  });
}

function writeAccessToken(
  parts: SandboxParts,
  tenantId: string,
  { application, method }: AuthenticatedClient,
  target: ScopeTarget,
  claims: object,
): AccessToken {
  const id = randomBytes(16).toString('base64url');
  const issuedAtSeconds = Math.floor(parts.clock.now() / 1000);
  // Sixty to ninety minutes, at random, so that nobody relies on an hour.
  const expiresInSeconds = randomInt(3600, 5401);
  const value = writeSignedJwt(parts.keys.current, {
    aud: target.identifier,
    iss: issuerV1(parts, tenantId),
    iat: issuedAtSeconds,
    nbf: issuedAtSeconds,
    exp: issuedAtSeconds + expiresInSeconds,
    appid: application.clientId,
    appidacr: method === 'certificate' ? '2' : '1',
    ipaddr: '127.0.0.1',
    ...claims,
    ...(target.resource.uri === PARTNER_CENTER ? { tenant_region_scope: 'NA' } : {}),
    tid: tenantId,
    uti: id,
    ver: '1.0',
  });
  return { value, id, expiresInSeconds, issuedAtSeconds };
}

/** A guest has no user principal name of the tenant's own, and the tenant where the account lives is named. */
export function nameClaims(parts: SandboxParts, user: User, tenantId: string): Record<string, string> {
  if (user.guestOf !== undefined) {
    return { unique_name: user.mail ?? user.userPrincipalName, idp: issuerV1(parts, user.guestOf) };
  }
  const idp = user.tenantId === tenantId ? {} : { idp: issuerV1(parts, user.tenantId) };
  return { unique_name: user.userPrincipalName, upn: user.userPrincipalName, ...idp };
}
