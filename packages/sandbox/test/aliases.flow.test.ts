import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS } from '../src/index.ts';
import { GRAPH_SCOPE, anAccount, createExampleClient, parseJson } from './example-client.ts';

const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad';

test('AADSTS9001023: an application that acts for itself at common or consumers', async () => {
  const client = await createExampleClient();
  for (const tenant of ['common', 'consumers']) {
    const { body } = await client.token({ grant_type: 'client_credentials', scope: GRAPH_SCOPE }, tenant);
    assert.deepEqual(body.error_codes, [9001023], tenant);
  }
});

test('AADSTS700016: an application for work accounts at consumers', async () => {
  const client = await createExampleClient();
  const page = await client.person.open(client.authorizeUrl({}, 'consumers'));
  assert.match(page.text, /AADSTS700016.*'Microsoft Accounts'/);
});

test('the metadata of consumers names their tenant', async () => {
  const { send, sandbox } = await createExampleClient();
  const url = `${sandbox.origins.login}/consumers/v2.0/.well-known/openid-configuration`;
  const { issuer } = parseJson<{ issuer: string }>(await (await send(new Request(url))).text());
  assert.equal(issuer, `${sandbox.origins.login}/${CONSUMERS}/v2.0`);
});

test('AADSTS500011 names the tenant of the request', async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(
    refreshToken,
    'api://nothing.example/Read',
    DEFAULT_TENANTS.partnerOne,
  );
  assert.match(body['error_description'] ?? '', /AADSTS500011: .*in the tenant named Example Partner One\./);
});

test('client_info says who the user is at home, in the redirect and in the token answer, when it is asked for', async () => {
  const client = await createExampleClient();
  const user = client.sandbox.world.users.find((one) => one.userPrincipalName.startsWith('service@'));
  const home = { uid: user?.objectId, utid: DEFAULT_TENANTS.partnerOne };
  const answer = await client.consent(anAccount('service'), { changes: { client_info: '1' } });
  assert.deepEqual(decode(answer['client_info']), home);
  const { body } = await client.redeem(answer['code'] ?? '', { client_info: '1' });
  assert.deepEqual(decode(body['client_info']), home);
  const grant = {
    grant_type: 'refresh_token',
    refresh_token: body['refresh_token'] ?? '',
    scope: GRAPH_SCOPE,
  };
  const atCustomer = await client.token({ ...grant, client_info: '1' }, DEFAULT_TENANTS.customerA);
  assert.deepEqual(decode(atCustomer.body['client_info']), home);
  assert.equal((await client.token(grant, DEFAULT_TENANTS.customerA)).body['client_info'], undefined);
});

function decode(text = ''): unknown {
  return parseJson(Buffer.from(text, 'base64url').toString());
}
