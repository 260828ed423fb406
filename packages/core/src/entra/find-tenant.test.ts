import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aClock, customer } from '../../test/builders.ts';
import type { Fetch } from '../ports.ts';
import { clouds } from './clouds.ts';
import { findTenantOfDomain } from './find-tenant.ts';

const asked: string[] = [];

function find(status: number, body: unknown) {
  const fetch: Fetch = async ({ url }) => {
    asked.push(url);
    return { status, headers: {}, body: Buffer.from(JSON.stringify(body)) };
  };
  return findTenantOfDomain({ cloud: clouds.public, fetch, clock: aClock() }, 'fabrikam.example');
}

test('reads the tenant of a domain from the issuer of its metadata', async () => {
  const issuer = `https://login.microsoftonline.com/${customer}/v2.0`;
  assert.equal(await find(200, { issuer }), customer);
  assert.equal(
    asked.at(-1),
    'https://login.microsoftonline.com/fabrikam.example/v2.0/.well-known/openid-configuration',
  );
});

test('says that nobody has the domain', async () => {
  await assert.rejects(find(400, { error: 'invalid_tenant' }), { code: 'domain_unknown' });
});

for (const issuer of [
  undefined,
  'https://login.microsoftonline.com/{tenantid}/v2.0',
  `https://login.example/${customer}/v2.0`,
  `https://login.microsoftonline.com/${customer}/v2.0/more`,
]) {
  test(`believes no issuer ${issuer}`, async () => {
    await assert.rejects(find(200, { issuer }), { code: 'idp_bad_response' });
  });
}

test('says of trouble that it is trouble', async () => {
  await assert.rejects(find(503, {}), { code: 'idp_unavailable' });
});
