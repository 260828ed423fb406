import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCustomerInPath, readCallPath, readTenantId } from '@consentry/core';
import { type Policy, policy as readPolicy } from '@consentry/core/contract';
import { type CallRequest, checkCallPolicy } from './call-policy.ts';

const [partner, otherPartner, customer, otherCustomer] = ['1', '2', 'a', 'b'].map((digit) =>
  readTenantId(`${digit.repeat(8)}-1111-4111-8111-111111111111`),
) as [CallRequest['partner'], CallRequest['partner'], CallRequest['partner'], CallRequest['partner']];

const users = '/v1.0/users';

function verdictOf(
  policy: Partial<Policy>,
  change: Partial<Omit<CallRequest, 'path'>> & { path?: string } = {},
): string {
  const { path = users, resource = 'graph', ...rest } = change;
  const call = readCallPath(path);
  const belongsToPartner = resource === 'partner-center';
  const calls = [{ resource: 'graph', paths: [users] }];
  const verdict = checkCallPolicy(
    readPolicy.parse({ partners: [partner], customers: [customer], resources: [], calls, ...policy }),
    {
      partner,
      customer: belongsToPartner ? undefined : customer,
      resource,
      method: 'GET',
      path: call,
      belongsToPartner,
      customerInPath: belongsToPartner ? findCustomerInPath(call) : undefined,
      ...rest,
    },
  );
  return verdict.ok ? 'allowed' : verdict.reason;
}

test('allows what the policy names, and nothing beside it', () => {
  assert.equal(verdictOf({}), 'allowed');
  assert.equal(verdictOf({}, { path: `${users}/1/memberOf` }), 'allowed');
  assert.equal(verdictOf({}, { partner: otherPartner }), 'partner');
  assert.equal(verdictOf({}, { customer: otherCustomer }), 'customer');
  assert.equal(verdictOf({}, { resource: 'arm' }), 'resource');
  assert.equal(verdictOf({}, { method: 'POST' }), 'method');
  assert.equal(verdictOf({}, { path: '/v1.0/groups' }), 'path');
  assert.equal(verdictOf({ calls: [] }), 'resource');
});

test('gives no call to a caller who may have tokens', () => {
  assert.equal(
    verdictOf({ calls: [], resources: ['graph', 'partner-center'], customers: 'all' }),
    'resource',
  );
});

test('ends a prefix where a part of the path ends, letter by letter', () => {
  for (const path of [
    '/v1.0/usersx',
    '/v1.0/users.x',
    '/v1.0/user',
    '/v1.0',
    '/V1.0/users',
    '/v1.0/Users',
    '/x/v1.0/users',
  ])
    assert.equal(verdictOf({}, { path }), 'path', path);
});

test('joins methods and paths of one rule, not those of two', () => {
  const calls: Policy['calls'] = [
    { resource: 'graph', methods: ['GET'], paths: [users] },
    { resource: 'graph', methods: ['POST'], paths: ['/v1.0/groups'] },
  ];
  assert.equal(verdictOf({ calls }, { method: 'POST' }), 'path');
  assert.equal(verdictOf({ calls }, { method: 'POST', path: '/v1.0/groups' }), 'allowed');
});

test('opens the partner’s own tenant only by the word for it', () => {
  for (const own of [undefined, partner]) {
    assert.equal(verdictOf({ customers: 'all' }, { customer: own }), 'partner tenant');
    assert.equal(verdictOf({ customers: [], partnerTenant: true }, { customer: own }), 'allowed');
  }
});

test('keeps a caller of some customers to their parts of Partner Center', () => {
  const calls: Policy['calls'] = [{ resource: 'partner-center', methods: ['GET'], paths: ['/v1'] }];
  const verdict = (path: string, policy: Partial<Policy> = {}): string =>
    verdictOf({ calls, partnerTenant: true, ...policy }, { resource: 'partner-center', path });
  assert.equal(verdict(`/v1/customers/${customer}`), 'allowed');
  assert.equal(verdict(`/v1/customers/${customer.toUpperCase()}/users`), 'allowed');
  assert.equal(verdict(`/v1/customers/${otherCustomer}/users`), 'customer');
  for (const path of [
    '/v1/customers',
    '/v1/profiles/organization',
    `/v1/customers/${customer}x`,
    `/v1/x/${customer}`,
  ])
    assert.equal(verdict(path), 'every customer', path);
  assert.equal(verdict('/v1/profiles/organization', { customers: 'all' }), 'allowed');
  assert.equal(verdict(`/v1/customers/${otherCustomer}`, { customers: 'all' }), 'allowed');
});
