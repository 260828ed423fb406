import type { SecretClient } from '@azure/keyvault-secrets';
import { isConsentryError } from '../../errors.ts';
import { Secret } from '../../secret.ts';
import { withPermission } from '../permissions.ts';
import { badAnswer, outcomeOf } from '../read-refusal.ts';
import { isVersion } from '../secret-name.ts';
import { translate } from '../translate.ts';
import type { VersionState } from './finding.ts';
import type { Inventory } from './inventory.ts';

/** By Microsoft’s client. */
export function createInventory(client: SecretClient, vault: string): Inventory {
  const listVersions = async (name: string): Promise<readonly VersionState[]> => {
    const versions = client.listPropertiesOfSecretVersions(name);
    const found: VersionState[] = [];
    try {
      for (;;) {
        const next = await withPermission('list', vault, () => translate(async () => versions.next()));
        if (next.done === true) return found;
        const { version, enabled, createdOn } = next.value;
        if (!isVersion(version)) throw badAnswer('body');
        found.push({ version, isEnabled: enabled !== false, createdAt: createdOn?.getTime() });
      }
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  };

  return {
    async *list() {
      const secrets = client.listPropertiesOfSecrets();
      for (;;) {
        const next = await withPermission('list', vault, () => translate(async () => secrets.next()));
        if (next.done === true) return;
        const { name, contentType, tags = {}, managed, certificateKeyId, recoveryLevel } = next.value;
        yield {
          name,
          contentType,
          tags,
          isOfCertificate:
            managed === true ||
            certificateKeyId !== undefined ||
            /^application\/x-(pkcs12|pem-file)$/i.test(contentType ?? ''),
          isPurgeable: recoveryLevel?.includes('Purgeable') === true,
        };
      }
    },

    listVersions,

    async read(name, version) {
      try {
        const { value, properties } = await withPermission('get', vault, () =>
          translate(() => client.getSecret(name, version === undefined ? {} : { version })),
        );
        if (typeof value !== 'string' || !isVersion(properties.version)) throw badAnswer('body');
        return { is: 'there', version: properties.version, value: Secret.of(value) };
      } catch (error) {
        const outcome = isConsentryError(error) ? outcomeOf(error) : undefined;
        if (outcome === 'disabled') return { is: 'disabled' };
        if (outcome === 'not_found') return { is: 'gone' };
        throw error;
      }
    },
  };
}

function isNotFound(error: unknown): boolean {
  return isConsentryError(error) && outcomeOf(error) === 'not_found';
}
