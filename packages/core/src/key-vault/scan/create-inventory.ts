import type { SecretClient } from '@azure/keyvault-secrets';
import { ConsentryError, isConsentryError } from '../../errors.ts';
import { Secret } from '../../secret.ts';
import { badAnswer, isAmbiguous, outcomeOf } from '../read-refusal.ts';
import { isVersion } from '../secret-name.ts';
import { translate } from '../translate.ts';
import type { VersionState } from './finding.ts';
import type { Deletion, Inventory } from './inventory.ts';
import { withPermission } from './permissions.ts';

/** How often it is looked whether a secret is deleted: Key Vault takes some seconds for that. */
const mostLooks = 30;
const lookEveryMs = 1_000;
const unseen: Deletion = { version: undefined, purgeAt: undefined };

/** By Microsoft’s client. A deletion is over when the vault says so, whatever the answer to it was. */
export function createInventory(
  client: SecretClient,
  vault: string,
  wait: (ms: number) => Promise<void>,
): Inventory {
  const findDeletion = async (name: string): Promise<Deletion | undefined> => {
    try {
      const { properties, scheduledPurgeDate } = await withPermission('get', vault, () =>
        translate(() => client.getDeletedSecret(name)),
      );
      return { version: properties.version, purgeAt: scheduledPurgeDate?.getTime() };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };

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

  /** @returns the failure after which it is not known whether the secret is deleted */
  const beginDelete = async (name: string): Promise<ConsentryError | undefined> => {
    try {
      // It looks once whether the secret is deleted, and the answer to that may be that it is not yet.
      await withPermission('delete', vault, () => translate(() => client.beginDeleteSecret(name)));
      return undefined;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      if (isConsentryError(error) && isAmbiguous(error)) return error;
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

    async disable(name, version) {
      await withPermission('set', vault, () =>
        translate(() => client.updateSecretProperties(name, version, { enabled: false })),
      );
    },

    async delete(name) {
      const lost = await beginDelete(name);
      for (let look = 1; look <= mostLooks; look++) {
        const deletion = await findDeletion(name);
        if (deletion !== undefined) return deletion;
        if (lost !== undefined && look === 3 && (await listVersions(name)).length > 0) throw lost;
        await wait(lookEveryMs);
      }
      if ((await listVersions(name)).length > 0) throw new ConsentryError('vault_unavailable');
      return unseen;
    },

    async purge(name) {
      await withPermission('purge', vault, () => translate(() => client.purgeDeletedSecret(name)));
    },
  };
}

function isNotFound(error: unknown): boolean {
  return isConsentryError(error) && outcomeOf(error) === 'not_found';
}
