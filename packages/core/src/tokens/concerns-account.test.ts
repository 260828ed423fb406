import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customer, partner } from '../../test/builders.ts';
import { ConsentryError, type ErrorCode, type Facts } from '../errors.ts';
import { concernsAccount } from './concerns-account.ts';

const concerns = (code: ErrorCode, facts: Facts = {}): boolean =>
  concernsAccount(new ConsentryError(code, { facts }), partner);

test('what is of one grant or its account concerns no other', () => {
  for (const code of [
    'consent_needed',
    'admin_needed',
    'identity_changed',
    'grant_held',
    'secret_deleted',
  ] as const) {
    assert.equal(concerns(code, { tenant: customer }), true, code);
  }
});

test('a policy or a consent concerns the account at the partner’s own tenant alone', () => {
  for (const code of ['ca_blocked', 'step_up_needed', 'tenant_setup'] as const) {
    assert.equal(concerns(code, { tenant: partner }), true, code);
    assert.equal(concerns(code, { tenant: customer }), false, code);
  }
});

test('a customer that does not know the account may know another', () => {
  assert.equal(concerns('tenant_setup', { tenant: customer, aadsts: 50020 }), true);
  assert.equal(concerns('tenant_setup', { tenant: customer, aadsts: 65001 }), false);
});

test('passing trouble, our application and our vault concern every account', () => {
  for (const code of [
    'idp_throttled',
    'idp_loop',
    'client_credential',
    'client_request',
    'vault_denied',
  ] as const) {
    assert.equal(concerns(code, { tenant: partner }), false, code);
  }
});
