import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { aPartner, itemsOf } from './a-partner.ts';
import { anAccount } from './example-client.ts';
import { read } from './write-call.ts';

const AT = Date.UTC(2026, 5, 20, 12);
const PATHS = { principals: '/v1/nonMfaCompliantPartnerPrincipals', requests: '/v1/partnerRequests' };

test('the three MFA reports tell of the calls that users really made, refused ones too', async () => {
  const partner = await aPartner(undefined, { now: () => AT });
  const { client } = partner;
  assert.deepEqual(itemsOf(await partner.get(PATHS.principals)), []);
  const { code = '' } = await client.consent(anAccount('no-mfa'), { changes: { prompt: 'login' } });
  const { body } = await client.redeem(code);
  const customer = `/v1/customers/${DEFAULT_TENANTS.customerA}`;
  const sent = { 'MS-RequestId': 'request-1', 'X-Forwarded-For': '203.0.113.9' };
  const { status } = await read(client, 'partnerCenter', customer, body['access_token'] ?? '', sent);
  assert.equal(status, 401);

  const [principal] = itemsOf(await partner.get(PATHS.principals));
  assert.deepEqual(
    [principal?.['upn'], principal?.['tenantId'], principal?.['lastNonMfaCompliantRequestDateTime']],
    ['no-mfa@partner-one.example', DEFAULT_TENANTS.partnerOne, '2026-06-20T12:00:00.000'],
  );
  const requests = await partner.get(PATHS.requests);
  assert.equal(requests.body['links'], undefined);
  const [latest, , first, ...others] = itemsOf(requests);
  assert.equal(others.length, 1);
  assert.deepEqual([latest?.['operationName'], latest?.['mfaCompliant']], ['GET /v1/partnerRequests', true]);
  assert.deepEqual(
    [first?.['operationName'], first?.['mfaCompliant'], first?.['requestId'], first?.['ipAddress']],
    ['GET /v1/customers/{customer}', false, 'request-1', '203.0.113.9'],
  );
  const summary = await client.get('partnerCenter', '/v1/applicationmfaadoptionstatus', partner.token);
  assert.deepEqual(await summary.json(), [
    {
      loginDate: '2026-06-20',
      applicationId: DEFAULT_APPLICATION.clientId,
      applicationName: 'Example Integration',
      mfaCompliantRequestCount: 4,
      totalRequestCount: 5,
    },
  ]);
});

test('calls of an application alone are left out of the MFA reports', async () => {
  const world = defaultWorld();
  for (const application of world.applications) application.homeTenantId = DEFAULT_TENANTS.partnerOne;
  const partner = await aPartner(world);
  const { client } = partner;
  const scope = 'https://api.partnercenter.microsoft.com/.default';
  const { body } = await client.token({ grant_type: 'client_credentials', scope });
  const { status } = await read(client, 'partnerCenter', '/v1/customers', body['access_token'] ?? '');
  assert.equal(status, 200);
  assert.deepEqual(
    itemsOf(await partner.get(PATHS.requests)).map((request) => request['operationName']),
    ['GET /v1/partnerRequests'],
  );
});
