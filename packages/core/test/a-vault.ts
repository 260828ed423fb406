import { ConsentryError } from '../src/errors.ts';
import { createMemoryVault } from '../src/vault/memory-vault.ts';
import type { SecretRecord, SecretRef, Vault } from '../src/vault/vault.ts';

/** A vault in memory of which a test may break single doors, and look at what can be read. */
export interface TestVault extends Vault {
  /** The doors that answer `vault_unavailable`. */
  readonly broken: Set<'put' | 'get' | 'remove'>;
  /** Every secret that can still be read, in the order in which they were put. */
  readable(): Promise<readonly string[]>;
}

export function aVault(): TestVault {
  const vault = createMemoryVault();
  const given: [SecretRef, SecretRecord][] = [];
  const broken = new Set<'put' | 'get' | 'remove'>();
  const pass = (door: 'put' | 'get' | 'remove'): void => {
    if (broken.has(door)) throw new ConsentryError('vault_unavailable');
  };
  return {
    broken,
    async put(record, secret) {
      pass('put');
      const ref = await vault.put(record, secret);
      given.push([ref, record]);
      return ref;
    },
    async get(ref, record) {
      pass('get');
      return vault.get(ref, record);
    },
    async remove(ref) {
      pass('remove');
      await vault.remove(ref);
    },
    async purge(grant, ref) {
      pass('remove');
      return vault.purge(grant, ref);
    },
    async readable() {
      const reads = await Promise.allSettled(given.map(([ref, record]) => vault.get(ref, record)));
      return reads.filter((read) => read.status === 'fulfilled').map(({ value }) => value.reveal());
    },
  };
}
