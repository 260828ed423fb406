import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aJwt } from '../../test/a-jwt.ts';
import { aPolicyOfGraph } from '../../test/a-posture.ts';
import { Secret } from '../secret.ts';
import { testAccount } from './test-account.ts';

function resultOf(claims: object, facts?: Parameters<typeof testAccount>[1]): readonly unknown[] {
  const { result, reason, cmdlet } = testAccount(aJwt(claims), facts);
  return [result, reason, cmdlet];
}

test('an account passes with mfa in amr, and only so', () => {
  assert.deepEqual(resultOf({ amr: ['pwd', 'mfa'] }), ['pass', 'mfa', 'pass']);
  assert.deepEqual(resultOf({ amr: ['pwd'] }), ['fail', 'third_party_or_none', 'fail']);
  assert.deepEqual(resultOf({ amr: ['pwd', 'rsa'] }), ['fail', 'third_party_or_none', 'fail']);
  assert.deepEqual(resultOf({ amr: [] }), ['fail', 'third_party_or_none', 'fail']);
  assert.deepEqual(resultOf({ amr: ['MFA'] }), ['fail', 'third_party_or_none', 'fail']);
});

test('what Microsoft’s cmdlet passes by a part of a word passes only probably', () => {
  assert.deepEqual(resultOf({ amr: ['pwd', 'ngcmfa'] }), ['probably', 'hello_provisioning_only', 'pass']);
  assert.deepEqual(resultOf({ amr: 'mfa' }), ['probably', 'mfa_in_another_form', 'pass']);
  assert.deepEqual(resultOf({ amr: ['mfa', 1] }), ['probably', 'mfa_in_another_form', 'pass']);
});

test('a token that does not tell fails', () => {
  assert.deepEqual(resultOf({}), ['fail', 'no_amr', 'fail']);
  assert.deepEqual(resultOf({ amr: null }), ['fail', 'no_amr', 'fail']);
  assert.equal(testAccount(Secret.of('opaque')).reason, 'token_unreadable');
  assert.equal(testAccount(Secret.of('mfa.mfa.mfa')).result, 'fail');
});

test('the reason is as precise as what is known of the tenant, and the result stays', () => {
  assert.deepEqual(resultOf({ amr: ['pwd', 'fed'] }), ['fail', 'federation_without_claim', 'fail']);
  const domains = [{ name: 'contoso.example', isFederated: true, mfaBehavior: undefined }];
  const federated = resultOf({ amr: ['pwd'] }, { account: 'Anna@Contoso.example', domains });
  assert.deepEqual(federated, ['fail', 'federation_without_claim', 'fail']);
  const policies = [aPolicyOfGraph({ controls: [], customControls: ['Other'] })];
  assert.deepEqual(resultOf({ amr: ['pwd'] }, { policies }), ['fail', 'custom_control', 'fail']);
  const off = [aPolicyOfGraph({ controls: [], customControls: ['Other'], state: 'disabled' })];
  assert.deepEqual(resultOf({ amr: ['pwd'] }, { policies: off }), ['fail', 'third_party_or_none', 'fail']);
});
