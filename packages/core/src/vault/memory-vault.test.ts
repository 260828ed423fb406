import { aVault } from '../../test/a-vault.ts';
import { testGrantStore } from '../../test/grant-store-suite.ts';
import { createMemoryGrantStore } from '../../test/memory-grant-store.ts';
import { testVault } from '../../test/vault-suite.ts';
import { createMemoryVault } from './memory-vault.ts';

testVault(
  'the vault in memory',
  () => createMemoryVault(),
  async () => {
    const vault = aVault();
    const doors = ['put', 'get', 'remove'] as const;
    return {
      vault,
      breakDown() {
        for (const door of doors) vault.broken.add(door);
        return () => vault.broken.clear();
      },
    };
  },
);

testGrantStore('the store of grants in memory, which the tests of this folder use', () => {
  const grants = createMemoryGrantStore();
  return {
    grants,
    invite: async (id) => grants.invite(id),
    spentAt: async (id) => grants.spentAt(id),
    changes: async () => grants.changes(),
  };
});
