import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anAccessToken } from '../../test/a-consent.ts';
import { errorOf } from '../../test/builders.ts';
import { Secret } from '../secret.ts';
import type { MfaProbe } from './mfa-probe.ts';
import { readMfaEvidence } from './read-mfa-evidence.ts';

const says = (word: Awaited<ReturnType<MfaProbe>>, acceptsUnknownMfa = false) => ({
  probe: async () => word,
  acceptsUnknownMfa,
});
const opaque = Secret.of('opaque');

test('confirms a token that says mfa, and keeps what else it says', async () => {
  const token = anAccessToken({ amr: ['pwd', 'mfa'] });
  assert.deepEqual(await readMfaEvidence(token, says('absent')), { mfa: 'confirmed', amr: ['pwd', 'mfa'] });
});

for (const amr of [[], ['pwd'], ['ngcmfa'], ['MFA'], ['pwd', 'rsa', 'fido'], ['mfa ']]) {
  test(`refuses a token that says [${amr.join(', ')}], whatever Partner Center and the operator think`, async () => {
    const error = await errorOf(() => readMfaEvidence(anAccessToken({ amr }), says('confirmed', true)));
    assert.equal(error.code, 'mfa_missing');
    assert.deepEqual(error.facts, { amr });
  });
}

for (const [what, token] of [
  ['is opaque', opaque],
  ['says nothing of the sign-in', anAccessToken({})],
  ['says it in another form', anAccessToken({ amr: 'mfa' })],
] as const) {
  test(`believes Partner Center of a token that ${what}`, async () => {
    assert.deepEqual(await readMfaEvidence(token, says('confirmed')), { mfa: 'confirmed', amr: [] });
    await assert.rejects(readMfaEvidence(token, says('absent')), { code: 'mfa_missing' });
  });
}

test('asks Partner Center with the very token that is in question', async () => {
  let asked: string | undefined;
  const probe: MfaProbe = async (token) => {
    asked = token.reveal();
    return 'confirmed';
  };
  await readMfaEvidence(opaque, { probe, acceptsUnknownMfa: false });
  assert.equal(asked, 'opaque');
});

test('refuses a sign-in of which nobody can tell', async () => {
  await assert.rejects(readMfaEvidence(opaque, says('unknown')), { code: 'mfa_unknown' });
});

test('says overridden where nobody can tell and the operator allowed that', async () => {
  assert.deepEqual(await readMfaEvidence(opaque, says('unknown', true)), { mfa: 'overridden', amr: [] });
});

test('refuses a sign-in that Partner Center says had no MFA, although the operator allowed what is unknown', async () => {
  await assert.rejects(readMfaEvidence(opaque, says('absent', true)), { code: 'mfa_missing' });
});
