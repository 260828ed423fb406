import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aFlow,
  anIdentity,
  anIdTokenReader,
  anInvitation,
  createMemoryFlows,
  hourMs,
} from '../../test/a-consent.ts';
import { anInvitationId, anObjectId } from '../../test/a-grant.ts';
import { aClock, customer, errorOf, noon } from '../../test/builders.ts';
import { type Dialect, standardDialect } from '../entra/dialect.ts';
import type { ConsentFlow } from './consent-flow.ts';
import type { Invitation } from './invitation.ts';
import { readCallback } from './read-callback.ts';
import { findCallbackInvitation } from './take-flow.ts';

const hybrid: Dialect = { endpoints: 'v2', responseType: 'code id_token' };
const good = { state: 'the-state', code: 'the-code' };

/** The place that a browser comes back to, where one sign-in was started with the state `the-state`. */
function aPlace(
  change: Partial<ConsentFlow> = {},
  dialect: Dialect = standardDialect,
  invitation: Invitation | undefined = anInvitation(),
) {
  const place = {
    flows: createMemoryFlows({ 'the-state': aFlow(change) }),
    invitations: { find: async () => invitation },
    dialect,
    idTokens: anIdTokenReader(),
    clock: aClock(noon + 1000),
  };
  return {
    ...place,
    read: (fields: Record<string, string> | [string, string][] = good, browser?: string | null) =>
      readCallback(place, {
        fields: new URLSearchParams(fields),
        browser: browser === null ? undefined : (browser ?? 'the-browser'),
      }),
  };
}

test('gives the code together with what was remembered of its sign-in', async () => {
  const consent = await aPlace().read();
  assert.equal(consent.code.reveal(), 'the-code');
  assert.equal(consent.verifier.reveal(), 'the-verifier');
  assert.equal(consent.nonceDigest, aFlow().nonceDigest);
  assert.deepEqual(consent.invitation, anInvitation());
  assert.equal(consent.identity, undefined);
});

test('ignores fields that it does not know', async () => {
  const fields = { ...good, session_state: 's', client_info: 'c' };
  assert.equal((await aPlace().read(fields)).code.reveal(), 'the-code');
});

for (const [what, fields] of [
  ['is missing', [['code', 'the-code']]],
  ['is empty', [['state', '']]],
  [
    'stands twice',
    [
      ['state', 'the-state'],
      ['state', 'the-state'],
    ],
  ],
  ['was not made here', [['state', 'another']]],
  ['is the digest that is stored', [['state', [...aPlace().flows.stored.keys()].join('')]]],
  ['is too long', [['state', 'x'.repeat(513)]]],
] as [string, [string, string][]][]) {
  test(`refuses a state that ${what}`, async () => {
    await assert.rejects(aPlace().read(fields), { code: 'state_unknown' });
  });
}

test('refuses the state of an approval', async () => {
  await assert.rejects(aPlace({ purpose: 'approve' }).read(), { code: 'state_unknown' });
});

for (const [what, browser] of [
  ['without the cookie', null],
  ['with another cookie', 'another-browser'],
  ['with the digest that is stored as its cookie', aFlow().browserDigest],
] as const) {
  test(`refuses a browser ${what}, and leaves the right browser its turn`, async () => {
    const { read } = aPlace();
    await assert.rejects(read(good, browser), { code: 'browser_mismatch' });
    assert.equal((await read()).code.reveal(), 'the-code');
  });
}

test('does not tell another browser whether the sign-in was used or is too old', async () => {
  const { read, clock } = aPlace();
  await read();
  clock.at += 2 * hourMs;
  await assert.rejects(read(good, 'another-browser'), { code: 'browser_mismatch' });
});

test('accepts a sign-in until the last millisecond of its time, and refuses it then', async () => {
  const inTime = aPlace();
  inTime.clock.at = noon + hourMs - 1;
  await assert.doesNotReject(inTime.read());
  const late = aPlace();
  late.clock.at = noon + hourMs;
  await assert.rejects(late.read(), { code: 'state_expired' });
});

test('refuses a state that was already used', async () => {
  const { read } = aPlace();
  await read();
  await assert.rejects(read(), { code: 'state_used' });
});

test('says of a state that was used and is too old that it was used', async () => {
  const { read, clock } = aPlace();
  await read();
  clock.at += 2 * hourMs;
  await assert.rejects(read(), { code: 'state_used' });
});

test('gives the code to one of two that bring it at once', async () => {
  const { read } = aPlace();
  const outcomes = await Promise.allSettled([read(), read()]);
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  const reason: unknown = outcomes.find((outcome) => outcome.status === 'rejected')?.reason;
  assert.equal((await errorOf(() => Promise.reject(reason as Error))).code, 'state_used');
});

test('uses a sign-in up even when the person declined', async () => {
  const { read } = aPlace();
  await assert.rejects(read({ ...good, error: 'access_denied' }), { code: 'consent_declined' });
  await assert.rejects(read(), { code: 'state_used' });
});

test('says consent_failed of every other error, also when a code came with it', async () => {
  for (const error of ['server_error', 'interaction_required', '']) {
    await assert.rejects(aPlace().read({ ...good, error }), { code: 'consent_failed' });
  }
});

test('believes no error that another browser brings', async () => {
  const { read } = aPlace();
  await assert.rejects(read({ ...good, error: 'access_denied' }, 'another'), { code: 'browser_mismatch' });
  await assert.doesNotReject(read());
});

test('keeps of an error its name and Microsoft’s number, and nothing of the description', async () => {
  const error_description = 'AADSTS65004: canary@contoso.example declined. Trace ID: 1';
  const fields = { ...good, error: 'access_denied', error_description };
  const error = await errorOf(() => aPlace().read(fields));
  assert.deepEqual(error.facts, { error: 'access_denied', aadsts: 65004 });
  assert.doesNotMatch(JSON.stringify([error.message, error.remedy, error.facts]), /canary/);
});

test('does not repeat an error that is no name of one', async () => {
  const error = await errorOf(() => aPlace().read({ ...good, error: '<b>canary</b>' }));
  assert.deepEqual(error.facts, { error: 'unreadable' });
});

for (const [what, fields] of [
  ['without a code', [['state', 'the-state']]],
  [
    'with an empty code',
    [
      ['state', 'the-state'],
      ['code', ''],
    ],
  ],
  [
    'with two codes',
    [
      ['state', 'the-state'],
      ['code', 'a'],
      ['code', 'b'],
    ],
  ],
  [
    'with a code that is too long',
    [
      ['state', 'the-state'],
      ['code', 'x'.repeat(8193)],
    ],
  ],
] as [string, [string, string][]][]) {
  test(`refuses an answer ${what}`, async () => {
    await assert.rejects(aPlace().read(fields), { code: 'consent_failed' });
  });
}

test('finds the invitation of an answer without using the sign-in up', async () => {
  const { flows, read } = aPlace();
  assert.equal(await findCallbackInvitation(flows, new URLSearchParams(good)), anInvitationId());
  assert.equal(await findCallbackInvitation(flows, new URLSearchParams({ state: 'another' })), undefined);
  assert.equal(await findCallbackInvitation(flows, new URLSearchParams()), undefined);
  await assert.doesNotReject(read());
});

for (const [what, change, code] of [
  ['that was spent', { spentAt: noon }, 'invitation_spent'],
  ['that expired', { expiresAt: noon }, 'invitation_expired'],
] as const) {
  test(`refuses a code for an invitation ${what}`, async () => {
    const { read } = aPlace({}, undefined, anInvitation(change));
    await assert.rejects(read(), { code });
  });
}

test('gives the account that came with the code where an id_token was asked for', async () => {
  const { read } = aPlace({}, hybrid);
  const consent = await read({ ...good, id_token: 'the-nonce the-code' });
  assert.deepEqual(consent.identity, anIdentity());
});

for (const [what, reason, fields] of [
  ['no id_token', 'missing', good],
  ['an empty id_token', 'missing', { ...good, id_token: '' }],
  ['an id_token of another sign-in', 'nonce', { ...good, id_token: 'another the-code' }],
  ['an id_token of another code', 'code_hash', { ...good, id_token: 'the-nonce another' }],
  ['an id_token of no code', 'code_hash', { ...good, id_token: 'the-nonce' }],
] as const) {
  test(`gives no code that comes with ${what}, and uses the sign-in up`, async () => {
    const { read } = aPlace({}, hybrid);
    const error = await errorOf(() => read(fields));
    assert.deepEqual([error.code, error.facts], ['id_token_invalid', { reason }]);
    await assert.rejects(read({ ...good, id_token: 'the-nonce the-code' }), { code: 'state_used' });
  });
}

test('gives no code that comes with an account that the invitation does not name', async () => {
  const fields = { ...good, id_token: 'the-nonce the-code' };
  const elsewhere = aPlace({}, hybrid, anInvitation({ partner: customer }));
  await assert.rejects(elsewhere.read(fields), { code: 'wrong_tenant' });
  const other = aPlace({}, hybrid, anInvitation({ accountId: anObjectId('9') }));
  await assert.rejects(other.read(fields), { code: 'wrong_account' });
});
