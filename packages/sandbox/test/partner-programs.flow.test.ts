import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { World } from '../src/index.ts';
import { aPartner, itemsOf } from './a-partner.ts';

const { partnerOne, partnerTwo, customerA } = DEFAULT_TENANTS;

function aWorld(change: (tenant: World['tenants'][number]) => void): World {
  const world = defaultWorld();
  for (const tenant of world.tenants) change(tenant);
  return world;
}

test('a reseller of an indirect provider gets no answer of Partner Center', async () => {
  const world = aWorld((tenant) => {
    if (tenant.id === partnerOne) tenant.partnerProgram = 'indirect-reseller';
  });
  const partner = await aPartner(world);
  for (const path of ['/v1/customers?size=1', '/v1/applicationmfaadoptionstatus', '/v1/profiles/mpn']) {
    const { status, body } = await partner.get(path);
    assert.deepEqual([status, body['code']], [403, '2032'], path);
  }
});

test('an advisor reads its reports at Partner Center', async () => {
  const world = aWorld((tenant) => {
    if (tenant.id === partnerOne) tenant.partnerProgram = 'advisor';
  });
  const partner = await aPartner(world);
  assert.equal((await partner.get('/v1/applicationmfaadoptionstatus')).status, 200);
});

test('an indirect provider lists its resellers, and other partners have none', async () => {
  const world = aWorld((tenant) => {
    if (tenant.id === partnerTwo)
      Object.assign(tenant, { partnerProgram: 'indirect-reseller', indirectProvider: partnerOne });
  });
  const ask = '/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf';
  const provider = await aPartner(world);
  assert.deepEqual(
    itemsOf(await provider.get(ask)).map(({ id, relationshipType, state }) => [id, relationshipType, state]),
    [[partnerTwo, 'IsIndirectCloudSolutionProviderOf', 'Active']],
  );
  assert.deepEqual(
    itemsOf(await provider.get('/v1/relationships?relationship_type=IsIndirectResellerOf')),
    [],
  );
  const direct = await aPartner();
  assert.deepEqual(itemsOf(await direct.get(ask)), []);
});

test('an integration sandbox account is asked for MFA as any other', async () => {
  const world = aWorld((tenant) => {
    if (tenant.id === partnerOne) tenant.isIntegrationSandbox = true;
  });
  const partner = await aPartner(world, Date, 'no-mfa');
  const { status, body } = await partner.get('/v1/customers?size=1');
  assert.deepEqual([status, body['code']], [401, '900421']);
});

test('only an integration sandbox account deletes a customer', async () => {
  const path = `/v1/customers/${customerA}`;
  const direct = await aPartner();
  const refused = await direct.send('DELETE', path);
  assert.deepEqual([refused.status, refused.body['code']], [403, '2032']);
  assert.equal((await direct.get(path)).status, 200);

  const world = aWorld((tenant) => {
    if (tenant.id === partnerOne) tenant.isIntegrationSandbox = true;
  });
  const account = await aPartner(world);
  assert.equal((await account.send('DELETE', path)).status, 204);
  assert.equal((await account.get(path)).status, 403);
});
