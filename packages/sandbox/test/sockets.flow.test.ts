import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld, ListenError, SERVICE_NAMES } from '../src/index.ts';
import type { Sandbox } from '../src/index.ts';
import { createPerson, signIn } from '../src/person/index.ts';
import { createTestSandbox } from './create-test-sandbox.ts';
import { anAccount, parseJson } from './example-client.ts';

const GlobalRequest = Request;
let sandbox: Sandbox;

before(async () => {
  sandbox = createTestSandbox({ world: defaultWorld() });
  await sandbox.listen();
});

after(() => sandbox.close());

test('each service has a loopback port of its own, and issuers follow', async () => {
  const { login, partnerCenter, graph, vault, control } = sandbox.origins;
  assert.equal(new Set([login, partnerCenter, graph, vault, control]).size, 5);
  for (const origin of [login, partnerCenter, graph, control])
    assert.match(origin, /^http:\/\/127\.0\.0\.1:\d+$/);
  // A client knows a vault by the name in its host.
  assert.match(vault, /^http:\/\/example\.vault\.localhost:\d+$/);
  const response = await fetch(`${login}/organizations/v2.0/.well-known/openid-configuration`);
  assert.match(await response.text(), new RegExp(`"issuer":"${login}/{tenantid}/v2.0"`));
});

test('the Host header never makes an issuer', async () => {
  const { login } = sandbox.origins;
  const other = login.replace('127.0.0.1', 'localhost');
  const response = await fetch(`${other}/common/v2.0/.well-known/openid-configuration`).catch(
    () => undefined,
  );
  if (response !== undefined) assert.match(await response.text(), new RegExp(`"issuer":"${login}/`));
});

test('listening leaves the global Request alone', () => {
  assert.equal(Request, GlobalRequest);
});

test('sign-in cookies are not Secure on http', async () => {
  const { clientId, redirectUris } = sandbox.world.applications[0] ?? { clientId: '', redirectUris: [] };
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUris[0] ?? '',
    scope: 'openid',
  });
  const response = await fetch(`${sandbox.origins.login}/common/oauth2/v2.0/authorize?${query}`);
  assert.match(response.headers.get('set-cookie') ?? '', /; HttpOnly; SameSite=Lax$/);
  assert.match(await response.text(), /name="login"/);
});

test('refuses to listen on anything but loopback, and says why', async () => {
  const other = createTestSandbox({ world: defaultWorld() });
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'sandbox.example'])
    await assert.rejects(other.listen({ host }), { name: 'TypeError', message: /public.*exposeToNetwork/ });
});

test('listens elsewhere when it is told twice, and the control stays on loopback', async () => {
  const other = createTestSandbox({ world: defaultWorld() });
  await other.listen({ host: '0.0.0.0', exposeToNetwork: true });
  const { login, vault, control } = other.origins;
  for (const origin of [login, vault, control]) assert.match(origin, /^http:\/\/127\.0\.0\.1:\d+$/);
  // Another address of this machine, which a server on 127.0.0.1 alone does not have.
  const elsewhere = (origin: string): string => `${origin.replace('127.0.0.1', '127.0.0.2')}/`;
  assert.equal((await fetch(elsewhere(login))).status, 404);
  await assert.rejects(fetch(elsewhere(control)), { message: 'fetch failed' });
  assert.equal((await fetch(control)).status, 401);
  await other.close();
});

test('takes the ports that it is told', async () => {
  const first = createTestSandbox({ world: defaultWorld() });
  await first.listen();
  const ports = Object.fromEntries(
    SERVICE_NAMES.map((name) => [name, Number(new URL(first.origins[name]).port)]),
  );
  await first.close();
  const second = createTestSandbox({ world: defaultWorld() });
  await second.listen({ ports });
  assert.deepEqual(second.origins, first.origins);
  await second.close();
});

test('names every service but the control where it is told, and none where it is told none', async () => {
  const other = createTestSandbox({ world: defaultWorld() });
  const hostsWith = async (names: true | object): Promise<string[]> => {
    await other.listen({ names });
    await other.close();
    return SERVICE_NAMES.map((name) => new URL(other.origins[name]).hostname);
  };
  assert.deepEqual(await hostsWith(true), [
    'login.localhost',
    'partnercenter.localhost',
    'graph.localhost',
    'arm.localhost',
    'defender.localhost',
    'example.vault.localhost',
    '127.0.0.1',
  ]);
  assert.deepEqual(new Set(await hostsWith({})), new Set(['127.0.0.1']));
});

test('a port that is taken is told, and the ports before it are free again', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port: login } = free.address() as AddressInfo;
  free.close();
  await once(free, 'close');
  const other = createTestSandbox({ world: defaultWorld() });
  const originsBefore = { ...other.origins };
  await assert.rejects(other.listen({ ports: { login, graph: port } }), (error: unknown) => {
    assert.ok(error instanceof ListenError);
    assert.deepEqual([error.code, error.service, error.port], ['port-taken', 'graph', port]);
    return true;
  });
  assert.deepEqual(other.origins, originsBefore);
  taken.close();
  await other.listen({ ports: { login, graph: port } });
  assert.equal(new URL(other.origins.login).port, String(login));
  await other.close();
});

test('an address that the machine does not have is told', async () => {
  const other = createTestSandbox({ world: defaultWorld() });
  await assert.rejects(other.listen({ host: '192.0.2.1', exposeToNetwork: true }), {
    name: 'ListenError',
    code: 'no-such-address',
  });
});

test('a page whose name leads here is sent away from the control', async () => {
  const { port } = new URL(sandbox.origins.control);
  const request = get({
    port,
    host: '127.0.0.1',
    headers: { host: `evil.example:${port}`, authorization: `Bearer ${sandbox.controlToken}` },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 421);
  response.resume();
});

test('sends the reason phrase of a refusal for lack of MFA', async () => {
  const world = defaultWorld();
  world.settings.partnerCenterMfa = 'reason-phrase';
  const other = createTestSandbox({ world });
  await other.listen();
  const person = createPerson({ send: fetch });
  const { clientId, redirectUris, secrets } = world.applications[0] ?? {
    clientId: '',
    redirectUris: [],
    secrets: [],
  };
  const redirect_uri = redirectUris[0] ?? '';
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    response_mode: 'form_post',
    redirect_uri,
    scope: 'https://api.partnercenter.microsoft.com/user_impersonation',
  });
  const tenant = `${other.origins.login}/${DEFAULT_TENANTS.partnerOne}`;
  const start = await person.open(`${tenant}/oauth2/v2.0/authorize?${query}`);
  const answer = await signIn(person, start, anAccount('no-mfa'), { stopBeforeCallback: true });
  const code = answer.forms[0]?.fields.find((field) => field.name === 'code')?.value ?? '';
  const response = await fetch(`${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: secrets[0]?.value ?? '',
      redirect_uri,
      code,
    }),
  });
  const { access_token } = parseJson<{ access_token: string }>(await response.text());
  const headers = { authorization: `Bearer ${access_token}` };
  const refused = await fetch(`${other.origins.partnerCenter}/v1/customers?size=1`, { headers });
  assert.deepEqual(
    [refused.status, refused.statusText, await refused.text()],
    [401, 'Unauthorized - MFA required', ''],
  );
  await other.close();
});
