import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId, aSealedGrant } from '../../test/a-grant.ts';
import { noon } from '../../test/builders.ts';
import { createMemoryGrantStore } from '../../test/memory-grant-store.ts';
import { twoVaults } from '../../test/two-vaults.ts';
import { Secret } from '../secret.ts';
import type { SealedGrant } from './grant-store.ts';
import { moveSecret } from './move-secret.ts';
import { unseal } from './seal.ts';

/** A grant that is sealed in the database, where new secrets go into Key Vault now. */
async function aPlace(change: Partial<SealedGrant> = {}) {
  const vaults = twoVaults();
  const secret = await vaults.into('database').put({ grant: aGrantId(), version: 1 }, Secret.of('refresh-1'));
  const grant = aSealedGrant({ secret, redeemingSince: noon, ...change });
  return { ...vaults, vault: vaults.into('key-vault'), grant, grants: createMemoryGrantStore(grant) };
}

type Place = Awaited<ReturnType<typeof aPlace>>;

async function readBack({ vault, grants }: Place): Promise<string> {
  const row = await grants.find(aGrantId());
  assert.ok(row, 'there is no row');
  return (await unseal(vault, row)).reveal();
}

test('moves a refresh token under the next version, and changes nothing else of the grant', async () => {
  const place = await aPlace();
  const moved = await moveSecret(place, place.grant);
  assert.ok(moved);
  assert.deepEqual(moved.grant, { ...place.grant, version: 2, secret: moved.grant.secret });
  assert.equal(place.placeOf(moved.grant.secret), 'key-vault');
  assert.deepEqual(await place.grants.find(aGrantId()), moved.grant);
  assert.equal(await readBack(place), 'refresh-1');
});

test('removes the old copy once the new one stands, and says so when it could not', async () => {
  const place = await aPlace();
  assert.equal((await moveSecret(place, place.grant))?.isOldRemoved, true);
  assert.deepEqual(await place.inner.database.readable(), []);
  const other = await aPlace();
  other.inner.database.broken.add('remove');
  assert.equal((await moveSecret(other, other.grant))?.isOldRemoved, false);
  assert.equal(await readBack(other), 'refresh-1');
});

for (const state of ['admin_needed', 'consent_needed', 'held'] as const) {
  test(`moves the refresh token of a grant that is ${state}, and leaves its state`, async () => {
    const place = await aPlace({ state });
    assert.equal((await moveSecret(place, place.grant))?.grant.state, state);
    assert.equal(await readBack(place), 'refresh-1');
  });
}

test('drops the new copy when another writer was first, or the grant was taken back', async () => {
  for (const meanwhile of ['renewed', 'revoked'] as const) {
    const place = await aPlace();
    if (meanwhile === 'revoked') await place.grants.revoke(aGrantId(), { reason: 'operator', since: noon });
    else await place.grants.relocate(place.grant, { secret: place.grant.secret, version: 2 });
    assert.equal(await moveSecret(place, place.grant), undefined);
    assert.deepEqual(await place.inner['key-vault'].readable(), []);
    assert.deepEqual(await place.inner.database.readable(), ['refresh-1']);
  }
});

test('leaves the grant untouched when the new vault fails', async () => {
  const place = await aPlace();
  place.inner['key-vault'].broken.add('put');
  await assert.rejects(moveSecret(place, place.grant), { code: 'vault_unavailable' });
  assert.deepEqual(await place.grants.find(aGrantId()), place.grant);
  assert.equal(await readBack(place), 'refresh-1');
});

test('believes the row when the answer of the store was lost', async () => {
  const place = await aPlace();
  const { grants } = place;
  const lossy = {
    ...grants,
    async relocate(...change: Parameters<typeof grants.relocate>) {
      await grants.relocate(...change);
      throw new Error('the answer was lost');
    },
  };
  const moved = await moveSecret({ vault: place.vault, grants: lossy }, place.grant);
  assert.equal(moved?.grant.version, 2);
  assert.equal(await readBack(place), 'refresh-1');
});
