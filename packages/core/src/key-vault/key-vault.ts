import { ConsentryError, type Facts, isConsentryError } from '../errors.ts';
import type { GrantId } from '../ids.ts';
import type { Secret } from '../secret.ts';
import type { FindNewest, SecretRecord, SecretRef, Vault } from '../vault/vault.ts';
import { vaultNameOf } from '../vault/vault-domain.ts';
import { connect } from './connect.ts';
import { explainDisabled, explainMissing } from './explain-secret.ts';
import { findNewest } from './find-newest.ts';
import { isSame } from './is-same.ts';
import type { KeyVaultInput } from './key-vault-input.ts';
import { purgeSecret, removedTags } from './purge-secret.ts';
import { badAnswer, isAmbiguous, outcomeOf } from './read-refusal.ts';
import { grantOf, isVersion, type NamedVersion, nameOf, readRef, refOf } from './secret-name.ts';
import type { StoredVersion } from './secret-versions.ts';
import type { Tags } from './tags.ts';

/** Refresh tokens as secrets in Azure Key Vault: one secret for each grant, a version for each refresh token. */
export interface KeyVault extends Vault {
  /**
   * Tries what the broker's identity may do, and leaves nothing behind: it reads a secret that is not there, and
   * changes a version that is not there. Both are answered with 404 by a vault that lets us.
   * @throws ConsentryError `vault_denied`, `vault_unavailable`, `vault_throttled`, `vault_bad_response`
   */
  probe(): Promise<void>;
  readonly findNewest: FindNewest;
  /**
   * Disables what was stored for the same grant before this version and is still enabled: a crash between storing
   * one and removing the other leaves that, and so does a vault that refused the removal.
   * @param ref the version that the grant's row names, and no other: everything that it followed goes
   * @returns how many were disabled
   * @throws ConsentryError as {@link Vault.get}, `vault_throttled`, `vault_denied`
   */
  removeOlder(ref: SecretRef): Promise<number>;
  /**
   * Disables what is enabled of a grant whose refresh token lies elsewhere: a crash in the middle of a move leaves that.
   * @param before epoch milliseconds: what was written later may be named by the row in a moment, and is left alone
   * @param isLeft asked once something was found: false when the row names this vault by now
   * @returns how many were disabled; undefined when something is too young to be judged
   * @throws ConsentryError `vault_unavailable`, `vault_throttled`, `vault_denied`, `vault_bad_response`
   */
  removeLeft(
    grant: GrantId,
    left: { readonly before: number; readonly isLeft: () => Promise<boolean> },
  ): Promise<number | undefined>;
}

/** What Key Vault takes. */
const mostBytes = 25 * 1024;
/** How far back `removeOlder` looks at once. */
const mostSteps = 25;
const probed = { name: 'consentry-probe', version: '0'.repeat(32) } as const;

/**
 * A vault in Azure Key Vault, by Microsoft's own client over our Fetch. Get and Set on secrets are enough. It keeps
 * no secret in memory; see `createCachingVault`.
 *
 * @throws TypeError for a URL that is not that of a vault
 * @see https://learn.microsoft.com/azure/key-vault/secrets/about-secrets
 */
export function createKeyVault(input: KeyVaultInput): KeyVault {
  const { vaultUrl, application, random } = input;
  const versions = connect(input);
  const vaultName = vaultNameOf(vaultUrl);

  const tagsOf = ({ grant, version }: SecretRecord, previous: string | undefined): Tags => ({
    grant,
    version: String(version),
    application,
    write: Buffer.from(random.bytes(16)).toString('base64url'),
    ...(previous === undefined ? {} : { previous }),
  });

  /** The version that stands before the next one. Only `removeOlder` follows it. */
  const findPrevious = async (record: SecretRecord): Promise<string | undefined> => {
    if (record.version === 1) return undefined;
    const newest = await versions.look(nameOf(record.grant));
    return newest.is === 'there' && newest.stored.tags['grant'] === record.grant
      ? newest.stored.version
      : undefined;
  };

  /** The newest version, if it is exactly what was to be written. */
  const findOwn = async (name: string, value: Secret<string>, tags: Tags): Promise<string | undefined> => {
    const newest = await versions.look(name);
    return newest.is === 'there' && isSame(newest.stored, value, tags) ? newest.stored.version : undefined;
  };

  /** A write whose answer was lost is looked for before it is made again; it is made twice at most. */
  const write = async (name: string, value: Secret<string>, tags: Tags): Promise<string> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await versions.write(name, value, tags);
      } catch (error) {
        if (!isConsentryError(error) || !isAmbiguous(error)) throw error;
        const own = await findOwn(name, value, tags);
        if (own !== undefined) return own;
        if (attempt === 2) throw error;
      }
    }
  };

  /** Nobody was told of this version; if it cannot be disabled, the outcome stands all the same. */
  const drop = async (named: NamedVersion, grant: SecretRecord['grant']): Promise<void> => {
    try {
      await versions.disable(named, removedTags(grant, application));
    } catch (error) {
      if (!isConsentryError(error)) throw error;
    }
  };

  const readStored = async (named: NamedVersion, facts: Facts): Promise<StoredVersion> => {
    const look = await versions.look(named.name, named.version);
    switch (look.is) {
      case 'there':
        return look.stored;
      case 'disabled':
        throw await explainDisabled(versions, vaultName, named, facts);
      case 'not_found':
        throw await explainMissing(versions, vaultName, named.name, facts);
    }
  };

  const readBack = async (named: NamedVersion, facts: Facts): Promise<StoredVersion> => {
    try {
      return await readStored(named, facts);
    } catch (error) {
      if (!isConsentryError(error) || !isAmbiguous(error)) throw error;
      return readStored(named, facts);
    }
  };

  /** Disables what this version and those before it name as their previous one. */
  const removePrevious = async (name: string, newest: StoredVersion, most: number): Promise<number> => {
    const grant = grantOf(name);
    let { previous } = newest.tags;
    let removed = 0;
    while (isVersion(previous) && removed < most) {
      const look = await versions.look(name, previous);
      if (look.is !== 'there' || look.stored.tags['grant'] !== grant) break;
      await versions.disable({ name, version: previous }, removedTags(grant, application));
      removed += 1;
      previous = look.stored.tags['previous'];
    }
    return removed;
  };

  return {
    async put(record, secret) {
      const bytes = Buffer.byteLength(secret.reveal());
      if (bytes > mostBytes) {
        throw new ConsentryError('secret_too_large', { facts: { grant: record.grant, bytes, mostBytes } });
      }
      const name = nameOf(record.grant);
      try {
        const tags = tagsOf(record, await findPrevious(record));
        const version = await write(name, secret, tags);
        try {
          const stored = await readBack({ name, version }, { grant: record.grant });
          if (!isSame(stored, secret, tags)) throw badAnswer('read_back');
        } catch (error) {
          await drop({ name, version }, record.grant);
          throw error;
        }
        return refOf({ name, version });
      } catch (error) {
        if (isConsentryError(error) && outcomeOf(error) === 'deleted') {
          throw await explainMissing(versions, vaultName, name, { grant: record.grant });
        }
        throw error;
      }
    },

    async get(ref, record) {
      const facts = { grant: record.grant };
      const named = readRef(ref);
      if (named === undefined) throw new ConsentryError('secret_missing', { facts });
      if (named.name !== nameOf(record.grant)) throw new ConsentryError('secret_unreadable', { facts });
      const { value, tags } = await readStored(named, facts);
      if (tags['grant'] !== record.grant || tags['version'] !== String(record.version)) {
        throw new ConsentryError('secret_unreadable', { facts });
      }
      return value;
    },

    async remove(ref) {
      const named = readRef(ref);
      if (named === undefined) return;
      try {
        await versions.disable(named, removedTags(grantOf(named.name), application));
      } catch (error) {
        if (!isConsentryError(error) || error.code === 'vault_unavailable') throw error;
        throw new ConsentryError('vault_unavailable', {
          message: `A secret could not be disabled: ${error.message}`,
          facts: { ...error.facts, error: error.code },
          cause: error,
        });
      }
    },

    purge: (grant, ref) =>
      purgeSecret({ versions, timer: input.timer }, { vaultName, application, grant, ref }),

    findNewest: (record) => findNewest(versions, application, record),

    async probe() {
      await versions.look(probed.name);
      try {
        await versions.disable(probed, {});
      } catch (error) {
        // Access is decided before anything else is looked at, so a vault that dislikes the version lets us in.
        if (!isConsentryError(error, 'vault_denied') || error.facts['reason'] !== 'request') throw error;
      }
    },

    async removeOlder(ref) {
      const named = readRef(ref);
      if (named === undefined) return 0;
      const { name } = named;
      return removePrevious(name, await readStored(named, { grant: grantOf(name) }), mostSteps);
    },

    async removeLeft(grant, { before, isLeft }) {
      const name = nameOf(grant);
      const newest = await versions.look(name);
      if (newest.is !== 'there' || newest.stored.tags['grant'] !== grant) return 0;
      const { version, createdAt } = newest.stored;
      if (createdAt === undefined || createdAt >= before) return undefined;
      if (!(await isLeft())) return 0;
      // The oldest go first: once the newest is disabled, nothing names them any more.
      const removed = await removePrevious(name, newest.stored, mostSteps);
      await versions.disable({ name, version }, removedTags(grant, application));
      return removed + 1;
    },
  };
}
