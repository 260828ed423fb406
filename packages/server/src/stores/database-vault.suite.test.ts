import { testVault } from '../../../core/test/vault-suite.ts';
import { aStore } from '../../test/a-store.ts';

testVault('the vault in the database (SQLite)', async (t) => (await aStore(t, 'sqlite')).vault);
testVault('the vault in the database (Postgres)', async (t) => (await aStore(t, 'postgres')).vault);
