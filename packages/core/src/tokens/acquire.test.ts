import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId, aSealedGrant } from '../../test/a-grant.ts';
import { lifetimeMs } from '../../test/a-token-endpoint.ts';
import { customer, errorOf, noon, partner } from '../../test/builders.ts';
import { aTarget, someTokens } from '../../test/some-tokens.ts';
import { ConsentryError } from '../errors.ts';
import { readTenantId } from '../ids.ts';
import { expiryMarginMs } from './token-cache.ts';

const minuteMs = 60_000;

test('gives a token of the grant for the target, and says where it may be sent', async () => {
  const { tokens } = await someTokens();
  const { token, fromCache } = await tokens.acquire(aGrantId(), aTarget());
  const { value, ...rest } = token;
  assert.deepEqual([value.reveal(), fromCache], ['access-1', false]);
  assert.deepEqual(rest, {
    expiresAt: noon + lifetimeMs,
    access: 'delegated',
    tenant: customer,
    resource: 'graph',
    scopes: ['https://graph.microsoft.com/User.Read.All'],
    baseUrl: 'https://graph.microsoft.com',
    grant: aGrantId(),
  });
});

test('redeems the stored refresh token at the tenant of the target, for its scopes', async () => {
  const place = await someTokens();
  let asked: unknown;
  place.answer = async ({ refreshToken, mayStart: _, ...rest }) => {
    asked = { ...rest, refreshToken: refreshToken.reveal() };
    return place.issue();
  };
  const target = aTarget({ scopes: ['User.Read.All', 'Group.Read.All'] });
  await place.acquire(target);
  assert.deepEqual(asked, { tenant: customer, scopes: target.scopes, refreshToken: 'refresh-1' });
});

test('serves a token again from the cache', async () => {
  const place = await someTokens();
  await place.acquire();
  assert.equal(await place.acquire(), 'access-1 from the cache');
});

test('keeps tokens of other tenants, resources and scopes apart', async () => {
  const place = await someTokens();
  const other = readTenantId('99999999-9999-4999-8999-999999999999');
  const targets = [
    aTarget(),
    aTarget({ customer: other }),
    aTarget({ customer: undefined }),
    aTarget({ resource: 'arm' }),
    aTarget({ scopes: ['User.Read.All'] }),
  ];
  const shown: string[] = [];
  for (const target of [...targets, ...targets]) shown.push(await place.acquire(target));
  assert.deepEqual(shown, [
    ...targets.map((_, index) => `access-${index + 1}`),
    ...targets.map((_, index) => `access-${index + 1} from the cache`),
  ]);
});

test('keeps tokens of two grants apart', async () => {
  const place = await someTokens();
  const secret = await place.vault.put({ grant: aGrantId('B'), version: 1 }, place.issue().accessToken);
  await place.grants.save(aSealedGrant({ id: aGrantId('B'), partner: customer, secret }), 0);
  await place.acquire();
  const { token, fromCache } = await place.tokens.acquire(aGrantId('B'), aTarget());
  assert.deepEqual([token.grant, fromCache], [aGrantId('B'), false]);
});

test('serves a token until two minutes before its end, and renews it then', async () => {
  const place = await someTokens();
  place.answer = () => place.issue({ refreshAt: noon + 10 * lifetimeMs });
  await place.acquire();
  place.clock.at = noon + lifetimeMs - expiryMarginMs - 1;
  assert.equal(await place.acquire(), 'access-1 from the cache');
  place.clock.at += 1;
  assert.equal(await place.acquire(), 'access-2');
});

test('renews a token that would not live as long as the caller needs it', async () => {
  const place = await someTokens();
  await place.acquire();
  place.clock.at += 40 * minuteMs;
  assert.equal(await place.acquire(aTarget(), 20 * minuteMs - 1), 'access-1 from the cache');
  assert.equal(await place.acquire(aTarget(), 20 * minuteMs), 'access-2');
});

test('serves a token that has no lifetime once, and never again', async () => {
  const place = await someTokens();
  place.answer = () => place.issue({ expiresAt: place.clock.at });
  assert.equal(await place.acquire(), 'access-1');
  assert.equal(await place.acquire(), 'access-2');
});

test('drops every token of a grant that it is told to forget', async () => {
  const place = await someTokens();
  await place.acquire();
  await place.acquire(aTarget({ resource: 'arm' }));
  place.tokens.forget(aGrantId());
  assert.equal(await place.acquire(), 'access-3');
  assert.equal(await place.acquire(aTarget({ resource: 'arm' })), 'access-4');
});

test('keeps the tokens of the other grants when one is forgotten', async () => {
  const place = await someTokens();
  await place.acquire();
  place.tokens.forget(aGrantId('B'));
  assert.equal(await place.acquire(), 'access-1 from the cache');
});

test('says grant_not_found of a grant that does not exist', async () => {
  const { tokens } = await someTokens();
  await assert.rejects(tokens.acquire(aGrantId('Z'), aTarget()), { code: 'grant_not_found' });
});

test('gives no new token of a grant that is held, and says why it is', async () => {
  const { acquire } = await someTokens({ state: 'held', stateReason: 'suspected copy' });
  const { code, facts } = await errorOf(() => acquire());
  const since = '2026-11-20T12:00:00.000Z';
  assert.deepEqual([code, facts], ['grant_held', { grant: aGrantId(), reason: 'suspected copy', since }]);
});

test('gives no new token of a grant that needs consent, and says why and since when', async () => {
  const { acquire } = await someTokens({ state: 'consent_needed', stateReason: 'consent_needed:50173' });
  const { code, facts } = await errorOf(() => acquire());
  assert.equal(code, 'consent_needed');
  assert.deepEqual(facts, {
    grant: aGrantId(),
    reason: 'consent_needed:50173',
    since: '2026-11-20T12:00:00.000Z',
  });
});

test('gives no new token of a grant that was revoked or whose account is stopped, and asks nobody', async () => {
  for (const [state, code] of [
    ['revoked', 'grant_revoked'],
    ['admin_needed', 'admin_needed'],
  ] as const) {
    const place = await someTokens({ state, stateEvidence: { aadsts: 50057 } });
    place.answer = () => assert.fail('the token endpoint was asked');
    const error = await errorOf(() => place.acquire());
    assert.deepEqual([error.code, error.facts['aadsts']], [code, 50057]);
  }
});

test('passes on what the vault says', async () => {
  const place = await someTokens();
  place.vault.broken.add('get');
  await assert.rejects(place.acquire(), { code: 'vault_unavailable' });
});

test('stores the successor that came with a token of the partner’s own tenant', async () => {
  const place = await someTokens({ sealedAt: noon - 24 * lifetimeMs });
  place.answer = ({ refreshToken }) => place.issue({ refreshToken });
  await place.acquire(aTarget({ customer: undefined }));
  assert.equal((await place.grants.find(aGrantId()))?.version, 2);
});

test('marks a grant that the partner’s own tenant declares dead', async () => {
  const place = await someTokens();
  place.answer = () => Promise.reject(new ConsentryError('consent_needed', { facts: { tenant: partner } }));
  await assert.rejects(place.acquire(aTarget({ customer: undefined })), { code: 'consent_needed' });
  assert.equal((await place.grants.find(aGrantId()))?.state, 'consent_needed');
});

test('gives another token instead of one that was refused, once for all who were refused', async () => {
  const place = await someTokens();
  const { token: refused } = await place.tokens.acquire(aGrantId(), aTarget());
  place.clock.at += minuteMs;
  const again = (): Promise<string> =>
    place.tokens
      .acquire(aGrantId(), aTarget(), { insteadOf: refused })
      .then(({ token }) => token.value.reveal());
  assert.deepEqual(await Promise.all([again(), again()]), ['access-2', 'access-2']);
  assert.equal(await again(), 'access-2');
});

test('gives a token again that was refused while it was new: another would be refused too', async () => {
  const place = await someTokens();
  const { token: refused } = await place.tokens.acquire(aGrantId(), aTarget());
  place.clock.at += minuteMs - 1;
  const { token } = await place.tokens.acquire(aGrantId(), aTarget(), { insteadOf: refused });
  assert.equal(token, refused);
});
