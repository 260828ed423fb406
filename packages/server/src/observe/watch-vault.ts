import type { Vault } from '@consentry/core';
import type { Metrics } from './metrics.ts';
import type { Watch } from './watch.ts';

/** Counts, measures and traces the operations of a vault. Of the secret nothing is seen, not even its name. */
export function watchVault(vault: Vault, watch: Watch, metrics: Metrics): Vault {
  const watched = <T>(operation: keyof Vault, work: () => Promise<T>): Promise<T> =>
    watch(work, {
      span: `vault ${operation}`,
      ended({ outcome, seconds }) {
        metrics.count('consentry_vault_operations_total', { operation, outcome });
        metrics.observe('consentry_vault_operation_duration_seconds', { operation }, seconds);
      },
    });
  return {
    put: (record, secret) => watched('put', () => vault.put(record, secret)),
    get: (ref, record) => watched('get', () => vault.get(ref, record)),
    remove: (ref) => watched('remove', () => vault.remove(ref)),
  };
}
