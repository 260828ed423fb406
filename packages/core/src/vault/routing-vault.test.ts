import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId } from '../../test/a-grant.ts';
import { twoVaults } from '../../test/two-vaults.ts';
import { testVault } from '../../test/vault-suite.ts';
import { Secret } from '../secret.ts';
import { createRoutingVault } from './routing-vault.ts';

const record = { grant: aGrantId(), version: 1 };

for (const into of ['database', 'key-vault'] as const) {
  testVault(
    `several vaults, new secrets into ${into}`,
    () => twoVaults().into(into),
    async () => {
      const { inner, into: route } = twoVaults();
      const doors = ['put', 'get', 'remove'] as const;
      return {
        vault: route(into),
        breakDown() {
          for (const door of doors) inner[into].broken.add(door);
          return () => inner[into].broken.clear();
        },
      };
    },
  );
}

test('finds and removes what an earlier setting put into the other vault', async () => {
  const { inner, into } = twoVaults();
  const ref = await into('key-vault').put(record, Secret.of('refresh'));
  const now = into('database');
  assert.equal((await now.get(ref, record)).reveal(), 'refresh');
  await now.put({ ...record, version: 2 }, Secret.of('newer'));
  assert.deepEqual(await inner.database.readable(), ['newer']);
  await now.remove(ref);
  assert.deepEqual(await inner['key-vault'].readable(), []);
});

test('says of a secret in a vault that is not configured where it lies, and keeps it', async () => {
  const { inner, into } = twoVaults();
  const ref = await into('key-vault').put(record, Secret.of('refresh'));
  const now = into('database', 'database');
  await assert.rejects(now.get(ref, record), {
    code: 'vault_not_configured',
    facts: { vault: 'key-vault' },
  });
  await assert.rejects(now.remove(ref), { code: 'vault_unavailable' });
  assert.deepEqual(await inner['key-vault'].readable(), ['refresh']);
});

test('puts nothing into a vault that is not there', () => {
  assert.throws(() => createRoutingVault({ into: 'database', vaults: {} }), TypeError);
});

test('purges a grant from both: a move that was cut short may have left something behind', async () => {
  const { inner, into } = twoVaults();
  await into('database').put(record, Secret.of('left behind'));
  const ref = await into('key-vault').put({ ...record, version: 2 }, Secret.of('moved'));
  assert.equal((await into('database').purge(record.grant, ref)).outcome, 'destroyed');
  assert.deepEqual(await inner.database.readable(), []);
  assert.deepEqual(await inner['key-vault'].readable(), []);
  await assert.rejects(into('database', 'database').purge(record.grant, ref), {
    code: 'vault_not_configured',
  });
});
