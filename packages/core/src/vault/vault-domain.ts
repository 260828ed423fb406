import type { BuiltInCloudName, Cloud } from '../entra/cloud.ts';

/**
 * Where vaults have their names, by cloud, as of 2026-11-20.
 * @see https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers
 */
const vaultDomains: Readonly<Record<BuiltInCloudName, string>> = {
  public: 'vault.azure.net',
  'us-government': 'vault.usgovcloudapi.net',
  'us-dod': 'vault.usgovcloudapi.net',
  china: 'vault.azure.cn',
  germany: 'vault.microsoftazure.de',
};

/** The domain that vaults of a cloud have names in. Undefined for a declared cloud: there the URL decides. */
export function findVaultDomain({ name }: Cloud): string | undefined {
  return new Map<string, string>(Object.entries(vaultDomains)).get(name);
}

/**
 * The resource that tokens for a vault are asked for: the domain of the vault, `https://vault.azure.net` for
 * `https://NAME.vault.azure.net`.
 * @throws TypeError for a URL that is not `https://NAME.DOMAIN`
 */
export function vaultResourceOf(vaultUrl: string): string {
  const { protocol, hostname, pathname } = new URL(vaultUrl);
  const domain = /^[a-z][a-z0-9-]*\.([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/.exec(hostname)?.[1];
  if (protocol !== 'https:' || pathname !== '/' || domain === undefined) {
    throw new TypeError('the URL of a vault is https://NAME.DOMAIN');
  }
  return `https://${domain}`;
}

/** `NAME` of `https://NAME.DOMAIN`. */
export function vaultNameOf(vaultUrl: string): string {
  return new URL(vaultUrl).hostname.split('.')[0] ?? '';
}
