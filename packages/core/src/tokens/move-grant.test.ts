import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId } from '../../test/a-grant.ts';
import { noon } from '../../test/builders.ts';
import { someReplicas } from '../../test/some-replicas.ts';
import { aProvingTarget, aTarget, someTokens } from '../../test/some-tokens.ts';
import { twoVaults } from '../../test/two-vaults.ts';
import { Secret } from '../secret.ts';
import { unseal } from '../vault/seal.ts';
import type { VaultName } from '../vault/vault-name.ts';
import { createTokens } from './acquire.ts';
import type { RefreshTokenUse } from './keep-successor.ts';

/** Tokens of a grant that is sealed in the database; another broker on its store puts new secrets into Key Vault. */
async function aPlace(refreshTokens: RefreshTokenUse = 'reusable', isShared = false) {
  const replicas = isShared ? someReplicas() : undefined;
  const vaults = twoVaults();
  const secret = await vaults.into('database').put({ grant: aGrantId(), version: 1 }, Secret.of('refresh-1'));
  const place = await someTokens({ secret }, { refreshTokens, replicas });
  const tokensInto = (into: VaultName) => createTokens({ ...place.deps, vault: vaults.into(into) });
  const tokens = tokensInto('key-vault');
  const acquire = async (target = aTarget()): Promise<string> =>
    (await tokens.acquire(aGrantId(), target)).token.value.reveal();
  const stored = async () => {
    const row = await place.grants.find(aGrantId());
    assert.ok(row);
    const refreshToken = (await unseal(vaults.into('key-vault'), row)).reveal();
    return { refreshToken, in: vaults.placeOf(row.secret), version: row.version };
  };
  return Object.assign(place, { ...vaults, tokens, acquireValue: acquire, stored, tokensInto, replicas });
}

for (const use of ['reusable', 'single-use'] as const) {
  test(`moves a grant, tells of it once, and hands out tokens afterwards (${use})`, async () => {
    const { tokens, stored, told, acquireValue } = await aPlace(use);
    assert.deepEqual(await tokens.move(aGrantId(), 'key-vault'), { is: 'moved', leavesNothing: true });
    assert.deepEqual(await tokens.move(aGrantId(), 'key-vault'), { is: 'there' });
    assert.deepEqual(told, ['moved 2 from database to key-vault']);
    assert.deepEqual(await stored(), { refreshToken: 'refresh-1', in: 'key-vault', version: 2 });
    assert.equal(await acquireValue(), 'access-1');
  });
}

test('leaves a grant that was taken back where it is', async () => {
  const { tokens, grants, inner } = await aPlace();
  await grants.revoke(aGrantId(), { reason: 'operator', since: noon });
  assert.deepEqual(await tokens.move(aGrantId(), 'key-vault'), { is: 'over' });
  assert.deepEqual(await inner.database.readable(), ['refresh-1']);
  assert.deepEqual(await tokens.move(aGrantId('B'), 'key-vault'), { is: 'over' });
});

test('waits for a redemption under way where a refresh token works once, and moves its successor', async () => {
  const place = await aPlace('single-use');
  place.answer = () => place.issue({ refreshToken: Secret.of('refresh-2') });
  const held = place.hold();
  const asked = place.acquireValue();
  await held.asked;
  const moving = place.tokens.move(aGrantId(), 'key-vault');
  held.release();
  await asked;
  // The successor went into the new vault by itself.
  assert.deepEqual(await moving, { is: 'there' });
  assert.deepEqual(await place.stored(), { refreshToken: 'refresh-2', in: 'key-vault', version: 2 });
});

test('moves the successor that waits in memory, not the dead refresh token that it follows', async () => {
  const place = await aPlace('single-use');
  place.answer = () => place.issue({ refreshToken: Secret.of('refresh-2') });
  place.inner['key-vault'].broken.add('put');
  await place.acquireValue();
  await assert.rejects(place.tokens.move(aGrantId(), 'key-vault'), { code: 'vault_unavailable' });
  place.inner['key-vault'].broken.clear();
  assert.deepEqual(await place.tokens.move(aGrantId(), 'key-vault'), { is: 'moved', leavesNothing: true });
  assert.deepEqual(await place.stored(), { refreshToken: 'refresh-2', in: 'key-vault', version: 2 });
  assert.equal(place.tokens.countFailedSuccessors(), 0);
});

test('serves a redemption that had read the row before the grant was moved', async () => {
  const place = await aPlace();
  await Promise.all([
    place.acquireValue(),
    place.tokens.move(aGrantId(), 'key-vault'),
    place.acquireValue(aProvingTarget()),
  ]);
  assert.deepEqual(await place.stored(), { refreshToken: 'refresh-1', in: 'key-vault', version: 2 });
});

test('of two replicas that move a grant at once one does, and nothing is left over', async () => {
  for (const use of ['reusable', 'single-use'] as const) {
    const place = await aPlace(use, true);
    const other = place.tokensInto('key-vault');
    const outcomes = await Promise.all(
      [place.tokens, other].map((tokens) => tokens.move(aGrantId(), 'key-vault')),
    );
    assert.deepEqual(outcomes.map(({ is }) => is).toSorted(), ['moved', 'there']);
    assert.deepEqual(await place.inner.database.readable(), []);
    assert.deepEqual(await place.inner['key-vault'].readable(), ['refresh-1']);
    assert.deepEqual(place.replicas?.held(), []);
  }
});
