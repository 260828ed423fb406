import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createId, Secret } from '@consentry/core';
import { aFolder, aStore, cleanUp, random, storeOptions } from '../../test/a-store.ts';
import { openStore } from './open-store.ts';

const record = () => ({ grant: createId('GrantId', random), version: 1 });

test('gives a secret back to its own grant and version', async (t) => {
  const { vault } = await aStore(t);
  const mine = record();
  const ref = await vault.put(mine, Secret.of('refresh'));
  assert.equal((await vault.get(ref, mine)).reveal(), 'refresh');
});

test('opens a secret for no other grant and no other version', async (t) => {
  const { vault } = await aStore(t);
  const mine = record();
  const ref = await vault.put(mine, Secret.of('refresh'));
  await assert.rejects(vault.get(ref, record()), { code: 'secret_unreadable' });
  await assert.rejects(vault.get(ref, { ...mine, version: 2 }), { code: 'secret_unreadable' });
});

test('keeps an older version readable until it is removed', async (t) => {
  const { vault } = await aStore(t);
  const mine = record();
  const [first, second] = [
    await vault.put(mine, Secret.of('1')),
    await vault.put({ ...mine, version: 2 }, Secret.of('2')),
  ];
  assert.equal((await vault.get(first, mine)).reveal(), '1');
  await vault.remove(first);
  await vault.remove(first);
  await assert.rejects(vault.get(first, mine), { code: 'secret_missing' });
  assert.equal((await vault.get(second, { ...mine, version: 2 })).reveal(), '2');
});

test('refuses a sealed text that was moved to another row', async (t) => {
  const options = storeOptions(aFolder(t));
  const store = await openStore(options);
  const [mine, theirs] = [record(), record()];
  const [myRef, theirRef] = [
    await store.vault.put(mine, Secret.of('mine')),
    await store.vault.put(theirs, Secret.of('theirs')),
  ];
  await store.close();
  const database = new DatabaseSync(join(options.dataDir, 'state.db'));
  database
    .prepare('UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE ref = ?) WHERE ref = ?')
    .run(theirRef, myRef);
  database.close();
  const reopened = await openStore(options);
  cleanUp(t, () => reopened.close());
  await assert.rejects(reopened.vault.get(myRef, mine), { code: 'secret_unreadable' });
});

test('leaves nothing readable in any file', async (t) => {
  const options = storeOptions(aFolder(t));
  const store = await openStore(options);
  await store.vault.put(record(), Secret.of('canary-refresh-token'));
  const files = ['state.db', 'state.db-wal'].map((name) =>
    readFileSync(join(options.dataDir, name), 'latin1'),
  );
  await store.close();
  for (const text of [...files, readFileSync(join(options.dataDir, 'state.db'), 'latin1')]) {
    assert.ok(!text.includes('canary-refresh'));
  }
});
