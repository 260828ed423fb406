import { ConsentryError } from '@consentry/core';
import type * as keyVaultDoor from '@consentry/core/key-vault';

/**
 * The door to Key Vault, which needs a package of Microsoft's.
 * @throws ConsentryError `invalid_configuration`: the package is not installed
 */
export async function loadKeyVault(): Promise<typeof keyVaultDoor> {
  try {
    return await import('@consentry/core/key-vault');
  } catch (cause) {
    throw new ConsentryError('invalid_configuration', {
      message: 'Azure Key Vault needs the package @azure/keyvault-secrets.',
      remedy: 'Install it beside the command: npm install @azure/keyvault-secrets@4.12.0',
      cause,
    });
  }
}
