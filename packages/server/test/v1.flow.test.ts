import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fetch, isConsentryError, Secret } from '@consentry/core';
import { aCertificate } from '../../core/test/a-certificate.ts';
import { aBroker, customerA, customerB, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';

const entra = { endpoints: 'v1', responseType: 'code id_token' } as const;
const partnerCenter = 'https://api.partnercenter.microsoft.com';

/** What the token endpoint was asked: generation, tenant, grant and resource. */
function asked(t: TestBroker): readonly string[] {
  return t.sandbox.ledger
    .tokenRequests()
    .map(({ version, tenant, grantType, resource }) => [version, tenant, grantType, resource].join(' '));
}

test('connects at the v1 endpoints alone, the resource named from the sign-in on', async () => {
  const paths = new Set<string>();
  const watch =
    (fetch: Fetch): Fetch =>
    (request) => {
      paths.add(new URL(request.url).pathname);
      return fetch(request);
    };
  await using t = await aBroker({ config: { entra }, watch });
  const who = t.person();
  const signIn = new URL((await who.submit(await who.open(await t.invite()))).url);
  assert.equal(signIn.pathname, `/${partnerOne}/oauth2/authorize`);
  assert.equal(signIn.searchParams.get('resource'), partnerCenter);
  assert.equal(signIn.searchParams.get('scope'), 'openid');
  assert.equal(signIn.searchParams.get('response_type'), 'code id_token');
  assert.ok(signIn.searchParams.get('code_challenge'));

  await t.aConnectedPartner();
  assert.deepEqual(
    [...paths],
    ['/common/.well-known/openid-configuration', '/common/discovery/keys', `/${partnerOne}/oauth2/token`],
  );
  const [grant] = (await t.operator.call('listGrants', {})).items;
  assert.equal(grant?.subject, t.user('service').objectId);
  assert.equal(grant?.username, 'service@partner-one.example');
  assert.deepEqual(grant?.scopes, [`${partnerCenter}/user_impersonation`]);
  assert.deepEqual(grant?.amr, ['pwd', 'mfa']);
});

test('meets a tenant’s demand for MFA at the sign-in, without asking for it otherwise', async () => {
  await using t = await aBroker({
    config: { entra, consent: { prompt: 'select_account', amrValues: undefined } },
    world: ({ tenants }) => {
      for (const tenant of tenants) tenant.mfa = 'required';
    },
  });
  await t.aConnectedPartner();
  assert.deepEqual(t.sandbox.ledger.signIns()[0]?.amr, ['pwd', 'mfa']);
});

test('connects where the token endpoint of v1 signs its id_token', async () => {
  await using t = await aBroker({
    config: { entra },
    world: ({ settings }) => {
      settings.v1IdTokens = 'signed';
    },
  });
  await t.aConnectedPartner();
});

test('gives tokens for customers and for Partner Center by v1', async () => {
  await using t = await aBroker({ config: { entra } });
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const graph = await caller.call('acquireToken', {
    body: { partner: partnerOne, customer: customerA, resource: 'graph' },
  });
  assert.equal(graph.tenant, customerA);
  assert.ok(graph.scopes.includes('https://graph.microsoft.com/User.Read.All'));
  const own = await caller.call('acquireToken', {
    body: { partner: partnerOne, resource: 'partner-center' },
  });
  assert.deepEqual(own.scopes, [`${partnerCenter}/user_impersonation`]);
  assert.deepEqual(asked(t), [
    `v1 ${partnerOne} authorization_code ${partnerCenter}`,
    `v1 ${customerA} refresh_token https://graph.microsoft.com`,
    `v1 ${partnerOne} refresh_token ${partnerCenter}`,
  ]);
  const headers = { authorization: `Bearer ${graph.accessToken}` };
  const response = await t.send(new Request(`${t.sandbox.origins.graph}/v1.0/users`, { headers }));
  assert.equal(response.status, 200);
});

test('says of a customer without consent that this tenant is to be set up, by v1 as by v2', async () => {
  await using t = await aBroker({ config: { entra } });
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  await assert.rejects(
    caller.call('acquireToken', { body: { partner: partnerOne, customer: customerB, resource: 'graph' } }),
    (error) => isConsentryError(error, 'tenant_setup') && error.facts['aadsts'] === 65001,
  );
});

test('proves itself at v1 by a certificate', async () => {
  const { certificate, privateKey } = await aCertificate({ commonName: 'Example Integration' });
  const credential = { kind: 'certificate', certificate, privateKey: Secret.of(privateKey) } as const;
  await using t = await aBroker({ certificate, credential, config: { entra } });
  await t.aConnectedPartner();
  await (await t.aCaller()).call('acquireToken', {
    body: { partner: partnerOne, customer: customerA, resource: 'graph' },
  });
  const how = t.sandbox.ledger.tokenRequests().map(({ clientAuthentication }) => clientAuthentication);
  assert.deepEqual(how, ['certificate', 'certificate']);
});

test('confirms an approval by v1', async () => {
  await using t = await aBroker({ config: { entra } });
  const approval = await t.invite({ partner: partnerTwo, kind: 'approve' });
  const page = await t.connect(approval, t.user('admin', partnerTwo));
  assert.equal(page.status, 200, page.text);
  assert.deepEqual(asked(t), [`v1 ${partnerTwo} client_credentials https://graph.microsoft.com`]);
});

test('keeps a grant of v2 when the broker goes over to v1', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  await t.restart({ entra });
  await (await t.aCaller()).call('acquireToken', {
    body: { partner: partnerOne, customer: customerA, resource: 'graph' },
  });
  assert.equal(asked(t).at(-1), `v1 ${customerA} refresh_token https://graph.microsoft.com`);
});
