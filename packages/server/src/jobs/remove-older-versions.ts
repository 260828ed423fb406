import {
  type Clock,
  findVaultName,
  type GrantId,
  type GrantStore,
  isConsentryError,
  type SealedGrant,
  type SecretRef,
} from '@consentry/core';
import type { Log } from '../log.ts';

export interface RemoveOlderVersionsDeps {
  readonly grants: GrantStore;
  /** @see KeyVault */
  readonly keyVault: {
    removeOlder(ref: SecretRef): Promise<number>;
    removeLeft(
      grant: GrantId,
      left: { readonly before: number; readonly isLeft: () => Promise<boolean> },
    ): Promise<number | undefined>;
  };
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

/** A task that keeps a Key Vault in order. */
export interface OlderVersions {
  /**
   * Disables what no row names. A run that was told to stop, asked between two grants, leaves the rest to the next one.
   * @returns how many were disabled
   */
  remove(isStopping: () => boolean): Promise<number>;
  /** The next run looks at every grant again: something was left that no row tells of. */
  lookAtAll(): void;
}

const pageSize = 100;
/** Rows that were saved while a run was under way are looked at by the next one again. */
const overlapMs = 60 * 60 * 1000;
/** Longer than any sealing or moving takes, so that a version that a row is about to name is left alone. */
const keepMs = 60 * 60 * 1000;

/**
 * Disables in a Key Vault what a crash or a vault that refused left enabled: what stands before the versions that rows name,
 * and everything of grants whose refresh tokens lie elsewhere. The first run looks at every grant, the next ones at those
 * that were sealed since.
 */
export function removeOlderVersions({
  grants,
  keyVault,
  clock,
  log,
}: RemoveOlderVersionsDeps): OlderVersions {
  let since = Number.NEGATIVE_INFINITY;
  let looksAgain = false;
  /** What was too young to be judged. */
  const young = new Set<GrantId>();

  /** A secret that is not as it should be is the operator's to see to; the others go on. */
  const removeOlder = async (grant: GrantId, ref: SecretRef): Promise<number> => {
    try {
      return await keyVault.removeOlder(ref);
    } catch (error) {
      if (!isConsentryError(error) || !error.code.startsWith('secret_')) throw error;
      log.warn(
        { grant, code: error.code, remedy: error.remedy },
        'the refresh token of a grant cannot be read',
      );
      return 0;
    }
  };

  const removeLeft = async (grant: GrantId): Promise<number> => {
    const isLeft = async (): Promise<boolean> => {
      const row = await grants.find(grant);
      return row !== undefined && findVaultName(row.secret) === 'database';
    };
    const removed = await keyVault.removeLeft(grant, { before: clock.now() - keepMs, isLeft });
    if (removed === undefined) young.add(grant);
    else young.delete(grant);
    return removed ?? 0;
  };

  const removeOf = async ({ id, version, secret, sealedAt, state }: SealedGrant): Promise<number> => {
    if (findVaultName(secret) === 'database') {
      // A grant that was taken back keeps what it has until it is purged.
      const isDue = (sealedAt >= since || young.has(id)) && state !== 'revoked';
      return isDue ? removeLeft(id) : 0;
    }
    // The first version has none before it; of a grant that is over, nothing is read any more.
    const isDue = version > 1 && sealedAt >= since && (state === 'healthy' || state === 'admin_needed');
    return isDue ? removeOlder(id, secret) : 0;
  };

  return {
    lookAtAll() {
      looksAgain = true;
    },
    async remove(isStopping) {
      const startedAt = clock.now();
      if (looksAgain) since = Number.NEGATIVE_INFINITY;
      looksAgain = false;
      let removed = 0;
      let after: GrantId | undefined;
      for (;;) {
        const page = await grants.list({ limit: pageSize, ...(after === undefined ? {} : { after }) });
        for (const grant of page) {
          if (isStopping()) return removed;
          removed += await removeOf(grant);
        }
        after = page.at(-1)?.id;
        if (page.length < pageSize || after === undefined) break;
      }
      since = startedAt - overlapMs;
      return removed;
    },
  };
}
