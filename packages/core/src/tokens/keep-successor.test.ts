import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId, dayMs } from '../../test/a-grant.ts';
import { aTokenAnswer } from '../../test/a-token-endpoint.ts';
import { customer, noon, partner } from '../../test/builders.ts';
import { aTarget, someTokens } from '../../test/some-tokens.ts';
import { Secret } from '../secret.ts';
import { sealSuccessor, unseal } from '../vault/seal.ts';
import { createSuccessors, type RefreshTokenUse } from './keep-successor.ts';

const ownTenant = aTarget({ customer: undefined });
const withSuccessor = aTokenAnswer({ refreshToken: Secret.of('refresh-2') });

/** A grant whose refresh token was stored this long ago. */
async function aPlace(ageMs = dayMs, refreshTokens: RefreshTokenUse = 'reusable') {
  const place = await someTokens({ sealedAt: noon - ageMs });
  const successors = createSuccessors({ ...place, refreshTokens });
  return Object.assign(place, {
    successors,
    /** The refresh token that the row names. */
    async stored(): Promise<string> {
      const row = await place.grants.find(aGrantId());
      assert.ok(row);
      return (await unseal(place.vault, row)).reveal();
    },
  });
}

test('stores a successor from the partner’s own tenant once the stored one is a day old', async () => {
  const place = await aPlace();
  await place.successors.keep(place.grant, partner, withSuccessor);
  assert.equal(await place.stored(), 'refresh-2');
  assert.deepEqual(place.told, ['renewed 2']);
});

test('stores no successor before the stored one is a day old', async () => {
  const place = await aPlace(dayMs - 1);
  await place.successors.keep(place.grant, partner, withSuccessor);
  assert.deepEqual([await place.stored(), place.told], ['refresh-1', []]);
});

test('stores no successor from a customer’s tenant', async () => {
  const place = await aPlace();
  await place.successors.keep(place.grant, customer, withSuccessor);
  assert.deepEqual([await place.stored(), place.told], ['refresh-1', []]);
});

test('keeps the stored one when the answer brought no successor', async () => {
  const place = await aPlace();
  await place.successors.keep(place.grant, partner, aTokenAnswer());
  assert.deepEqual([await place.stored(), place.told], ['refresh-1', []]);
});

test('waits a day again after a successor was stored', async () => {
  const place = await aPlace();
  await place.successors.keep(place.grant, partner, withSuccessor);
  const renewed = await place.grants.find(aGrantId());
  assert.ok(renewed);
  place.clock.at += dayMs - 1;
  await place.successors.keep(renewed, partner, aTokenAnswer({ refreshToken: Secret.of('refresh-3') }));
  assert.equal(await place.stored(), 'refresh-2');
});

test('keeps the stored one and reports it when the vault takes no successor', async () => {
  const place = await aPlace();
  place.vault.broken.add('put');
  await place.successors.keep(place.grant, partner, withSuccessor);
  assert.deepEqual([await place.stored(), place.told], ['refresh-1', ['not renewed']]);
});

test('reports a successor as stored although its predecessor cannot be removed', async () => {
  const place = await aPlace();
  place.vault.broken.add('remove');
  await place.successors.keep(place.grant, partner, withSuccessor);
  assert.deepEqual([await place.stored(), place.told], ['refresh-2', ['renewed 2']]);
});

test('leaves the successor of a writer that was first, and says that its own was dropped', async () => {
  const place = await aPlace();
  await sealSuccessor(place, place.grant, Secret.of('theirs'));
  await place.successors.keep(place.grant, partner, withSuccessor);
  assert.deepEqual([await place.stored(), place.told], ['theirs', ['successor refused']]);
  assert.deepEqual(await place.vault.readable(), ['theirs']);
});

test('serves the token at hand although its successor cannot be stored', async () => {
  const place = await aPlace();
  place.answer = ({ refreshToken }) => place.issue({ refreshToken });
  place.vault.broken.add('put');
  assert.equal(await place.acquire(ownTenant), 'access-1');
});

test('stores one that could not be stored once the vault takes it again', async () => {
  const place = await aPlace();
  place.vault.broken.add('put');
  await place.successors.keep(place.grant, partner, withSuccessor);
  assert.equal(await place.successors.storeFailed(), 1);
  place.vault.broken.clear();
  assert.equal(await place.successors.storeFailed(), 0);
  assert.deepEqual(
    [await place.stored(), place.told],
    ['refresh-2', ['not renewed', 'not renewed', 'renewed 2']],
  );
});

test('keeps in memory what is not due, and does not count it as failed', async () => {
  const place = await aPlace(dayMs - 1);
  await place.successors.keep(place.grant, partner, withSuccessor);
  assert.equal(place.successors.findUnstored(place.grant)?.refreshToken.reveal(), 'refresh-2');
  assert.equal(await place.successors.storeFailed(), 0);
  assert.equal(await place.stored(), 'refresh-1');
});

test('has nothing unstored for another version of the grant', async () => {
  const place = await aPlace(dayMs - 1);
  await place.successors.keep(place.grant, partner, withSuccessor);
  assert.equal(place.successors.findUnstored({ ...place.grant, version: 2 }), undefined);
});

test('keeps the one that would save a grant when the lease was overtaken and the row is the same', async () => {
  const place = await aPlace(0);
  const { renew } = place.grants;
  place.grants.renew = async (row, next) => row.fence === undefined && renew(row, next);
  const overtaken = { key: 'key', number: 1 };
  assert.equal(await place.successors.save(place.grant, Secret.of('refresh-3'), overtaken), false);
  assert.equal(await place.successors.storeFailed(), 0);
  assert.equal(await place.stored(), 'refresh-3');
});

test('stores one of several successors that come at once', async () => {
  const place = await aPlace();
  const answers = ['refresh-2', 'refresh-3', 'refresh-4'].map((text) =>
    aTokenAnswer({ refreshToken: Secret.of(text) }),
  );
  await Promise.all(answers.map((answer) => place.successors.keep(place.grant, partner, answer)));
  assert.deepEqual([await place.stored(), place.told], ['refresh-2', ['renewed 2']]);
  assert.deepEqual(await place.vault.readable(), ['refresh-2']);
});

test('stores every successor, of every tenant, where a refresh token works once', async () => {
  const place = await aPlace(0, 'single-use');
  await place.successors.keep(place.grant, customer, withSuccessor);
  assert.deepEqual([await place.stored(), place.told], ['refresh-2', ['renewed 2']]);
});
