import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { createTestSandbox } from './create-test-sandbox.ts';
import { GRAPH_SCOPE, anAccount, claimsOf, parseJson } from './example-client.ts';
import {
  EVERY_PERMISSION,
  aVaultToken,
  aVaultTokenV1,
  createVaultClient,
  lastPart,
  refusalOf,
} from './vault-client.ts';

test('challenges a call without a token by the tenant of the vault', async () => {
  const { client } = await createVaultClient();
  const { origins } = client.sandbox;
  assert.equal(origins.vault, 'https://example.vault.sandbox.test');
  const response = await client.send(new Request(`${origins.vault}/secrets/one?api-version=7.4`));
  assert.equal(response.status, 401);
  assert.equal(
    response.headers.get('www-authenticate'),
    `Bearer authorization="${origins.login}/${DEFAULT_TENANTS.vendor}", resource="https://vault.sandbox.test"`,
  );
  assert.match(await response.text(), /^\{"error":\{"code":"Unauthorized","message":"[^"]+"\}\}$/);
});

test('names the domain of the host that was called, in the challenge of every vault', async () => {
  const world = defaultWorld();
  world.vaults.push({ name: 'other', tenantId: DEFAULT_TENANTS.partnerOne, access: [], softDeleteDays: 7 });
  for (const [vault, host, resource] of [
    ['https://example.vault.sandbox.test', 'example.vault.sandbox.test', 'https://vault.sandbox.test'],
    ['https://example.vault.sandbox.test', 'other.vault.sandbox.test', 'https://vault.sandbox.test'],
    ['http://127.0.0.1:5005', '127.0.0.1:5005', 'https://vault.azure.net'],
    ['http://127.0.0.1:5005', 'other.vault.localhost:5005', 'https://vault.localhost'],
    ['https://example.vault.localhost:5005', 'EXAMPLE.vault.localhost:5005', 'https://vault.localhost'],
  ] as const) {
    const { services } = createTestSandbox({ world, origins: { vault } });
    const response = await services.vault(new Request(`https://${host}/secrets/one?api-version=7.4`));
    const [, named] = /, resource="([^"]+)"$/.exec(response.headers.get('www-authenticate') ?? '') ?? [];
    assert.equal(named, resource, host);
  }
});

test('knows no vault in a domain that is not its own, and repeats it nowhere', async () => {
  const { client } = await createVaultClient();
  const url = 'https://example.vault.elsewhere.example/secrets/one?api-version=7.4';
  const response = await client.sandbox.services.vault(new Request(url));
  assert.deepEqual([response.status, response.headers.get('www-authenticate')], [404, null]);
});

test('a client that came by a name gets ids and next links of that name', async () => {
  const { client, token } = await createVaultClient({ permissions: EVERY_PERMISSION });
  const { origins, services } = client.sandbox;
  origins.vault = 'https://127.0.0.1:5005';
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const names = {
    'example.vault.localhost': 'https://example.vault.localhost:5005',
    '127.0.0.1': origins.vault,
  };
  for (const [host, base] of Object.entries(names)) {
    for (const name of ['one', 'two']) {
      const url = `https://${host}:5005/secrets/${name}?api-version=7.4`;
      await services.vault(new Request(url, { method: 'PUT', headers, body: '{"value":"x"}' }));
    }
    const list = `https://${host}:5005/secrets?api-version=7.4&maxresults=1`;
    const answer = await services.vault(new Request(list, { headers }));
    const page = parseJson<{ value: { id: string }[]; nextLink: string }>(await answer.text());
    assert.equal(page.value[0]?.id, `${base}/secrets/one`);
    assert.ok(page.nextLink.startsWith(`${base}/secrets?`), page.nextLink);
  }
});

const ACCEPTED = [
  'https://vault.azure.net',
  'https://vault.azure.net/',
  'cfa8b339-82a2-471a-a3c9-0fc0be7a4093',
  'https://vault.localhost',
  'https://vault.sandbox.test',
];

for (const audience of ACCEPTED) {
  test(`takes tokens of v1 and v2 for ${audience}`, async () => {
    const { client, call, set } = await createVaultClient();
    await set('one', 'value');
    for (const token of [
      await aVaultToken(client, { scope: `${audience}/.default` }),
      await aVaultTokenV1(client, audience),
    ]) {
      assert.equal(claimsOf(token)['aud'], audience);
      assert.equal((await call('GET', '/secrets/one', undefined, token)).status, 200);
    }
  });
}

test('refuses a token for the URL of a vault, and takes one for an address', async () => {
  const { client, call } = await createVaultClient();
  const { origins, services } = client.sandbox;
  const token = await aVaultToken(client, { scope: `${origins.vault}/.default` });
  const refused = await call('GET', '/secrets/one', undefined, token);
  assert.deepEqual(refusalOf(refused), [401, 'Unauthorized', undefined]);
  assert.match(
    refused.body.error.message,
    /^AKV10022: Invalid audience\. Expected https:\/\/vault\.azure\.net,/,
  );
  origins.vault = 'http://127.0.0.1:5005';
  const own = await aVaultToken(client, { scope: `${origins.vault}/.default` });
  const headers = { authorization: `Bearer ${own}` };
  const request = new Request(`${origins.vault}/secrets/one?api-version=7.4`, { headers });
  assert.equal((await services.vault(request)).status, 404);
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

test('refuses a token whose key was withdrawn, and still takes it while the key is published', async () => {
  const { client, call } = await createVaultClient();
  const { control } = client.sandbox;
  await control.rotateKeys();
  assert.equal((await call('GET', '/secrets/one')).status, 404);
  control.retireKeys();
  assert.equal((await call('GET', '/secrets/one')).status, 401);
  assert.equal((await call('GET', '/secrets/one', undefined, await aVaultToken(client))).status, 404);
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
  for (const version of ['7.3', '7.5', '7.6', '2025-07-01', '2026-04-01'])
    assert.equal((await call('GET', `/secrets/one?api-version=${version}`)).status, 404);
  const { message } = (await call('GET', '/secrets/one?api-version=7.9')).body.error;
  assert.equal(
    message,
    'The specified version (7.9) is not recognized. Consider using the latest supported version (2026-04-01).',
  );
});

test('takes so many transactions in ten seconds from each vault, and says how long to wait', async () => {
  const world = defaultWorld();
  world.settings.vaultPerTenSeconds = 2;
  const { client, call, set } = await createVaultClient({ world });
  assert.equal((await set('one', 'value')).status, 200);
  client.sandbox.control.moveClock(3_000);
  // Without a token nobody uses the vault up.
  for (let count = 0; count < 5; count += 1)
    assert.equal((await call('GET', '/secrets/one', undefined, 'nonsense')).status, 401);
  assert.equal((await call('GET', '/secrets/one')).status, 200);
  const throttled = await set('one', 'another');
  assert.deepEqual(refusalOf(throttled), [429, 'Throttled', undefined]);
  const seconds = Number(throttled.headers.get('retry-after'));
  assert.ok(seconds >= 1 && seconds <= 7, String(seconds));
  client.sandbox.control.moveClock(seconds * 1_000);
  assert.equal((await call('GET', '/secrets/one')).body.value, 'value');
});

test('throttles no vault for the requests of another', async () => {
  const world = defaultWorld();
  world.settings.vaultPerTenSeconds = 1;
  const [first] = world.vaults;
  assert.ok(first);
  world.vaults.push({ ...structuredClone(first), name: 'other' });
  const { call, client, token } = await createVaultClient({ world });
  assert.equal((await call('GET', '/secrets/one')).status, 404);
  assert.equal((await call('GET', '/secrets/one')).status, 429);
  const url = 'https://other.vault.sandbox.test/secrets/one?api-version=7.4';
  const headers = { authorization: `Bearer ${token}` };
  assert.equal((await client.sandbox.services.vault(new Request(url, { headers }))).status, 404);
});

test('the ledger knows every version that came to be, set or restored, by fingerprint', async () => {
  const { client, call, set } = await createVaultClient({ permissions: EVERY_PERMISSION });
  const print = (value: string): string => createHash('sha256').update(value).digest('hex');
  const versions: string[] = [];
  for (const value of ['first', 'second']) versions.push(lastPart((await set('one', value)).body.id));
  await call('PUT', '/secrets/one', { value: 1 });
  await call('PATCH', `/secrets/one/${versions[0]}`, { attributes: { enabled: false } });
  const expected = ['first', 'second'].map((value, index) => ({
    kind: 'secret-version',
    vault: 'example',
    secretName: 'one',
    version: versions[index],
    valueFingerprint: print(value),
  }));
  const seen = (): object[] => client.sandbox.ledger.secretVersions().map(({ at: _at, ...record }) => record);
  assert.deepEqual(seen(), expected);
  const { value: blob } = (await call('POST', '/secrets/one/backup')).body;
  await call('DELETE', '/secrets/one');
  await call('DELETE', '/deletedsecrets/one');
  assert.equal((await call('POST', '/secrets/restore', { value: blob })).status, 200);
  assert.deepEqual(seen(), [...expected, ...expected]);
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
  const [record] = client.sandbox.ledger.requests({ service: 'vault' });
  assert.deepEqual(
    [record?.method, record?.path, record?.status, record?.fault],
    ['PUT', '/secrets/one', 429, 'answer'],
  );
  assert.deepEqual(client.sandbox.ledger.vaultCalls(), []);
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

test('has a port of its own, and its name unless told otherwise', async () => {
  const sandbox = createTestSandbox({ world: defaultWorld() });
  await sandbox.listen();
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
