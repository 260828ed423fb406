import type { Clock } from '@consentry/core';
import type { Log } from '../log.ts';
import type { Store } from '../stores/store.ts';

/**
 * Seals anew, under the key that seals, what is sealed under other master keys, and says which of them are no longer
 * needed: in the audit before the key is given up, so that a crash in between says it twice, and never not at all.
 *
 * @throws ConsentryError `store_unavailable`, `audit_unavailable`; the next run goes on
 */
export async function resealUnderNewest(
  { masterKeys, audit }: Pick<Store, 'masterKeys' | 'audit'>,
  clock: Clock,
  log: Pick<Log, 'info'>,
  isStopping: () => boolean,
): Promise<void> {
  const { resealed, unreadable, freed } = await masterKeys.reseal({
    isStopping,
    beforeFreeing: (masterKey) =>
      audit.write({ type: 'master_key.freed', at: clock.now(), actor: 'broker', masterKey }),
  });
  if (resealed > 0 || unreadable > 0) {
    log.info({ resealed, unreadable }, 'sealed anew under the master key that seals');
  }
  for (const masterKey of freed) {
    log.info({ masterKey }, 'nothing is sealed under this master key any more: its line may be removed');
  }
}
