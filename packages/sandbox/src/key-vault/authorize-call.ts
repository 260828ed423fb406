import type { AccessTokenClaims, BearerResult } from '../bearer.ts';
import { issuerV1 } from '../entra/issuers.ts';
import type { SandboxParts } from '../parts.ts';
import { findVaultDomain } from '../vault-domains.ts';
import { KEY_VAULT, findResource } from '../world/resources.ts';
import type { Vault, VaultPermission } from '../world/types.ts';
import { VaultError } from './vault-error.ts';

/**
 * The header of a 401: where a token for the vault comes from, and for which resource. A client compares the resource with the
 * host that it called, so the host decides.
 *
 * @param hostname of the request; the vault was found by it, so its domain is one of this sandbox
 */
export function writeChallenge({ origins }: SandboxParts, vault: Vault, hostname: string): string {
  const resource = findVaultDomain(hostname) ?? KEY_VAULT;
  return `Bearer authorization="${origins.login}/${vault.tenantId}", resource="${resource}"`;
}

/**
 * Finds out who calls: the token, its audience, its tenant (the one of the vault's subscription), the firewall.
 *
 * @throws VaultError 401 `Unauthorized`, 403 `ForbiddenByFirewall`
 */
export function authorizeCall(parts: SandboxParts, vault: Vault, bearer: BearerResult): AccessTokenClaims {
  if (!bearer.ok) throw unauthorized(WORDS[bearer.reason]);
  const { claims } = bearer;
  if (!isForKeyVault(parts, claims.audience)) {
    throw unauthorized(`AKV10022: Invalid audience. Expected ${KEY_VAULT}, found: ${claims.audience}.`);
  }
  if (claims.tenantId !== vault.tenantId) {
    const [expected, found] = [issuerV1(parts, vault.tenantId), issuerV1(parts, claims.tenantId)];
    throw unauthorized(`AKV10032: Invalid issuer. Expected one of ${expected}, found ${found}.`);
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

/** Key Vault takes no token for the URL of a vault. A sandbox at an address has no other name of its own, and takes it. */
function isForKeyVault({ origins }: SandboxParts, audience: string): boolean {
  const isUrlOfVault = audience.replace(/\/+$/, '').toLowerCase() === origins.vault.toLowerCase();
  const isNamed = findVaultDomain(new URL(origins.vault).hostname) !== undefined;
  return findResource(audience, origins)?.uri === KEY_VAULT && !(isUrlOfVault && isNamed);
}

function unauthorized(message: string): VaultError {
  return new VaultError(401, 'Unauthorized', message);
}

const WORDS = {
  absent: 'AKV10000: Request is missing a Bearer or PoP token.',
  malformed: 'The access token is not well formed.',
  signature: 'The access token is not signed by a known key.',
  expired: 'The access token is expired.',
  issuer: 'The access token is of an unknown issuer.',
  refused: 'The access token is refused.',
} as const;
