import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS } from '../src/index.ts';
import {
  GRAPH_SCOPE,
  PARTNER_CENTER_SCOPE,
  anAccount,
  createExampleClient,
  parseJson,
} from './example-client.ts';
import type { ExampleClient } from './example-client.ts';

async function aToken(
  client: ExampleClient,
  tenant: string,
  name: Parameters<typeof anAccount>[0] = 'service',
): Promise<string> {
  const refreshToken = await client.connect(anAccount(name));
  return (await client.refresh(refreshToken, GRAPH_SCOPE, tenant)).body['access_token'] ?? '';
}

test('pages users by an absolute next link on its own origin', async () => {
  const client = await createExampleClient();
  const token = await aToken(client, DEFAULT_TENANTS.customerA);
  const { graph } = client.sandbox.origins;
  const names: string[] = [];
  let url: string | undefined = `${graph}/v1.0/users?$top=10&$select=id,userPrincipalName`;
  while (url !== undefined) {
    assert.ok(url.startsWith(`${graph}/v1.0/users?$top=10`));
    const response = await client.get('graph', url.slice(graph.length), token);
    const page: { value: { userPrincipalName: string }[]; '@odata.nextLink'?: string } = parseJson(
      await response.text(),
    );
    assert.deepEqual(Object.keys(page.value[0] ?? {}), ['userPrincipalName', 'id']);
    names.push(...page.value.map((user) => user.userPrincipalName));
    url = page['@odata.nextLink'];
  }
  assert.equal(new Set(names).size, 27);
  assert.ok(names.every((name) => name.endsWith('@customer-a.example')));
});

test('shows the signed-in user at home with roles and groups', async () => {
  const client = await createExampleClient();
  const token = await aToken(client, DEFAULT_TENANTS.partnerOne, 'admin');
  const me = parseJson<{ userPrincipalName: string }>(
    await (await client.get('graph', '/v1.0/me', token)).text(),
  );
  assert.equal(me.userPrincipalName, 'admin@partner-one.example');
  const response = await client.get('graph', '/v1.0/me/memberOf', token);
  const { value } = parseJson<{ value: Record<string, string>[] }>(await response.text());
  assert.deepEqual(
    value.map((one) => [one['@odata.type'], one['displayName'], one['roleTemplateId']]),
    [
      ['#microsoft.graph.directoryRole', 'Global Administrator', '62e90394-69f5-4237-9190-012177145e10'],
      ['#microsoft.graph.group', 'AdminAgents', undefined],
    ],
  );
});

test("knows no me for a partner's user in a customer's tenant", async () => {
  const client = await createExampleClient();
  const token = await aToken(client, DEFAULT_TENANTS.customerA);
  const response = await client.get('graph', '/v1.0/me', token);
  assert.equal(response.status, 404);
  assert.match(await response.text(), /"code":"Request_ResourceNotFound"/);
});

test('refuses no token and a token for another audience', async () => {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.partnerOne);
  for (const token of ['', body['access_token'] ?? '']) {
    const response = await client.get('graph', '/v1.0/users', token);
    assert.equal(response.status, 401);
    assert.match(
      await response.text(),
      /"error":\{"code":"InvalidAuthenticationToken".*"innerError":\{"date"/,
    );
  }
});

test('refuses a token without the permission', async () => {
  const client = await createExampleClient();
  for (const consent of client.sandbox.world.consents) consent.scopes = ['User.Read'];
  const token = await aToken(client, DEFAULT_TENANTS.partnerOne);
  const response = await client.get('graph', '/v1.0/users', token);
  assert.equal(response.status, 403);
  assert.match(await response.text(), /Authorization_RequestDenied/);
});
