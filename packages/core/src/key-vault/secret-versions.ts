import type { SecretClient } from '@azure/keyvault-secrets';
import { ConsentryError, isConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { badAnswer, outcomeOf } from './read-refusal.ts';
import { isVersion, type NamedVersion } from './secret-name.ts';

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

/** The calls of Key Vault that are made, each needing no more than Get and Set. */
export interface SecretVersions {
  /** @returns the version that was made */
  write(name: string, value: Secret<string>, tags: Tags): Promise<string>;
  /** @param version the newest without */
  look(name: string, version?: string): Promise<Look>;
  /** Disables one version and replaces its tags. One that is gone counts as disabled. */
  disable(named: NamedVersion, tags: Tags): Promise<void>;
  /** The tags of a version, disabled or not. Needs Set: Key Vault shows them in the answer to a change. */
  readTags(named: NamedVersion): Promise<Tags>;
  /** Undefined unless the secret was deleted and can be recovered, until `purgeAt` (epoch milliseconds). */
  findDeletion(name: string): Promise<{ readonly purgeAt: number | undefined } | undefined>;
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
        const change = { enabled: false, tags: { ...tags } };
        await translate(() => client.updateSecretProperties(name, version, change));
      } catch (error) {
        if (!isConsentryError(error) || outcomeOf(error) !== 'not_found') throw error;
      }
    },

    async readTags({ name, version }) {
      return (await translate(() => client.updateSecretProperties(name, version, {}))).tags ?? {};
    },

    async findDeletion(name) {
      try {
        const { scheduledPurgeDate } = await translate(() => client.getDeletedSecret(name));
        return { purgeAt: scheduledPurgeDate?.getTime() };
      } catch (error) {
        if (isConsentryError(error) && outcomeOf(error) === 'not_found') return undefined;
        throw error;
      }
    },
  };
}

/**
 * The SDK's own errors hold the request with the value and the token, so nothing of them is kept.
 */
async function translate<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (isConsentryError(error)) throw error;
    const isRefused = error instanceof Error && 'statusCode' in error && error.statusCode === 401;
    if (!isRefused) throw badAnswer('body');
    throw new ConsentryError('vault_denied', {
      message: 'The vault does not accept the token of the broker’s identity. The grants are untouched.',
      remedy: 'Check keyVault.tenant, the identity, and the clock of this machine.',
      facts: { reason: 'unauthorized', status: 401 },
    });
  }
}
