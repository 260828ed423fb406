import type { Clock, GrantId, GrantStore, Vault } from '@consentry/core';

export interface PurgeAgainDeps {
  readonly grants: Pick<GrantStore, 'list' | 'notePurged'>;
  readonly vault: Pick<Vault, 'purge'>;
  readonly clock: Clock;
}

/** Longer than any write that was on its way when a grant was purged, and than the time between two runs. */
const lookedAtForMs = 3 * 60 * 60 * 1000;
const pageSize = 500;

/**
 * Purges what was purged lately once more: a writer that died between the vault and the row may have left a secret there
 * after the purge had looked, and a purge that could not be finished is finished.
 * One whose vault is out of reach keeps no other from it.
 * @param isStopping asked between two grants: once it is true, the rest is left to the next run
 * @throws the first failure, once all were tried
 */
export async function purgeAgain(
  { grants, vault, clock }: PurgeAgainDeps,
  isStopping: () => boolean,
): Promise<void> {
  let after: GrantId | undefined;
  const failures: unknown[] = [];
  do {
    const page = await grants.list({ limit: pageSize, ...(after !== undefined && { after }) });
    for (const { id, secret, purged } of page) {
      if (isStopping()) return;
      if (purged === undefined) continue;
      const isSettled = purged.outcome !== 'unfinished' && clock.now() - purged.at > lookedAtForMs;
      if (isSettled) continue;
      try {
        const outcome = await vault.purge(id, secret);
        // The instant stays: what is looked at again is what was purged lately, not what was looked at lately.
        await grants.notePurged(id, { at: purged.at, ...outcome });
      } catch (error) {
        failures.push(error);
      }
    }
    after = page.length < pageSize ? undefined : page.at(-1)?.id;
  } while (after !== undefined);
  if (failures.length > 0) throw failures[0];
}
