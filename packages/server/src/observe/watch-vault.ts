import type { Vault } from '@consentry/core';
import type { Observer } from './observer.ts';

/** Counts, measures and traces the operations of a vault. Of the secret nothing is seen, not even its name. */
export function watchVault(
  vault: Vault,
  { watch, metrics, vaultHealth }: Pick<Observer, 'watch' | 'metrics' | 'vaultHealth'>,
): Vault {
  const watched = <T>(operation: keyof Vault, work: () => Promise<T>): Promise<T> =>
    watch(work, {
      span: `vault ${operation}`,
      ended({ outcome, seconds }) {
        vaultHealth.note(outcome);
        metrics.count('consentry_vault_operations_total', { operation, outcome });
        metrics.observe('consentry_vault_operation_duration_seconds', { operation }, seconds);
      },
    });
  return {
    put: (record, secret) => watched('put', () => vault.put(record, secret)),
    get: (ref, record) => watched('get', () => vault.get(ref, record)),
    remove: (ref) => watched('remove', () => vault.remove(ref)),
    purge: (grant, ref) => watched('purge', () => vault.purge(grant, ref)),
  };
}
