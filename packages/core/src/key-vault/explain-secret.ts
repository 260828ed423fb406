import { ConsentryError, type Facts, isConsentryError } from '../errors.ts';
import type { NamedVersion } from './secret-name.ts';
import type { SecretVersions } from './secret-versions.ts';

/**
 * What to tell of a version that is disabled: `secret_missing` if we removed it, `secret_disabled` if a person did that.
 * @param vault its name, for the command
 */
export async function explainDisabled(
  versions: SecretVersions,
  vault: string,
  named: NamedVersion,
  facts: Facts,
): Promise<ConsentryError> {
  const tags = await whenAllowed(() => versions.readTags(named));
  if (tags?.['removed'] !== undefined) return new ConsentryError('secret_missing', { facts });
  const { name, version } = named;
  const command = `az keyvault secret set-attributes --vault-name ${vault} --name ${name} --version ${version} --enabled true`;
  return new ConsentryError('secret_disabled', {
    remedy: `Enable it again: ${command}. Or invite the partner again.`,
    facts: { ...facts, vault, secret: name, secretVersion: version },
  });
}

/**
 * What to tell of a secret that is not there: `secret_missing` or `secret_deleted`. A deleted one can be recovered for a
 * while; that is for the operator to do, never for us.
 */
export async function explainMissing(
  versions: SecretVersions,
  vault: string,
  name: string,
  facts: Facts,
): Promise<ConsentryError> {
  const deletion = await whenAllowed(() => versions.findDeletion(name));
  const where = { ...facts, vault, secret: name };
  if (deletion === undefined) return new ConsentryError('secret_missing', { facts: where });
  const { purgeAt } = deletion;
  return new ConsentryError('secret_deleted', {
    remedy: `Recover it: az keyvault secret recover --vault-name ${vault} --name ${name}. Nothing is recovered by itself.`,
    facts: {
      ...where,
      ...(purgeAt === undefined ? {} : { recoverableUntil: new Date(purgeAt).toISOString() }),
    },
  });
}

/** What only explains a failure is left out where the vault does not let us look. */
export async function whenAllowed<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isConsentryError(error, 'vault_denied')) return undefined;
    throw error;
  }
}
