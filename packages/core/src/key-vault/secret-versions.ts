import type { DeletedSecret, SecretClient } from '@azure/keyvault-secrets';
import { isConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { badAnswer, outcomeOf } from './read-refusal.ts';
import { isVersion, type NamedVersion } from './secret-name.ts';
import { translate } from './translate.ts';

/** What is written beside a value. Whoever may get or list secrets reads it: nothing secret. */
export type Tags = Readonly<Record<string, string>>;

/** One version of a secret, as the vault holds it. */
export interface StoredVersion {
  readonly version: string;
  readonly value: Secret<string>;
  readonly tags: Tags;
  /** By the vault's clock, epoch milliseconds. */
  readonly createdAt: number | undefined;
}

/** What stands under a name and version: a refusal to read it is an answer as well. */
export type Look =
  | { readonly is: 'there'; readonly stored: StoredVersion }
  | { readonly is: 'not_found' | 'disabled' };

/** A secret that was deleted and can be recovered. */
export interface Deletion {
  /** The version that was the current one. Undefined where the vault does not say. */
  readonly version: string | undefined;
  /** Whether that version can be read once the secret is recovered. Undefined where the vault does not say. */
  readonly isEnabled: boolean | undefined;
  /** When Key Vault purges it of itself, epoch milliseconds. */
  readonly purgeAt: number | undefined;
  /** False with purge protection: then nobody purges it before. Undefined where the vault does not say. */
  readonly isPurgeable: boolean | undefined;
}

/** The calls of Key Vault that are made. Those of custody need no more than Get and Set. */
export interface SecretVersions {
  /** @returns the version that was made */
  write(name: string, value: Secret<string>, tags: Tags): Promise<string>;
  /** @param version the newest without */
  look(name: string, version?: string): Promise<Look>;
  /** Disables one version. One that is gone counts as disabled. @param tags replace its own, which stay without */
  disable(named: NamedVersion, tags?: Tags): Promise<void>;
  /** The tags of a version, disabled or not. Needs Set: Key Vault shows them in the answer to a change. */
  readTags(named: NamedVersion): Promise<Tags>;
  /** Undefined unless the secret was deleted and can be recovered. */
  findDeletion(name: string): Promise<Deletion | undefined>;
  /** The versions of a secret that are enabled. None of one that is not there. Needs List. */
  listEnabled(name: string): Promise<readonly string[]>;
  /**
   * Deletes a secret with all its versions. Needs Delete.
   * @returns undefined when nothing of it can be recovered, or there was no such secret
   */
  delete(name: string): Promise<Deletion | undefined>;
  /** Purges a deleted secret: nobody recovers it any more. One that is gone is no error. Needs Purge. */
  purgeDeleted(name: string): Promise<void>;
}

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
