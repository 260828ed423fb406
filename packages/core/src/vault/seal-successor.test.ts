import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId, aSealedGrant, dayMs } from '../../test/a-grant.ts';
import { aVault } from '../../test/a-vault.ts';
import { aClock, aRandom, noon } from '../../test/builders.ts';
import { createMemoryGrantStore } from '../../test/memory-grant-store.ts';
import { Secret } from '../secret.ts';
import { sealSuccessor, unseal } from './seal.ts';

/** A place in which version 1 of a grant is sealed, with the refresh token `refresh-1`. */
async function aPlace() {
  const vault = aVault();
  const secret = await vault.put({ grant: aGrantId(), version: 1 }, Secret.of('refresh-1'));
  const grant = aSealedGrant({ secret });
  return {
    vault,
    grant,
    grants: createMemoryGrantStore(grant),
    clock: aClock(noon + 1000),
    random: aRandom(),
  };
}

async function readBack({ vault, grants }: Awaited<ReturnType<typeof aPlace>>): Promise<string> {
  const row = await grants.find(aGrantId());
  assert.ok(row, 'there is no row');
  return (await unseal(vault, row)).reveal();
}

test('stores a successor as the next version and changes nothing else of the grant', async () => {
  const place = await aPlace();
  const renewed = await sealSuccessor(place, place.grant, Secret.of('refresh-2'));
  assert.ok(renewed);
  const { secret, exerciseAt } = renewed;
  assert.deepEqual(renewed, { ...place.grant, version: 2, secret, sealedAt: noon + 1000, exerciseAt });
  assert.ok(exerciseAt >= noon + 1000 + dayMs / 2 && exerciseAt <= noon + 1000 + dayMs);
  assert.deepEqual(await place.grants.find(aGrantId()), renewed);
});

test('removes the predecessor once the successor stands', async () => {
  const place = await aPlace();
  await sealSuccessor(place, place.grant, Secret.of('refresh-2'));
  assert.deepEqual(await place.vault.readable(), ['refresh-2']);
  assert.equal(await readBack(place), 'refresh-2');
});

test('stores a successor although its predecessor cannot be removed', async () => {
  const place = await aPlace();
  place.vault.broken.add('remove');
  const renewed = await sealSuccessor(place, place.grant, Secret.of('refresh-2'));
  assert.equal(renewed?.version, 2);
  assert.equal(await readBack(place), 'refresh-2');
});

for (const state of ['held', 'consent_needed', 'revoked'] as const) {
  test(`drops a successor when its grant became ${state} meanwhile`, async () => {
    const place = await aPlace();
    await place.grants.changeState(place.grant, { state, reason: 'meanwhile', since: noon, evidence: {} });
    assert.equal(await sealSuccessor(place, place.grant, Secret.of('refresh-2')), undefined);
    assert.equal((await place.grants.find(aGrantId()))?.state, state);
    assert.deepEqual(await place.vault.readable(), ['refresh-1']);
  });
}

test('keeps one successor when two writers race, and drops the other', async () => {
  const place = await aPlace();
  const [mine, theirs] = await Promise.all([
    sealSuccessor(place, place.grant, Secret.of('mine')),
    sealSuccessor(place, place.grant, Secret.of('theirs')),
  ]);
  assert.equal([mine, theirs].filter((sealed) => sealed !== undefined).length, 1);
  assert.deepEqual(await place.vault.readable(), [await readBack(place)]);
  assert.equal(await readBack(place), mine === undefined ? 'theirs' : 'mine');
});

test('leaves the predecessor untouched when the vault takes no successor', async () => {
  const place = await aPlace();
  place.vault.broken.add('put');
  const sealing = sealSuccessor(place, place.grant, Secret.of('refresh-2'));
  await assert.rejects(sealing, { code: 'vault_unavailable' });
  assert.deepEqual(await place.grants.find(aGrantId()), place.grant);
  assert.equal(await readBack(place), 'refresh-1');
});

test('leaves the predecessor readable when the row of the successor cannot be saved', async () => {
  const place = await aPlace();
  const grants = { ...place.grants, renew: () => Promise.reject(new Error('the disk is full')) };
  await assert.rejects(
    sealSuccessor({ ...place, grants }, place.grant, Secret.of('refresh-2')),
    /the disk is full/,
  );
  assert.equal(await readBack(place), 'refresh-1');
});
