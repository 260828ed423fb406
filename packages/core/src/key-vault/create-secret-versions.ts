import type { DeletedSecret, SecretClient } from '@azure/keyvault-secrets';
import { isConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { badAnswer, outcomeOf } from './read-refusal.ts';
import { isVersion } from './secret-name.ts';
import type { Deletion, SecretVersions } from './secret-versions.ts';
import { translate } from './translate.ts';

/** @throws ConsentryError from every method: those of our HTTP client, and `vault_bad_response`, `vault_denied` */
export function createSecretVersions(client: SecretClient): SecretVersions {
  return {
    async write(name, value, tags) {
      const { properties } = await translate(() =>
        client.setSecret(name, value.reveal(), { tags: { ...tags } }),
      );
      if (!isVersion(properties.version)) throw badAnswer('body');
      return properties.version;
    },

    async look(name, version) {
      try {
        const { value, properties } = await translate(() =>
          client.getSecret(name, version === undefined ? {} : { version }),
        );
        if (typeof value !== 'string' || !isVersion(properties.version)) throw badAnswer('body');
        const isAsked = version === undefined || properties.version === version;
        if (!isAsked || properties.name.toLowerCase() !== name.toLowerCase()) throw badAnswer('body');
        const stored = {
          version: properties.version,
          value: Secret.of(value),
          tags: properties.tags ?? {},
          createdAt: properties.createdOn?.getTime(),
        };
        return { is: 'there', stored };
      } catch (error) {
        const outcome = isConsentryError(error) ? outcomeOf(error) : undefined;
        if (outcome === 'not_found' || outcome === 'disabled') return { is: outcome };
        throw error;
      }
    },

    async disable({ name, version }, tags) {
      try {
        const change = { enabled: false, ...(tags !== undefined && { tags: { ...tags } }) };
        await translate(() => client.updateSecretProperties(name, version, change));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },

    async readTags({ name, version }) {
      return (await translate(() => client.updateSecretProperties(name, version, {}))).tags ?? {};
    },

    async findDeletion(name) {
      try {
        return readDeletion(await translate(() => client.getDeletedSecret(name)));
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },

    async listEnabled(name) {
      try {
        return await translate(async () => {
          const versions: string[] = [];
          for await (const { enabled, version } of client.listPropertiesOfSecretVersions(name)) {
            if (enabled !== false && isVersion(version)) versions.push(version);
          }
          return versions;
        });
      } catch (error) {
        if (isNotFound(error)) return [];
        throw error;
      }
    },

    async delete(name) {
      try {
        const poller = await translate(() => client.beginDeleteSecret(name));
        const { result } = poller.getOperationState();
        if (result === undefined) throw badAnswer('body');
        return result.recoveryId === undefined ? undefined : readDeletion(result);
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },

    async purgeDeleted(name) {
      try {
        await translate(() => client.purgeDeletedSecret(name));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}

function isNotFound(error: unknown): boolean {
  return isConsentryError(error) && outcomeOf(error) === 'not_found';
}

/** @see https://learn.microsoft.com/rest/api/keyvault/secrets/get-deleted-secret#deletionrecoverylevel (2026-11) */
function readDeletion({ scheduledPurgeDate, properties }: DeletedSecret): Deletion {
  const { recoveryLevel, version, enabled } = properties;
  return {
    version: isVersion(version) ? version : undefined,
    isEnabled: enabled,
    purgeAt: scheduledPurgeDate?.getTime(),
    isPurgeable: recoveryLevel === undefined ? undefined : recoveryLevel.includes('Purgeable'),
  };
}
