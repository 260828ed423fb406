import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId } from '../../test/a-grant.ts';
import { aVault } from '../../test/a-vault.ts';
import { aClock } from '../../test/builders.ts';
import { testVault } from '../../test/vault-suite.ts';
import { Secret } from '../secret.ts';
import { createCachingVault } from './caching-vault.ts';

const record = { grant: aGrantId(), version: 1 };

function aPlace(limit = 10) {
  const clock = aClock();
  const inner = aVault();
  return { clock, inner, vault: createCachingVault(inner, { clock, limit, lifetimeMs: 60_000 }) };
}

testVault('a vault with a cache', () => aPlace().vault);

test('gives a secret that it keeps though the vault is out of order, until its time is over', async () => {
  const { clock, inner, vault } = aPlace();
  const ref = await vault.put(record, Secret.of('refresh'));
  inner.broken.add('get');
  clock.at += 59_999;
  assert.equal((await vault.get(ref, record)).reveal(), 'refresh');
  clock.at += 1;
  await assert.rejects(vault.get(ref, record), { code: 'vault_unavailable' });
});

test('forgets a secret that was removed, though the vault could not remove it', async () => {
  const { inner, vault } = aPlace();
  const ref = await vault.put(record, Secret.of('refresh'));
  inner.broken.add('get').add('remove');
  await assert.rejects(vault.remove(ref), { code: 'vault_unavailable' });
  await assert.rejects(vault.get(ref, record), { code: 'vault_unavailable' });
});

test('keeps nothing that was being read while it was removed', async () => {
  const { inner, vault } = aPlace();
  const ref = await inner.put(record, Secret.of('refresh'));
  const reading = vault.get(ref, record);
  const removing = vault.remove(ref);
  await Promise.allSettled([reading, removing]);
  await assert.rejects(vault.get(ref, record), { code: 'secret_missing' });
});

test('keeps no more than it may: what was kept first goes first', async () => {
  const { inner, vault } = aPlace(2);
  const records = ['A', 'B', 'C'].map((letter) => ({ grant: aGrantId(letter), version: 1 }));
  const refs = await Promise.all(records.map((one) => vault.put(one, Secret.of(one.grant))));
  inner.broken.add('get');
  const reads = await Promise.allSettled(refs.map((ref, index) => vault.get(ref, records[index] ?? record)));
  assert.deepEqual(
    reads.map(({ status }) => status),
    ['rejected', 'fulfilled', 'fulfilled'],
  );
});

test('does not keep a secret longer because the clock was set back', async () => {
  const { clock, inner, vault } = aPlace();
  const ref = await vault.put(record, Secret.of('refresh'));
  inner.broken.add('get');
  clock.at -= 1;
  await assert.rejects(vault.get(ref, record), { code: 'vault_unavailable' });
});

test('takes no lifetime of more than an hour', () => {
  const { inner, clock } = aPlace();
  assert.throws(() => createCachingVault(inner, { clock, limit: 1, lifetimeMs: 3_600_001 }), TypeError);
});
