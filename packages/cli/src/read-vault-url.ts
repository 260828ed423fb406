import {
  builtInCloudNames,
  type Cloud,
  ConsentryError,
  clouds,
  findVaultDomain,
  vaultResourceOf,
} from '@consentry/core';

/** A vault, and the cloud that it is of. */
export interface NamedVault {
  /** `https://NAME.DOMAIN` */
  readonly vaultUrl: string;
  readonly cloud: Cloud;
}

/**
 * Reads the address of a vault. Of a cloud of Microsoft's only its own vaults: nobody else is sent our token.
 * @param cloud that it must be of; without, the one of Microsoft's that its name tells
 * @throws ConsentryError `usage`
 */
export function readVaultUrl(text: string, cloud?: Cloud): NamedVault {
  const vaultUrl = text.replace(/\/$/, '').toLowerCase();
  const example = `Write it as https://NAME.${findVaultDomain(cloud ?? clouds.public) ?? 'DOMAIN'}, without a path.`;
  const resource = findResource(vaultUrl);
  if (resource === undefined) throw usage('This is not the URL of a vault.', example);
  const found = cloud ?? builtInCloudNames.map((name) => clouds[name]).find((one) => isOf(one, vaultUrl));
  if (found === undefined) throw usage('This names no vault of a cloud of Microsoft’s.', example);
  if (findVaultDomain(found) !== undefined && !isOf(found, vaultUrl))
    throw usage(`This names no vault of the cloud ${found.name}.`, example);
  return { vaultUrl, cloud: found };
}

/** Vaults of Microsoft's have no port. */
function isOf(cloud: Cloud, vaultUrl: string): boolean {
  const domain = findVaultDomain(cloud);
  return (
    domain !== undefined && findResource(vaultUrl) === `https://${domain}` && new URL(vaultUrl).port === ''
  );
}

function findResource(vaultUrl: string): string | undefined {
  try {
    return new URL(vaultUrl).origin === vaultUrl ? vaultResourceOf(vaultUrl) : undefined;
  } catch {
    return undefined;
  }
}

function usage(message: string, remedy: string): ConsentryError {
  return new ConsentryError('usage', { message, remedy });
}
