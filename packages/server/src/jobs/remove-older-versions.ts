import { type Clock, type GrantId, type GrantStore, isConsentryError, type SecretRef } from '@consentry/core';
import type { Log } from '../log.ts';

export interface RemoveOlderVersionsDeps {
  readonly grants: GrantStore;
  /** @see KeyVault */
  readonly keyVault: { removeOlder(ref: SecretRef): Promise<number> };
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

const pageSize = 100;
/** Rows that were saved while a run was under way are looked at by the next one again. */
const overlapMs = 60 * 60 * 1000;

/**
 * A task that disables in a Key Vault what stands before the versions that rows name: what a crash or a vault that
 * refused left enabled. The first run looks at every grant, the next ones at those that were sealed since.
 * A run that was told to stop, asked between two grants, leaves the rest to the next one.
 * @returns the task; it gives how many were disabled
 */
export function removeOlderVersions(
  deps: RemoveOlderVersionsDeps,
): (isStopping: () => boolean) => Promise<number> {
  const { grants, keyVault, clock, log } = deps;
  let since = Number.NEGATIVE_INFINITY;

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

  return async (isStopping) => {
    const startedAt = clock.now();
    let removed = 0;
    let after: GrantId | undefined;
    for (;;) {
      const page = await grants.list({ limit: pageSize, ...(after === undefined ? {} : { after }) });
      for (const { id, version, secret, sealedAt, state } of page) {
        if (isStopping()) return removed;
        // The first version has none before it; of a grant that is over, nothing is read any more.
        const isDue = version > 1 && sealedAt >= since && (state === 'healthy' || state === 'admin_needed');
        if (isDue) removed += await removeOlder(id, secret);
      }
      after = page.at(-1)?.id;
      if (page.length < pageSize || after === undefined) break;
    }
    since = startedAt - overlapMs;
    return removed;
  };
}
