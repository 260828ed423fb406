import { testVault } from '../../../core/test/vault-suite.ts';
import { aStore } from '../../test/a-store.ts';

testVault('the vault in the database', async (t) => (await aStore(t)).vault);
