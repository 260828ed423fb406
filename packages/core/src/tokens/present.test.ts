import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId, subject } from '../../test/a-grant.ts';
import { customer, noon, partner } from '../../test/builders.ts';
import { aProvingTarget, aTarget, someTokens } from '../../test/some-tokens.ts';
import { ConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { unseal } from '../vault/seal.ts';

type Place = Awaited<ReturnType<typeof someTokens>>;

/** Tokens at a provider where a refresh token works once: `refresh-2` follows `refresh-1`, and so on. */
async function singleUse(): Promise<Place & { readonly presented: string[] }> {
  const place = await someTokens({}, { refreshTokens: 'single-use' });
  const presented: string[] = [];
  let newest = 1;
  place.answer = ({ refreshToken }) => {
    presented.push(refreshToken.reveal());
    if (refreshToken.reveal() !== `refresh-${newest}`) throw refused(70000);
    newest += 1;
    return place.issue({ refreshToken: Secret.of(`refresh-${newest}`) });
  };
  return Object.assign(place, { presented });
}

const refused = (aadsts: number): ConsentryError =>
  new ConsentryError('consent_needed', { facts: { aadsts, error: 'invalid_grant' } });

async function row({ grants }: Place) {
  const found = await grants.find(aGrantId());
  assert.ok(found);
  return found;
}

async function stored(place: Place): Promise<string> {
  return (await unseal(place.vault, await row(place))).reveal();
}

const arm = aTarget({ resource: 'arm' });

test('where a refresh token works once, each successor is stored before the next redemption', async () => {
  const place = await singleUse();
  await Promise.all([place.acquire(), place.acquire(arm), place.acquire(aProvingTarget())]);
  assert.deepEqual(place.presented, ['refresh-1', 'refresh-2', 'refresh-3']);
  assert.deepEqual([await stored(place), (await row(place)).version], ['refresh-4', 4]);
  assert.equal((await row(place)).redeemingSince, undefined);
});

test('where a refresh token works once, the row says so while it is redeemed', async () => {
  const place = await singleUse();
  const held = place.hold();
  const waiting = place.acquire();
  await held.asked;
  assert.equal((await row(place)).redeemingSince, noon);
  held.release();
  await waiting;
});

test('where a refresh token stays valid, an answer that was lost is asked for once more', async () => {
  const place = await someTokens();
  const lost = new ConsentryError('idp_answer_lost', { facts: { mayHaveArrived: true } });
  let asked = 0;
  place.answer = () => {
    asked += 1;
    return asked === 1 ? Promise.reject(lost) : place.issue();
  };
  assert.equal(await place.acquire(), 'access-1');
  place.answer = () => {
    asked += 1;
    return Promise.reject(lost);
  };
  await assert.rejects(place.acquire(arm), { code: 'idp_answer_lost' });
  assert.equal(asked, 4);
  assert.deepEqual([(await row(place)).state, place.told], ['healthy', []]);
});

test('a refresh token whose answer was lost is tried again, and works if it had not arrived', async () => {
  const place = await singleUse();
  const works = place.answer;
  place.answer = () =>
    Promise.reject(new ConsentryError('idp_answer_lost', { facts: { mayHaveArrived: true } }));
  await assert.rejects(place.acquire(), { code: 'idp_answer_lost' });
  assert.equal((await row(place)).redeemingSince, noon);
  place.answer = works;
  assert.equal(await place.acquire(), 'access-1');
  assert.deepEqual([(await row(place)).state, await stored(place)], ['healthy', 'refresh-2']);
});

test('a refresh token whose answer was lost needs consent, and says why, if it had arrived', async () => {
  const place = await singleUse();
  const works = place.answer;
  place.answer = async (request) => {
    await works(request);
    throw new ConsentryError('idp_answer_lost', { facts: { mayHaveArrived: true } });
  };
  await assert.rejects(place.acquire(), { code: 'idp_answer_lost' });
  place.answer = works;
  await assert.rejects(place.acquire(), { code: 'consent_needed' });
  const { state, stateReason } = await row(place);
  assert.deepEqual([state, stateReason], ['consent_needed', 'answer_lost']);
});

test('a refusal in Entra’s own words leaves no note that an answer was lost', async () => {
  const place = await singleUse();
  place.answer = () =>
    Promise.reject(new ConsentryError('ca_blocked', { facts: { aadsts: 53003, error: 'invalid_grant' } }));
  await assert.rejects(place.acquire(), { code: 'ca_blocked' });
  assert.equal((await row(place)).redeemingSince, undefined);
});

test('where a refresh token works once, nothing is redeemed while its successor cannot be stored', async () => {
  const place = await singleUse();
  place.vault.broken.add('put');
  assert.equal(await place.acquire(), 'access-1');
  await assert.rejects(place.acquire(arm), { code: 'vault_unavailable' });
  assert.deepEqual(place.presented, ['refresh-1']);
  place.vault.broken.clear();
  assert.equal(await place.acquire(arm), 'access-2');
  assert.deepEqual([place.presented.at(-1), await stored(place)], ['refresh-2', 'refresh-3']);
});

test('a grant that is revoked while it is redeemed stays revoked, and the successor is dropped', async () => {
  const place = await singleUse();
  const held = place.hold();
  const waiting = place.acquire();
  await held.asked;
  await place.grants.revoke(aGrantId(), { reason: 'operator', since: noon });
  held.release();
  await assert.rejects(waiting, { code: 'grant_revoked' });
  assert.deepEqual([(await row(place)).state, await stored(place)], ['revoked', 'refresh-1']);
  assert.deepEqual(place.told, ['successor refused']);
});

/** An access token that says whose it is. */
function aTokenOf(claims: object): Secret<string> {
  return Secret.of(`e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`);
}

for (const [what, claims] of [
  ['another account', { tid: partner, oid: '99999999-4444-4444-8444-444444444444' }],
  ['another tenant', { tid: customer, oid: subject }],
] as const) {
  test(`tokens of ${what} at the partner’s own tenant are dropped, and the grant is held`, async () => {
    const place = await someTokens({ sealedAt: 0 });
    place.answer = () => place.issue({ accessToken: aTokenOf(claims), refreshToken: Secret.of('refresh-2') });
    await assert.rejects(place.acquire(aProvingTarget()), { code: 'identity_changed' });
    assert.deepEqual([(await row(place)).state, await stored(place)], ['held', 'refresh-1']);
    assert.deepEqual(place.told, ['held (identity_changed)']);
  });
}

test('at a customer’s tenant the account has another object id by design', async () => {
  const place = await someTokens();
  const accessToken = aTokenOf({ tid: customer, oid: '99999999-4444-4444-8444-444444444444' });
  place.answer = () => place.issue({ accessToken });
  await place.acquire();
  assert.equal((await row(place)).state, 'healthy');
});
