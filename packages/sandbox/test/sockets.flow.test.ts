import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createSandbox, defaultWorld } from '../src/index.ts';
import type { Sandbox } from '../src/index.ts';

const GlobalRequest = Request;
let sandbox: Sandbox;

before(async () => {
  sandbox = await createSandbox({ world: defaultWorld() });
  await sandbox.listen();
});

after(() => sandbox.close());

test('each service has a loopback port of its own, and issuers follow', async () => {
  const { login, partnerCenter, graph, control } = sandbox.origins;
  assert.equal(new Set([login, partnerCenter, graph, control]).size, 4);
  for (const origin of [login, partnerCenter, graph, control])
    assert.match(origin, /^http:\/\/127\.0\.0\.1:\d+$/);
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

test('refuses to listen on anything but loopback', async () => {
  const other = await createSandbox({ world: defaultWorld() });
  await assert.rejects(other.listen({ host: '0.0.0.0' }), TypeError);
});
