import type { Secret } from '../secret.ts';
import type { NamedVersion } from './secret-name.ts';
import type { Tags } from './tags.ts';

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
