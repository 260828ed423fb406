import { ConsentryError } from '../errors.ts';
import type { Purged, SecretRef, Vault } from './vault.ts';
import { findVaultName, type VaultName } from './vault-name.ts';

/** Several vaults, and the one that takes new secrets. */
export interface RoutingVaultInput {
  /** Where new secrets go. */
  readonly into: VaultName;
  /** Those that are configured; `into` is one of them. */
  readonly vaults: Readonly<Partial<Record<VaultName, Vault>>>;
}

/** How much is left. */
const rank = { destroyed: 0, recoverable: 1, disabled: 2 } as const satisfies Record<
  Purged['outcome'],
  number
>;

/**
 * Several vaults as one: what is new goes into one of them, and what is stored is found where its reference says. A
 * secret in a vault that is not configured is out of reach, which says nothing of its grant.
 *
 * @returns a vault whose `get` also throws `vault_not_configured`
 * @throws TypeError when `into` is not among the vaults
 */
export function createRoutingVault({ into, vaults }: RoutingVaultInput): Vault {
  const target = vaults[into];
  if (target === undefined) throw new TypeError('new secrets go into a vault that is configured');

  /** Undefined for a reference that no vault of ours gave. @throws ConsentryError `vault_not_configured` */
  const findVault = (ref: SecretRef): Vault | undefined => {
    const name = findVaultName(ref);
    if (name === undefined) return undefined;
    const vault = vaults[name];
    if (vault === undefined) throw new ConsentryError('vault_not_configured', { facts: { vault: name } });
    return vault;
  };

  return {
    put: (record, secret) => target.put(record, secret),
    async get(ref, record) {
      const vault = findVault(ref);
      if (vault === undefined) throw new ConsentryError('secret_missing', { facts: { grant: record.grant } });
      return vault.get(ref, record);
    },
    async purge(grant, ref) {
      const own = findVault(ref) ?? target;
      const purged = await own.purge(grant, ref);
      // A move that was cut short may have left something in the other one.
      const others = Object.values(vaults).filter((vault) => vault !== own);
      const all: Purged[] = [];
      for (const vault of others) all.push(await vault.purge(grant, ref));
      return all.reduce((worst, one) => (rank[one.outcome] > rank[worst.outcome] ? one : worst), purged);
    },
    async remove(ref) {
      try {
        await findVault(ref)?.remove(ref);
      } catch (error) {
        throw error instanceof ConsentryError && error.code === 'vault_not_configured'
          ? new ConsentryError('vault_unavailable', {
              message: error.message,
              facts: error.facts,
              cause: error,
            })
          : error;
      }
    },
  };
}
