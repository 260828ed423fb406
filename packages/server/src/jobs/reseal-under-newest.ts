import type { Clock } from '@consentry/core';
import type { Log } from '../log.ts';
import type { Store } from '../stores/store.ts';

/** Seals anew what is sealed under older master keys, and says which of them are no longer needed. */
export async function resealUnderNewest(
  { masterKeys, audit }: Pick<Store, 'masterKeys' | 'audit'>,
  clock: Clock,
  log: Pick<Log, 'info'>,
): Promise<void> {
  const { resealed, unreadable, freed } = await masterKeys.reseal();
  if (resealed > 0 || unreadable > 0) {
    log.info({ resealed, unreadable }, 'sealed anew under the newest master key');
  }
  for (const masterKey of freed) {
    log.info({ masterKey }, 'nothing is sealed under this master key any more: its line may be removed');
    await audit.write({ type: 'master_key.freed', at: clock.now(), actor: 'broker', masterKey });
  }
}
