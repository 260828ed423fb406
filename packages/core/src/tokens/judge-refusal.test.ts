import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId } from '../../test/a-grant.ts';
import { aTokenAnswer } from '../../test/a-token-endpoint.ts';
import { customer, noon, partner } from '../../test/builders.ts';
import { aProvingTarget, aTarget, provingScopes, someTokens } from '../../test/some-tokens.ts';
import { ConsentryError, type ErrorCode, isConsentryError } from '../errors.ts';
import type { GrantId } from '../ids.ts';
import { Secret } from '../secret.ts';
import { sealSuccessor, unseal } from '../vault/seal.ts';
import { createJudge } from './judge-refusal.ts';
import { createSuccessors } from './keep-successor.ts';
import { createPresent } from './present.ts';
import type { Target } from './target.ts';

const refusal = (code: ErrorCode, aadsts = 50173) => new ConsentryError(code, { facts: { aadsts } });
const ownGraph = aTarget({ customer: undefined });

/** A judge of one grant. `proof` is what the partner's own tenant says when it is asked to prove the grant. */
async function aCourt(proof?: ErrorCode) {
  const place = await someTokens();
  place.answer = async ({ tenant, scopes }) => {
    assert.deepEqual([tenant, scopes], [partner, provingScopes]);
    if (proof !== undefined) throw refusal(proof, 700082);
    return place.issue();
  };
  const buried: GrantId[] = [];
  const forget = async (id: GrantId): Promise<void> => void buried.push(id);
  const refreshTokens = 'reusable';
  const successors = createSuccessors({ ...place, refreshTokens });
  const present = createPresent({ ...place, refreshTokens, successors, forget });
  const judge = createJudge({ ...place, refreshTokens, successors, present, forget });
  return Object.assign(place, {
    successors,
    judge,
    /** The grants that were said to be dead. */
    buried,
    async judged(target: Target, error: unknown): Promise<ConsentryError> {
      const verdict = await judge(place.grant, target, error);
      assert.ok(isConsentryError(verdict));
      return verdict;
    },
    state: async () => (await place.grants.find(aGrantId()))?.state,
  });
}

const neverConsent = [
  'idp_timeout',
  'idp_unreachable',
  'idp_throttled',
  'idp_unavailable',
  'idp_unknown_error',
  'tenant_setup',
  'ca_blocked',
  'client_credential',
] satisfies ErrorCode[];

for (const code of neverConsent) {
  test(`marks nothing for ${code}, even at the partner’s own tenant`, async () => {
    const { judged, state, told } = await aCourt('consent_needed');
    const error = refusal(code);
    assert.equal(await judged(aProvingTarget(), error), error);
    assert.deepEqual([await state(), told], ['healthy', []]);
  });
}

test('passes on what is no error of ours', async () => {
  const { grant, state, judge } = await aCourt('consent_needed');
  const error = new TypeError('a mistake');
  assert.equal(await judge(grant, aProvingTarget(), error), error);
  assert.equal(await state(), 'healthy');
});

for (const code of ['consent_needed', 'step_up_needed'] as const) {
  test(`marks a grant of which its proving call says ${code}, with code, number and time`, async () => {
    const { judged, grants, told } = await aCourt();
    const error = refusal(code);
    assert.equal(await judged(aProvingTarget(), error), error);
    const { state, stateReason, stateSince } = (await grants.find(aGrantId())) ?? {};
    assert.deepEqual([state, stateReason, stateSince], ['consent_needed', `${code}:50173`, noon]);
    assert.deepEqual(told, [`consent_needed (${code}:50173)`]);
  });
}

test('marks an account that is stopped at the partner’s own tenant, with what was said of it', async () => {
  const { judged, grants, told, buried } = await aCourt();
  const error = new ConsentryError('admin_needed', {
    facts: { aadsts: 50057, tenant: partner, traceId: 'a' },
  });
  assert.equal(await judged(aProvingTarget(), error), error);
  const { state, stateReason, stateEvidence } = (await grants.find(aGrantId())) ?? {};
  assert.deepEqual([state, stateReason], ['admin_needed', 'admin_needed:50057']);
  assert.deepEqual(stateEvidence, { aadsts: 50057, tenant: partner, traceId: 'a' });
  assert.deepEqual([told, buried], [['admin_needed (admin_needed:50057)'], [aGrantId()]]);
});

test('marks nothing when a customer’s tenant says that the account is stopped', async () => {
  const { judged, state, told } = await aCourt('admin_needed');
  const error = refusal('admin_needed', 50057);
  assert.equal(await judged(aTarget(), error), error);
  assert.deepEqual([await state(), told], ['healthy', []]);
});

test('saves a grant whose stored refresh token is dead by a successor that was not stored', async () => {
  const court = await aCourt();
  const kept = aTokenAnswer({ refreshToken: Secret.of('refresh-2') });
  await court.successors.keep(court.grant, partner, kept);
  court.answer = async ({ refreshToken }) => {
    if (refreshToken.reveal() === 'refresh-1') throw refusal('consent_needed', 70000);
    return court.issue({ refreshToken: Secret.of('refresh-3') });
  };
  assert.equal((await court.judged(aTarget(), refusal('consent_needed'))).code, 'grant_changed');
  const row = await court.grants.find(aGrantId());
  assert.ok(row);
  assert.deepEqual([row.state, (await unseal(court.vault, row)).reveal()], ['healthy', 'refresh-3']);
  assert.deepEqual(court.told, ['saved 2']);
  // From now on each successor is stored, however young the stored one is.
  await court.successors.keep(row, partner, aTokenAnswer({ refreshToken: Secret.of('refresh-4') }));
  assert.deepEqual(court.told, ['saved 2', 'renewed 3']);
});

test('gives up a grant whose successor is as dead, also when that one could not be stored', async () => {
  const court = await aCourt('consent_needed');
  court.vault.broken.add('put');
  const kept = aTokenAnswer({ refreshToken: Secret.of('refresh-2') });
  await court.successors.keep({ ...court.grant, sealedAt: 0 }, partner, kept);
  assert.equal(court.successors.countFailed(), 1);
  assert.equal((await court.judged(aTarget(), refusal('consent_needed'))).code, 'consent_needed');
  assert.equal(await court.state(), 'consent_needed');
});

test('saves no grant by tokens of another account', async () => {
  const court = await aCourt();
  const kept = aTokenAnswer({ refreshToken: Secret.of('refresh-2') });
  await court.successors.keep(court.grant, partner, kept);
  const claims = { tid: partner, oid: '99999999-4444-4444-8444-444444444444' };
  const accessToken = Secret.of(`e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`);
  court.answer = async ({ refreshToken }) => {
    if (refreshToken.reveal() === 'refresh-1') throw refusal('consent_needed', 70000);
    return court.issue({ accessToken, refreshToken: Secret.of('of-another') });
  };
  assert.equal((await court.judged(aTarget(), refusal('consent_needed'))).code, 'consent_needed');
  assert.deepEqual(await court.vault.readable(), ['refresh-1']);
});

test('looks at an account that is stopped again tomorrow, however long its refresh token would have rested', async () => {
  const { judged, grants } = await aCourt();
  await judged(aProvingTarget(), refusal('admin_needed', 50057));
  assert.equal((await grants.find(aGrantId()))?.exerciseAt, noon + 24 * 60 * 60_000);
});

test('names the code alone where there is no number', async () => {
  const { judged, grants } = await aCourt();
  await judged(aProvingTarget(), new ConsentryError('consent_needed'));
  assert.equal((await grants.find(aGrantId()))?.stateReason, 'consent_needed');
});

test('takes what a customer’s tenant says of consent for that customer’s matter when the grant works', async () => {
  const { judged, state, told } = await aCourt();
  const said = refusal('consent_needed');
  const error = await judged(aTarget(), said);
  assert.deepEqual([error.code, error.cause], ['tenant_setup', said]);
  assert.notEqual(error.remedy, said.remedy);
  assert.deepEqual(error.facts, { aadsts: 50173, tenant: customer });
  assert.deepEqual([await state(), told], ['healthy', []]);
});

test('marks a grant that a customer’s tenant refused once the partner’s own tenant proves it dead', async () => {
  const { judged, state, told, buried } = await aCourt('consent_needed');
  const error = await judged(aTarget(), refusal('consent_needed'));
  assert.deepEqual([error.code, error.facts['aadsts']], ['consent_needed', 700082]);
  assert.equal(await state(), 'consent_needed');
  assert.deepEqual(told, ['consent_needed (consent_needed:700082)']);
  assert.deepEqual(buried, [aGrantId()]);
});

test('marks a grant that another API of the partner refused once its proof fails', async () => {
  const { judged, state } = await aCourt('step_up_needed');
  assert.equal((await judged(ownGraph, refusal('consent_needed'))).code, 'step_up_needed');
  assert.equal(await state(), 'consent_needed');
});

test('keeps a grant that passes its proof although another API of the partner asks for a newer sign-in', async () => {
  const { judged, state } = await aCourt();
  const error = await judged(ownGraph, refusal('step_up_needed'));
  assert.deepEqual([error.code, error.facts['tenant']], ['step_up_needed', partner]);
  assert.equal(await state(), 'healthy');
});

for (const proof of ['idp_timeout', 'idp_unknown_error', 'ca_blocked', 'client_credential'] as const) {
  test(`keeps a grant whose proof ended with ${proof}`, async () => {
    const { judged, state, told } = await aCourt(proof);
    await judged(aTarget(), refusal('consent_needed'));
    assert.deepEqual([await state(), told], ['healthy', []]);
  });
}

test('keeps a grant that cannot be proven because the vault is silent', async () => {
  const { judged, state, vault } = await aCourt('consent_needed');
  vault.broken.add('get');
  await judged(aTarget(), refusal('consent_needed'));
  assert.equal(await state(), 'healthy');
});

test('leaves a newer version healthy when an older one is found dead', async () => {
  const { judged, state, told, ...place } = await aCourt();
  await sealSuccessor(place, place.grant, Secret.of('refresh-2'));
  await judged(aProvingTarget(), refusal('consent_needed'));
  assert.deepEqual([await state(), told], ['healthy', []]);
});

test('puts a grant to the proof once in a quarter of an hour, however many tenants refuse', async () => {
  const court = await aCourt();
  await court.judged(aTarget(), refusal('consent_needed'));
  court.answer = () => Promise.reject(refusal('consent_needed', 700082));
  court.clock.at += 15 * 60_000 - 1;
  assert.equal((await court.judged(aTarget(), refusal('consent_needed'))).code, 'tenant_setup');
  court.clock.at += 1;
  assert.equal((await court.judged(aTarget(), refusal('consent_needed'))).code, 'consent_needed');
});

test('believes the proof that another replica made, and tells its end from one that could not be told', async () => {
  const court = await aCourt('consent_needed');
  await court.grants.moveProof(aGrantId(), undefined, noon);
  court.clock.at += 15 * 60_000 - 1;
  assert.equal((await court.judged(aTarget(), refusal('consent_needed'))).code, 'tenant_setup');
  // The other one learned nothing, and gave its turn back.
  await court.grants.moveProof(aGrantId(), noon, undefined);
  court.clock.at += 15 * 60_000;
  assert.equal((await court.judged(aTarget(), refusal('consent_needed'))).code, 'consent_needed');
  assert.equal(await court.state(), 'consent_needed');
});

test('of two replicas that begin at once one puts the grant to the proof', async () => {
  const court = await aCourt();
  const { grants } = court;
  const read = grants.find;
  // Both read the row before either has taken the turn.
  grants.find = async (id) => {
    const row = await read(id);
    await grants.moveProof(aGrantId(), undefined, noon + 1);
    return row;
  };
  court.answer = () => assert.fail('the partner’s tenant was asked by both');
  const error = await court.judged(aTarget(), refusal('consent_needed'));
  assert.deepEqual([error.code, error.retryAfterMs], ['grant_changed', 1000]);
});

test('puts a grant to the proof again after a minute when the last proof could not be told', async () => {
  const court = await aCourt('idp_timeout');
  assert.equal((await court.judged(aTarget(), refusal('consent_needed'))).code, 'idp_timeout');
  court.answer = () => Promise.reject(refusal('consent_needed', 700082));
  court.clock.at += 60_000 - 1;
  assert.equal((await court.judged(aTarget(), refusal('consent_needed'))).code, 'idp_timeout');
  court.clock.at += 1;
  assert.equal((await court.judged(aTarget(), refusal('consent_needed'))).code, 'consent_needed');
  assert.equal(await court.state(), 'consent_needed');
});
