import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTenantId } from '@consentry/core';
import { type Policy, policy as policySchema } from '@consentry/core/contract';
import { checkPolicy, findScopesBeyond, type PolicyRequest } from './policy.ts';

const [partner, otherPartner, customer, otherCustomer] = ['1', '2', '3', '4'].map((digit) =>
  readTenantId(`${digit.repeat(8)}-1111-4111-8111-111111111111`),
) as [PolicyRequest['partner'], PolicyRequest['partner'], PolicyRequest['partner'], PolicyRequest['partner']];

function verdictOf(policy: Partial<Policy>, request: Partial<PolicyRequest>): string {
  const verdict = checkPolicy(
    {
      ...policySchema.parse({ partners: [partner], customers: [customer], resources: ['graph'] }),
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

test('where permissions are listed, a request must name some, and none beside them', () => {
  const policy = { scopes: ['User.Read.All', 'Group.Read.All'] };
  assert.equal(verdictOf(policy, { scopes: ['User.Read.All'] }), 'allowed');
  assert.equal(verdictOf(policy, { scopes: ['User.Read.All', 'Mail.Send'] }), 'scopes');
  for (const scopes of [undefined, [], ['.default']]) assert.equal(verdictOf(policy, { scopes }), 'scopes');
  assert.equal(verdictOf({}, { scopes: ['Mail.Send'] }), 'allowed');
});

test('gives no token in a user’s name to a policy for app-only ones', () => {
  assert.equal(verdictOf({ access: ['app-only'] }, {}), 'access');
});

const graph = { scopes: ['https://graph.microsoft.com/User.Read.All'] };

function beyond(...granted: readonly string[]): readonly string[] {
  const policy = policySchema.parse({ partners: 'all', resources: ['graph'], scopes: ['User.Read.All'] });
  return findScopesBeyond(policy, graph, granted);
}

test('finds what was granted beyond the permissions that are listed', () => {
  const allowed = ['https://graph.microsoft.com/User.Read.All', 'openid', 'profile', 'email'];
  assert.deepEqual(beyond(...allowed), []);
  assert.deepEqual(beyond('user.read.all', 'offline_access'), []);
  for (const more of [
    'https://graph.microsoft.com/Mail.Send',
    'Mail.Send',
    'https://graph.microsoft.com/openid',
    'https://other.example/User.Read.All',
    'https://graph.microsoft.com.evil.example/User.Read.All',
  ]) {
    assert.deepEqual(beyond(...allowed, more), [more]);
  }
});

test('looks at nothing that was granted where every permission may be had', () => {
  const policy = policySchema.parse({ partners: 'all', resources: ['graph'] });
  assert.deepEqual(findScopesBeyond(policy, graph, ['https://graph.microsoft.com/Mail.Send']), []);
});
