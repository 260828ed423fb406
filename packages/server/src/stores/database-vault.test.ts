import assert from 'node:assert/strict';
import { createId, Secret } from '@consentry/core';
import { everyText, tamper } from '../../test/a-database.ts';
import { aPlace, aStore, cleanUp, random, testOnBoth } from '../../test/a-store.ts';
import { openStore } from './open-store.ts';

const record = () => ({ grant: createId('GrantId', random), version: 1 });

testOnBoth('gives a secret back to its own grant and version', async (t, kind) => {
  const { vault } = await aStore(t, kind);
  const mine = record();
  const ref = await vault.put(mine, Secret.of('refresh'));
  assert.equal((await vault.get(ref, mine)).reveal(), 'refresh');
});

testOnBoth('opens a secret for no other grant and no other version', async (t, kind) => {
  const { vault } = await aStore(t, kind);
  const mine = record();
  const ref = await vault.put(mine, Secret.of('refresh'));
  await assert.rejects(vault.get(ref, record()), { code: 'secret_unreadable' });
  await assert.rejects(vault.get(ref, { ...mine, version: 2 }), { code: 'secret_unreadable' });
});

testOnBoth('keeps an older version readable until it is removed', async (t, kind) => {
  const { vault } = await aStore(t, kind);
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

testOnBoth('refuses a sealed text that was moved to another row', async (t, kind) => {
  const options = await aPlace(t, kind);
  const store = await openStore(options);
  const [mine, theirs] = [record(), record()];
  const [myRef, theirRef] = [
    await store.vault.put(mine, Secret.of('mine')),
    await store.vault.put(theirs, Secret.of('theirs')),
  ];
  await store.close();
  await tamper(
    options,
    `UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE ref = '${theirRef}') WHERE ref = '${myRef}'`,
  );
  const reopened = await openStore(options);
  cleanUp(t, () => reopened.close());
  await assert.rejects(reopened.vault.get(myRef, mine), { code: 'secret_unreadable' });
});

testOnBoth('leaves nothing readable where it is stored', async (t, kind) => {
  const options = await aPlace(t, kind);
  const store = await openStore(options);
  await store.vault.put(record(), Secret.of('canary-refresh-token'));
  const texts = [await everyText(options)];
  await store.close();
  for (const text of [...texts, await everyText(options)]) assert.ok(!text.includes('canary-refresh'));
});
