import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, createSandbox, defaultWorld } from '../src/index.ts';
import { GRAPH_SCOPE, anAccount, claimsOf, createExampleClient, parseJson } from './example-client.ts';
import { aVaultToken, aVaultTokenV1, createVaultClient, lastPart, refusalOf } from './vault-client.ts';

test('challenges a call without a token by the tenant of the vault', async () => {
  const { client } = await createVaultClient();
  const { origins } = client.sandbox;
  assert.equal(origins.vault, 'https://example.vault.sandbox.test');
  const response = await client.send(new Request(`${origins.vault}/secrets/one?api-version=7.4`));
  assert.equal(response.status, 401);
  assert.equal(
    response.headers.get('www-authenticate'),
    `Bearer authorization="${origins.login}/${DEFAULT_TENANTS.vendor}", resource="https://vault.azure.net"`,
  );
  assert.match(await response.text(), /^\{"error":\{"code":"Unauthorized","message":"[^"]+"\}\}$/);
});

test('takes tokens of v1 and v2, for Key Vault or for its own origin', async () => {
  const { client, call, set } = await createVaultClient();
  await set('one', 'value');
  const own = client.sandbox.origins.vault;
  for (const token of [
    await aVaultToken(client),
    await aVaultToken(client, { scope: `${own}/.default` }),
    await aVaultTokenV1(client, 'https://vault.azure.net'),
    await aVaultTokenV1(client, own),
  ]) {
    assert.equal((await call('GET', '/secrets/one', undefined, token)).status, 200);
  }
});

test('refuses a token of another tenant, for another audience, or that is over', async () => {
  const { client, call, token } = await createVaultClient();
  const foreign = await aVaultToken(client, { tenant: DEFAULT_TENANTS.partnerOne });
  const graph = await aVaultToken(client, { scope: GRAPH_SCOPE });
  assert.equal(claimsOf(foreign)['aud'], 'https://vault.azure.net');
  for (const bad of [foreign, graph, 'nonsense']) {
    const answer = await call('GET', '/secrets/one', undefined, bad);
    assert.deepEqual(refusalOf(answer), [401, 'Unauthorized', undefined]);
    assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer authorization=/);
  }
  client.sandbox.control.moveClock(24 * 60 * 60_000);
  assert.equal((await call('GET', '/secrets/one', undefined, token)).status, 401);
});

test('refuses an operation without its permission, and a caller whom no policy names', async () => {
  const { vault, call, set } = await createVaultClient({ permissions: ['set'] });
  assert.equal((await set('one', 'value')).status, 200);
  for (const [method, path] of [
    ['GET', '/secrets/one'],
    ['GET', '/secrets'],
    ['GET', '/secrets/one/versions'],
    ['DELETE', '/secrets/one'],
    ['GET', '/deletedsecrets'],
    ['GET', '/deletedsecrets/one'],
    ['POST', '/deletedsecrets/one/recover'],
    ['DELETE', '/deletedsecrets/one'],
    ['POST', '/secrets/one/backup'],
    ['POST', '/secrets/restore'],
  ] as const) {
    assert.deepEqual(refusalOf(await call(method, path)), [403, 'Forbidden', 'ForbiddenByPolicy'], path);
  }
  vault.access = [];
  assert.deepEqual(refusalOf(await set('one', 'value')), [403, 'Forbidden', 'AccessDenied']);
});

test('knows a caller by the object id of its token', async () => {
  const { vault, token, set } = await createVaultClient();
  vault.access = [{ objectId: String(claimsOf(token)['oid']), permissions: ['set'] }];
  assert.equal((await set('one', 'value')).status, 200);
});

test("does not give a user the application's permissions", async () => {
  const world = defaultWorld();
  const [vault] = world.vaults;
  assert.ok(vault);
  vault.tenantId = DEFAULT_TENANTS.partnerOne;
  const { call, client } = await createVaultClient({ world });
  const scope = 'https://vault.azure.net/user_impersonation';
  const { code = '' } = await client.consent(anAccount('service'), { changes: { scope } });
  const user = (await client.redeem(code, { scope })).body['access_token'] ?? '';
  const answer = await call('GET', '/secrets/one', undefined, user);
  assert.deepEqual(refusalOf(answer), [403, 'Forbidden', 'AccessDenied']);
  vault.access.push({ objectId: String(claimsOf(user)['oid']), permissions: ['get'] });
  assert.equal((await call('GET', '/secrets/one', undefined, user)).status, 404);
});

test('refuses everybody behind a closed firewall, once it is known who calls', async () => {
  const { vault, call } = await createVaultClient();
  vault.firewall = 'closed';
  assert.deepEqual(refusalOf(await call('GET', '/secrets/one')), [403, 'Forbidden', 'ForbiddenByFirewall']);
  assert.equal((await call('GET', '/secrets/one', undefined, 'nonsense')).status, 401);
});

test('wants an api-version that it knows', async () => {
  const { call } = await createVaultClient();
  for (const query of ['?', '?api-version=', '?api-version=9.9']) {
    const answer = await call('GET', `/secrets/one${query}`);
    assert.deepEqual(refusalOf(answer), [400, 'BadParameter', undefined], query);
  }
  for (const version of ['7.3', '7.5', '7.6'])
    assert.equal((await call('GET', `/secrets/one?api-version=${version}`)).status, 404);
});

test('throttles when a test orders it, once, and the secret is not set', async () => {
  const { client, call, set } = await createVaultClient();
  client.sandbox.control.failNext('vault', {
    status: 429,
    headers: { 'retry-after': '1' },
    body: '{"error":{"code":"Throttled","message":"Too many requests."}}',
  });
  const throttled = await set('one', 'value');
  assert.deepEqual([throttled.status, throttled.headers.get('retry-after')], [429, '1']);
  const [record] = client.sandbox.ledger.vaultCalls();
  assert.deepEqual(
    [record?.operation, record?.secretName, record?.status, record?.valueFingerprint],
    ['set', 'one', 429, undefined],
  );
  assert.equal((await call('GET', '/secrets/one')).status, 404);
});

test('the ledger tells operation, name, version, status and fingerprint, and never a value', async () => {
  const { client, call, set, token } = await createVaultClient();
  const value = 'a-refresh-token-that-nobody-writes-down';
  const version = lastPart((await set('one', value)).body.id);
  await call('GET', '/secrets/one');
  await call('GET', '/secrets/missing');
  await call('PUT', '/secrets/one', `{"value": ${value}`);
  await call('GET', `/secrets/${value}_`);
  const { ledger } = client.sandbox;
  const shared = {
    kind: 'vault-call',
    vault: 'example',
    tenant: DEFAULT_TENANTS.vendor,
    accessTokenId: claimsOf(token)['uti'],
  };
  const valueFingerprint = createHash('sha256').update(value).digest('hex');
  assert.deepEqual(
    ledger.vaultCalls().map(({ at: _at, ...record }) => record),
    [
      { ...shared, operation: 'set', secretName: 'one', version, valueFingerprint, status: 200 },
      { ...shared, operation: 'get', secretName: 'one', version, status: 200 },
      { ...shared, operation: 'get', secretName: 'missing', status: 404 },
      { ...shared, operation: 'set', secretName: 'one', status: 400 },
      { ...shared, operation: 'get', status: 400 },
    ],
  );
  assert.ok(!JSON.stringify(ledger.all()).includes(value));
});

test('keeps the vaults of a world apart, and ids name the vault that was asked', async () => {
  const world = defaultWorld();
  const { clientId } = DEFAULT_APPLICATION;
  world.vaults.push({
    name: 'other',
    tenantId: DEFAULT_TENANTS.vendor,
    access: [{ clientId, permissions: ['get', 'set'] }],
    softDeleteDays: 7,
  });
  const { client, token, call } = await createVaultClient({ world });
  const { services } = client.sandbox;
  const headers = { authorization: `Bearer ${token}` };
  const url = 'https://other.vault.sandbox.test/secrets/one?api-version=7.4';
  const made = await services.vault(
    new Request(url, { method: 'PUT', headers, body: JSON.stringify({ value: 'value' }) }),
  );
  const { id } = parseJson<{ id: string }>(await made.text());
  assert.match(id, /^https:\/\/other\.vault\.sandbox\.test\/secrets\/one\/[0-9a-f]{32}$/);
  assert.equal((await call('GET', '/secrets/one')).status, 404);
  const nowhere = await services.vault(new Request(url.replace('other', 'nowhere'), { headers }));
  assert.equal(nowhere.status, 404);
  assert.match(await nowhere.text(), /"code":"VaultNotFound"/);
});

test("the origin within the process carries the name of the world's first vault", async () => {
  const world = defaultWorld();
  const [vault] = world.vaults;
  assert.ok(vault);
  vault.name = 'my-vault';
  const { client, set } = await createVaultClient({ world });
  assert.equal(client.sandbox.origins.vault, 'https://my-vault.vault.sandbox.test');
  assert.equal((await set('one', 'value')).status, 200);
});

test('has a port of its own, and the name that it is given', async () => {
  const sandbox = await createSandbox({ world: defaultWorld() });
  await sandbox.listen({ names: { vault: 'example.vault.localhost' } });
  try {
    assert.match(sandbox.origins.vault, /^http:\/\/example\.vault\.localhost:\d+$/);
    const { clientId, secret } = DEFAULT_APPLICATION;
    const answer = await fetch(`${sandbox.origins.login}/${DEFAULT_TENANTS.vendor}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
        scope: 'https://vault.azure.net/.default',
      }),
    });
    const { access_token } = parseJson<{ access_token: string }>(await answer.text());
    const address = sandbox.origins.vault.replace('example.vault.localhost', '127.0.0.1');
    const made = await fetch(`${address}/secrets/one?api-version=7.4`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${access_token}` },
      body: JSON.stringify({ value: 'value' }),
    });
    const { id } = parseJson<{ id: string }>(await made.text());
    assert.ok(id.startsWith(`${sandbox.origins.vault}/secrets/one/`));
  } finally {
    await sandbox.close();
  }
});

test('a failure of the vault can be ordered over HTTP', async () => {
  const client = await createExampleClient();
  const { origins, controlToken } = client.sandbox;
  const ordered = await client.send(
    new Request(`${origins.control}/fail-next`, {
      method: 'POST',
      headers: { authorization: `Bearer ${controlToken}` },
      body: JSON.stringify({ service: 'vault', answer: { status: 503 } }),
    }),
  );
  assert.equal(ordered.status, 204);
  assert.equal((await client.send(new Request(`${origins.vault}/secrets`))).status, 503);
});
