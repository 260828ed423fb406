import { verifyBearer } from '../bearer.ts';
import type { AccessTokenClaims } from '../bearer.ts';
import type { SandboxParts } from '../parts.ts';
import { KEY_VAULT, findResource } from '../world/resources.ts';
import type { Vault, VaultPermission } from '../world/types.ts';
import { VaultError } from './vault-error.ts';

/** The header of a 401: where a token for the vault comes from, and for which resource. */
export function writeChallenge({ origins }: SandboxParts, vault: Vault): string {
  return `Bearer authorization="${origins.login}/${vault.tenantId}", resource="${KEY_VAULT}"`;
}

/**
 * Finds out who calls: the token, its audience, its tenant (the one of the vault's subscription), the firewall.
 *
 * @throws VaultError 401 `Unauthorized`, 403 `ForbiddenByFirewall`
 */
export async function authorizeCall(
  parts: SandboxParts,
  vault: Vault,
  request: Request,
): Promise<AccessTokenClaims> {
  const bearer = await verifyBearer(parts, request.headers.get('authorization'));
  if (!bearer.ok) throw unauthorized(`The access token is ${WORDS[bearer.reason]}.`);
  const { claims } = bearer;
  if (findResource(claims.audience, parts.origins)?.uri !== KEY_VAULT) {
    throw unauthorized(`Invalid audience. Expected ${KEY_VAULT}, found: ${claims.audience}.`);
  }
  if (claims.tenantId !== vault.tenantId) {
    throw unauthorized(`Invalid issuer. Expected tenant ${vault.tenantId}, found: ${claims.tenantId}.`);
  }
  if (vault.firewall === 'closed') {
    const message = `Client address is not authorized and caller is not a trusted service. Vault: ${vault.name}.`;
    throw new VaultError(403, 'Forbidden', message, 'ForbiddenByFirewall');
  }
  return claims;
}

/**
 * Checks the access policies. A caller whom they do not name at all gets `AccessDenied`; one who is named without the
 * permission gets `ForbiddenByPolicy`. Key Vault knows both names for the same cause.
 *
 * @throws VaultError 403
 */
export function assertPermission(vault: Vault, claims: AccessTokenClaims, permission: VaultPermission): void {
  const held = vault.access.filter(({ objectId, clientId }) =>
    // A user who comes through an application does not get what the application alone may do.
    objectId === undefined
      ? clientId === claims.clientId && claims.scopes === undefined
      : objectId === claims.objectId,
  );
  if (held.some(({ permissions }) => permissions.includes(permission))) return;
  const who = `appid=${claims.clientId};oid=${claims.objectId}`;
  const message = `The user, group or application '${who}' does not have secrets ${permission} permission on key vault '${vault.name}'.`;
  throw new VaultError(403, 'Forbidden', message, held.length === 0 ? 'AccessDenied' : 'ForbiddenByPolicy');
}

function unauthorized(message: string): VaultError {
  return new VaultError(401, 'Unauthorized', message);
}

const WORDS = {
  absent: 'missing',
  malformed: 'not well formed',
  signature: 'not signed by a known key',
  expired: 'expired',
  issuer: 'of an unknown issuer',
} as const;
