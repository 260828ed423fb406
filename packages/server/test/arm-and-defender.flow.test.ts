import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS } from '@consentry/sandbox';
import { aBroker } from './a-broker.ts';

const { partnerOne, customerA } = DEFAULT_TENANTS;
const apis = [
  ['arm', '/subscriptions?api-version=2022-12-01'],
  ['defender', '/api/incidents'],
] as const;

for (const [resource, path] of apis) {
  test(`a token for ${resource} in a customer's tenant opens it`, async () => {
    await using t = await aBroker({ approvedApis: 'all' });
    await t.connect(await t.invite(), t.user('service'));
    const policy = { partners: [partnerOne], customers: 'all' as const, resources: [resource] };
    const { key } = await t.operator.call('addCaller', { body: { name: 'test', policy } });
    const body = { partner: partnerOne, customer: customerA, resource };
    const { accessToken } = await t.remote(key).call('acquireToken', { body });
    const answer = await t.sandbox.fetch(`${t.sandbox.origins[resource]}${path}`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    assert.equal(answer.status, 200);
    assert.equal(t.sandbox.ledger.apiCalls({ service: resource })[0]?.tenant, customerA);
  });
}
