import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customer, partner } from '../../test/builders.ts';
import { policy } from './policy.ts';

const smallest = { partners: [partner], resources: ['graph'] };

test('gives no customer, not the partner’s own tenant and no token of the application alone unless it says so', () => {
  assert.deepEqual(policy.parse(smallest), {
    ...smallest,
    customers: [],
    partnerTenant: false,
    access: ['delegated'],
  });
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
  ['no resource', []],
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
