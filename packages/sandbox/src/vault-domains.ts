import type { Origins } from './origins.ts';

/** A host that names its vault in front, as in the real cloud: `example.vault.localhost`. */
const NAMED_HOST = /^[a-z0-9-]+\.(vault\..+)$/;

/** Below it every vault has a name of its own, whatever the origins are. */
const LOCAL_DOMAIN = 'https://vault.localhost';

/**
 * Finds the domain of the vaults in a host: `https://vault.localhost` for `example.vault.localhost`. It is always https and has no
 * port, for it names a resource and is no address. Undefined for a host that names no vault, such as `127.0.0.1`.
 */
export function findVaultDomain(hostname: string): string | undefined {
  const domain = NAMED_HOST.exec(hostname.toLowerCase())?.[1];
  return domain === undefined ? undefined : `https://${domain}`;
}

/** The domains that this sandbox's vaults have. Each names Key Vault as a resource, as `https://vault.azure.net` does. */
export function listVaultDomains({ vault }: Origins): string[] {
  const own = findVaultDomain(new URL(vault).hostname);
  return own === undefined || own === LOCAL_DOMAIN ? [LOCAL_DOMAIN] : [LOCAL_DOMAIN, own];
}
