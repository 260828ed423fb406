import { isIP } from 'node:net';
import { isLocalName } from '../loopback.ts';
import type { SandboxParts } from '../parts.ts';
import { findVaultDomain, listVaultDomains } from '../vault-domains.ts';
import type { Vault } from '../world/types.ts';

/**
 * Finds the vault that a host stands for. An address, `localhost` and the host of the origin, where they name none, stand for the
 * world's first. Undefined for a vault that the world does not have, and for a host that is not this sandbox's.
 */
export function findVault({ world, origins }: SandboxParts, hostname: string): Vault | undefined {
  const domain = findVaultDomain(hostname);
  if (domain === undefined) return isOwnHost(hostname, origins.vault) ? world.vaults[0] : undefined;
  if (!listVaultDomains(origins).includes(domain)) return undefined;
  const [name] = hostname.toLowerCase().split('.');
  return world.vaults.find((vault) => vault.name === name);
}

function isOwnHost(hostname: string, origin: string): boolean {
  const isAddress = isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0;
  return isAddress || isLocalName(hostname) || hostname === new URL(origin).hostname;
}

/**
 * The base URL of a vault, without a trailing slash. A client that came by one of the vault's names stays there; the rest is made
 * from the origin, never from a request.
 */
export function baseUrlOf({ origins }: SandboxParts, vault: Vault, hostname: string): string {
  const { protocol, port } = new URL(origins.vault);
  const domain = findVaultDomain(hostname);
  if (domain === undefined) return origins.vault;
  return `${protocol}//${vault.name}.${new URL(domain).hostname}${port === '' ? '' : `:${port}`}`;
}
