import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customer, errorOf, partner } from '../../test/builders.ts';
import { aTarget } from '../../test/some-tokens.ts';
import { clouds } from '../entra/clouds.ts';
import { findResource, readTarget } from './target.ts';

test('asks for everything that was consented when no scope is named', () => {
  for (const scopes of [undefined, []]) {
    assert.deepEqual(aTarget({ scopes }).scopes, ['https://graph.microsoft.com/.default']);
  }
});

test('names scopes in full, sorted, each once', () => {
  const { scopes } = aTarget({ scopes: ['User.Read', 'Group.Read.All', 'User.Read'] });
  assert.deepEqual(scopes, [
    'https://graph.microsoft.com/Group.Read.All',
    'https://graph.microsoft.com/User.Read',
  ]);
});

test('is in the customer’s tenant if one is named, and in the partner’s own otherwise', () => {
  assert.equal(aTarget().tenant, customer);
  assert.equal(aTarget({ customer: undefined }).tenant, partner);
});

test('is the same target whatever the order of the scopes', () => {
  const one = aTarget({ scopes: ['User.Read', 'Group.Read.All'] });
  assert.equal(one.key, aTarget({ scopes: ['Group.Read.All', 'User.Read'] }).key);
});

test('is another target in another tenant, for another API and with other scopes', () => {
  const keys = [
    aTarget(),
    aTarget({ customer: undefined }),
    aTarget({ resource: 'arm' }),
    aTarget({ scopes: ['User.Read'] }),
    aTarget({ scopes: ['User.Read', 'Group.Read.All'] }),
  ].map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length);
});

test('sends a token to the base URL of its API in its own cloud', () => {
  assert.equal(aTarget().baseUrl, 'https://graph.microsoft.com');
  const china = readTarget(clouds.china, { partner, customer, resource: 'graph' });
  assert.equal(china.baseUrl, 'https://microsoftgraph.chinacloudapi.cn');
  assert.deepEqual(china.scopes, ['https://microsoftgraph.chinacloudapi.cn/.default']);
});

for (const resource of [
  'partner-center',
  'https://api.partnercenter.microsoft.com',
  'https://api.partnercenter.microsoft.com/',
  'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd',
]) {
  test(`refuses Partner Center, asked for as ${resource}, in a customer’s tenant`, async () => {
    const error = await errorOf(() => aTarget({ resource }));
    assert.equal(error.code, 'wrong_tenant_for_resource');
    assert.match(
      error.remedy,
      new RegExp(`https://api.partnercenter.microsoft.com/v1/customers/${customer}/`),
    );
    assert.equal(aTarget({ resource, customer: undefined }).tenant, partner);
  });
}

test('finds an API by its name and by every identifier that it has', () => {
  const { arm } = clouds.public.resources;
  for (const name of ['arm', ...(arm?.audiences ?? [])]) assert.equal(findResource(clouds.public, name), arm);
});

test('takes a URI that the cloud does not know for an API of its own, at its own host alone', () => {
  const target = aTarget({ resource: 'https://api.contoso.example/orders', scopes: ['Orders.Read'] });
  assert.equal(target.baseUrl, 'https://api.contoso.example');
  assert.deepEqual(target.scopes, ['https://api.contoso.example/orders/Orders.Read']);
});

for (const resource of [
  'HTTPS://api.partnercenter.microsoft.com',
  'https://API.PartnerCenter.microsoft.com',
  'https://api.partnercenter.microsoft.com:443',
  'https://api.partnercenter.microsoft.com/./',
  'https://user@api.partnercenter.microsoft.com',
  'https://api-eu.security.microsoft.com',
  'https://management.core.windows.net//',
]) {
  test(`refuses ${resource}, another spelling of what the cloud knows`, () => {
    const asked = { resource, customer: undefined };
    assert.throws(() => aTarget(asked), { code: 'unknown_resource' });
  });
}

for (const resource of [
  '',
  'Graph',
  'sharepoint',
  'constructor',
  '__proto__',
  'http://graph.microsoft.com',
  'https://',
  'api://contoso',
  '00000000-0000-4000-8000-000000000000',
]) {
  test(`refuses “${resource}” as a resource`, () => {
    assert.throws(() => aTarget({ resource }), { code: 'unknown_resource' });
  });
}

test('refuses an API that this cloud does not have', () => {
  const asked = { partner, resource: 'defender' };
  assert.throws(() => readTarget(clouds.china, asked), { code: 'unknown_resource' });
});

for (const scope of [
  '',
  'User.Read offline_access',
  'https://graph.microsoft.com/User.Read',
  '.default ',
  '..default',
  'User.Read\nMail.Read',
  'x'.repeat(129),
]) {
  test(`refuses ${JSON.stringify(scope.slice(0, 40))} as the name of a permission`, () => {
    assert.throws(() => aTarget({ scopes: [scope] }), { code: 'invalid_request' });
  });
}

test('an app-only target has the same tenant and resource, everything for its scope, and a key of its own', () => {
  const request = { partner, customer, resource: 'graph' } as const;
  const alone = readTarget(clouds.public, { ...request, access: 'app-only' });
  const both = readTarget(clouds.public, request);
  assert.deepEqual([alone.access, both.access], ['app-only', 'delegated']);
  assert.deepEqual([alone.tenant, alone.scopes], [customer, ['https://graph.microsoft.com/.default']]);
  assert.notEqual(alone.key, both.key);
});

test('no scope can be named for an app-only target', () => {
  const request = {
    partner,
    customer,
    resource: 'graph',
    access: 'app-only',
    scopes: ['User.Read.All'],
  } as const;
  assert.throws(() => readTarget(clouds.public, request), { code: 'invalid_request' });
});
