import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId, subject } from '../../test/a-grant.ts';
import { customer, noon, partner } from '../../test/builders.ts';
import { provingScopes, someTokens } from '../../test/some-tokens.ts';
import type { MfaProbe } from '../consent/mfa-probe.ts';
import { ConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import type { SealedGrant } from '../vault/grant-store.ts';
import type { TokensDeps } from './acquire.ts';

function aTokenOf(claims: object): Secret<string> {
  return Secret.of(`e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`);
}

const own = { tid: partner, oid: subject, amr: ['pwd', 'mfa'] };
const unasked: MfaProbe = () => assert.fail('nobody had to be asked');

/** A held grant; the token endpoint answers with a token of these claims. */
async function held(
  claims: object = own,
  change: Partial<SealedGrant> = {},
  more: Partial<Pick<TokensDeps, 'refreshTokens'>> = {},
) {
  const place = await someTokens({ state: 'held', stateReason: 'restored', sealedAt: 0, ...change }, more);
  const asked: unknown[] = [];
  place.answer = ({ tenant, scopes }) => {
    asked.push([tenant, scopes]);
    return place.issue({ accessToken: aTokenOf(claims), refreshToken: Secret.of('refresh-2') });
  };
  return Object.assign(place, {
    asked,
    check: (probe = unasked) => place.tokens.checkHeld(aGrantId(), probe),
    row: async () => (await place.grants.find(aGrantId())) ?? assert.fail('the grant is gone'),
  });
}

for (const refreshTokens of ['reusable', 'single-use'] as const) {
  test(`one redemption at the partner’s own tenant makes it healthy, and its successor is stored (${refreshTokens})`, async () => {
    const place = await held(own, {}, { refreshTokens });
    const checked = await place.check();
    assert.deepEqual(place.asked, [[partner, provingScopes]]);
    assert.deepEqual([checked.state, checked.stateReason, checked.version], ['healthy', 'checked', 2]);
    const { secret } = await place.row();
    const stored = await place.vault.get(secret, { grant: aGrantId(), version: 2 });
    assert.equal(stored.reveal(), 'refresh-2');
    assert.deepEqual(place.told, ['healthy (checked)', 'renewed 2']);
  });
}

for (const [what, claims] of [
  ['another account', { ...own, oid: '99999999-4444-4444-8444-444444444444' }],
  ['another tenant', { ...own, tid: customer }],
  ['an account that it does not name', { tid: partner, amr: ['mfa'] }],
  ['a tenant that it does not name', { oid: subject, amr: ['mfa'] }],
] as const) {
  test(`an answer for ${what} leaves it held`, async () => {
    const place = await held(claims);
    await assert.rejects(place.check(), { code: 'identity_changed' });
    const { state, version } = await place.row();
    assert.deepEqual([state, version, place.told], ['held', 1, []]);
  });
}

test('an opaque answer leaves it held', async () => {
  const place = await held();
  place.answer = () => place.issue();
  await assert.rejects(place.check(), { code: 'identity_changed' });
});

test('a token without MFA leaves it held; one that does not say is asked about', async () => {
  const without = await held({ ...own, amr: ['pwd'] });
  await assert.rejects(without.check(), { code: 'mfa_missing' });
  const silent = { tid: partner, oid: subject };
  await assert.rejects(
    (await held(silent)).check(async () => 'unknown'),
    { code: 'mfa_unknown' },
  );
  await assert.rejects(
    (await held(silent)).check(async () => 'absent'),
    { code: 'mfa_missing' },
  );
  assert.equal((await without.row()).state, 'held');
  assert.equal((await (await held(silent)).check(async () => 'confirmed')).state, 'healthy');
  const overridden = await held(silent, { mfa: 'overridden' });
  assert.equal((await overridden.check(async () => 'unknown')).state, 'healthy');
});

test('a refusal of the partner’s own tenant makes it consent_needed', async () => {
  const place = await held();
  place.answer = () => Promise.reject(new ConsentryError('consent_needed'));
  await assert.rejects(place.check(), { code: 'consent_needed' });
  assert.equal((await place.row()).state, 'consent_needed');
});

for (const code of ['idp_timeout', 'idp_unavailable', 'client_credential', 'admin_needed'] as const) {
  test(`${code} says nothing of the grant: it stays held`, async () => {
    const place = await held();
    place.answer = () => Promise.reject(new ConsentryError(code));
    await assert.rejects(place.check(), { code });
    assert.equal((await place.row()).state, 'held');
  });
}

test('a revocation while it is checked wins', async () => {
  const place = await held();
  const holding = place.hold();
  const checking = place.check();
  await holding.asked;
  await place.grants.revoke(aGrantId(), { reason: 'revoked', since: noon });
  holding.release();
  await assert.rejects(checking, { code: 'grant_changed' });
  assert.equal((await place.row()).state, 'revoked');
  assert.equal((await place.row()).version, 1);
});

for (const [state, code] of [
  ['revoked', 'grant_revoked'],
  ['healthy', 'grant_not_held'],
  ['consent_needed', 'grant_not_held'],
] as const) {
  test(`one that is ${state} is not asked about`, async () => {
    const place = await held(own, { state });
    await assert.rejects(place.check(), { code });
    assert.deepEqual(place.asked, []);
  });
}

test('two checks at once ask once, and the second hears that it is not held any more', async () => {
  const place = await held();
  const outcomes = await Promise.allSettled([place.check(), place.check()]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
  assert.equal(place.asked.length, 1);
});
