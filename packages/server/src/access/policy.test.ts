import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTenantId } from '@consentry/core';
import type { Policy } from '@consentry/core/contract';
import { checkPolicy, type PolicyRequest } from './policy.ts';

const [partner, otherPartner, customer, otherCustomer] = ['1', '2', '3', '4'].map((digit) =>
  readTenantId(`${digit.repeat(8)}-1111-4111-8111-111111111111`),
) as [PolicyRequest['partner'], PolicyRequest['partner'], PolicyRequest['partner'], PolicyRequest['partner']];

function verdictOf(policy: Partial<Policy>, request: Partial<PolicyRequest>): string {
  const verdict = checkPolicy(
    {
      partners: [partner],
      customers: [customer],
      partnerTenant: false,
      resources: ['graph'],
      calls: [],
      ...policy,
    },
    { partner, customer, resource: 'graph', belongsToPartner: false, ...request },
  );
  return verdict.ok ? 'allowed' : verdict.reason;
}

test('allows what the policy names, and nothing beside it', () => {
  assert.equal(verdictOf({}, {}), 'allowed');
  assert.equal(verdictOf({}, { partner: otherPartner }), 'partner');
  assert.equal(verdictOf({}, { customer: otherCustomer }), 'customer');
  assert.equal(verdictOf({}, { resource: 'arm' }), 'resource');
  assert.equal(verdictOf({ resources: ['graph'] }, { resource: 'Graph' }), 'resource');
  assert.equal(verdictOf({ partners: 'all', customers: 'all' }, { customer: otherCustomer }), 'allowed');
});

test('gives a token that opens every customer only to a policy for every customer', () => {
  const request = { resource: 'partner-center', belongsToPartner: true, customer: undefined };
  assert.equal(verdictOf({ resources: ['partner-center'] }, request), 'every customer');
  assert.equal(verdictOf({ resources: ['partner-center'], partnerTenant: true }, request), 'every customer');
  assert.equal(verdictOf({ resources: ['partner-center'], customers: 'all' }, request), 'allowed');
  assert.equal(verdictOf({ customers: 'all' }, request), 'resource');
});

test('gives tokens of the partner’s own tenant only where the policy says so', () => {
  assert.equal(verdictOf({ customers: 'all' }, { customer: undefined }), 'partner tenant');
  assert.equal(verdictOf({ customers: 'all' }, { customer: partner }), 'partner tenant');
  assert.equal(verdictOf({ customers: [], partnerTenant: true }, { customer: undefined }), 'allowed');
});
