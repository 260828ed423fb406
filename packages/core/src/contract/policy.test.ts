import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customer, partner } from '../../test/builders.ts';
import { policy } from './policy.ts';

const smallest = { partners: [partner], resources: ['graph'] };

test('gives no customer, no call, not the partner’s own tenant and nothing app-only unless it says so', () => {
  assert.deepEqual(policy.parse(smallest), {
    ...smallest,
    customers: [],
    partnerTenant: false,
    calls: [],
    scopes: 'all',
    access: ['delegated'],
    rate: { perMinute: 6000 },
  });
});

test('takes permissions by their names alone, and none by none', () => {
  const scopes = ['User.Read.All', 'user_impersonation'];
  assert.deepEqual(policy.parse({ ...smallest, scopes }).scopes, scopes);
  for (const wrong of [
    [],
    [''],
    ['*'],
    ['.default'],
    ['https://graph.microsoft.com/User.Read'],
    'User.Read',
  ]) {
    assert.ok(!policy.safeParse({ ...smallest, scopes: wrong }).success, String(wrong));
  }
});

test('takes no rate that lets nothing pass', () => {
  for (const perMinute of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 6_000_001]) {
    assert.ok(!policy.safeParse({ ...smallest, rate: { perMinute } }).success, String(perMinute));
  }
});

for (const field of ['partners', 'resources'] as const) {
  test(`guesses no ${field}: they must be named`, () => {
    const { [field]: _, ...rest } = smallest;
    assert.ok(!policy.safeParse(rest).success);
  });
}

test('takes every partner and every customer only by the word for it', () => {
  const { partners, customers } = policy.parse({ ...smallest, partners: 'all', customers: 'all' });
  assert.deepEqual([partners, customers], ['all', 'all']);
  for (const word of ['*', 'ALL', '', true, null, ['all'], ['*']]) {
    assert.ok(!policy.safeParse({ ...smallest, partners: word }).success, String(word));
    assert.ok(!policy.safeParse({ ...smallest, customers: word }).success, String(word));
  }
});

test('reads tenants in lower case, so that they compare letter by letter', () => {
  const { customers } = policy.parse({
    ...smallest,
    customers: [customer.toUpperCase(), 'ABCDEF01-1111-4111-8111-111111111111'],
  });
  assert.deepEqual(customers, [customer, 'abcdef01-1111-4111-8111-111111111111']);
});

test('takes known names and resource URIs', () => {
  const resources = [
    'partner-center',
    'graph',
    'https://api.contoso.example/orders',
    'https://a.example:8443/',
  ];
  assert.deepEqual(policy.parse({ ...smallest, resources }).resources, resources);
});

for (const [what, resources] of [
  ['every resource by a star', ['*']],
  ['an empty name', ['']],
  ['a pattern', ['https://*.example']],
  ['a URI without TLS', ['http://a.example']],
  ['a URI with a blank', ['https://a.example/ https://b.example']],
  ['a URI with a query', ['https://a.example?x=1']],
  ['a URI with a user', ['https://user@a.example']],
  ['more than fifty', Array.from({ length: 51 }, () => 'graph')],
] as const) {
  test(`refuses ${what}`, () => {
    assert.ok(!policy.safeParse({ ...smallest, resources }).success);
  });
}

test('refuses a field that it does not know, which may be a misspelt limit', () => {
  assert.ok(!policy.safeParse({ ...smallest, customer: [customer] }).success);
});

test('allows reading alone where a call names no methods', () => {
  const calls = [{ resource: 'partner-center', paths: ['/v1/customers'] }];
  assert.deepEqual(policy.parse({ ...smallest, resources: [], calls }).calls, [
    { resource: 'partner-center', methods: ['GET'], paths: ['/v1/customers'] },
  ]);
});

for (const [what, calls] of [
  ['no path', { paths: [] }],
  ['the path of everything', { paths: ['/'] }],
  ['a path with an end that is none', { paths: ['/v1/'] }],
  ['a pattern', { paths: ['/v1/{id}'] }],
  ['an encoded path', { paths: ['/v1/%2e'] }],
  ['a query', { paths: ['/v1?x'] }],
  ['a method that is not passed on', { methods: ['HEAD'] }],
  ['no method', { methods: [] }],
  ['a resource by its URI', { resource: 'https://graph.microsoft.com' }],
] as const) {
  test(`refuses calls with ${what}`, () => {
    const allowed = { resource: 'graph', paths: ['/v1.0/users'] };
    assert.ok(policy.safeParse({ ...smallest, calls: [allowed] }).success);
    assert.ok(!policy.safeParse({ ...smallest, calls: [{ ...allowed, ...calls }] }).success);
  });
}
