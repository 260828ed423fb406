import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customer, noon } from '../../test/builders.ts';
import { someTokens } from '../../test/some-tokens.ts';
import { ConsentryError, type ErrorCode } from '../errors.ts';
import { Secret } from '../secret.ts';

const next = { version: 2, sealedAt: noon, exerciseAt: noon };

test('redeems the newer refresh token when a consent replaced the one at hand meanwhile', async () => {
  const place = await someTokens();
  const newer = {
    secret: await place.vault.put({ grant: place.grant.id, version: 2 }, Secret.of('refresh-2')),
  };
  const stored = place.vault.get;
  place.vault.get = async (ref, record) => {
    place.vault.get = stored;
    await place.grants.renew(place.grant, { ...newer, ...next });
    await place.vault.remove(place.grant.secret);
    return stored(ref, record);
  };
  assert.equal(await place.acquire(), 'access-1');
});

test('redeems the newer refresh token when the one at hand was refused meanwhile', async () => {
  const place = await someTokens();
  const asked = await renewedWhileRefused(place, 'consent_needed');
  assert.equal(await place.acquire(), 'access-1');
  assert.deepEqual(asked, ['refresh-1', 'refresh-2']);
});

test('redeems no newer refresh token after trouble that it would meet as well', async () => {
  const place = await someTokens();
  const asked = await renewedWhileRefused(place, 'idp_timeout');
  await assert.rejects(place.acquire(), { code: 'idp_timeout' });
  assert.deepEqual(asked, ['refresh-1']);
});

/**
 * Refuses the stored refresh token wherever it is redeemed, and has a newer one stored by then, which works.
 * @returns what is presented at the customer's tenant
 */
async function renewedWhileRefused(
  place: Awaited<ReturnType<typeof someTokens>>,
  code: ErrorCode,
): Promise<readonly string[]> {
  const record = { grant: place.grant.id, version: 2 };
  const secret = await place.vault.put(record, Secret.of('refresh-2'));
  const asked: string[] = [];
  place.answer = async ({ tenant, refreshToken }) => {
    const presented = refreshToken.reveal();
    if (tenant === customer) asked.push(presented);
    if (presented === 'refresh-2') return place.issue();
    await place.grants.renew(place.grant, { secret, ...next });
    throw new ConsentryError(code);
  };
  return asked;
}
