import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSandbox, DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { GRAPH_SCOPE, anAccount, createExampleClient, parseJson } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';
import { headerOf } from './v1-client.ts';

const HOME = DEFAULT_TENANTS.partnerOne;

interface Key {
  kid: string;
  x5t: string;
  issuer?: string;
}

/** The key set of v1 or v2, without the key of personal accounts. */
async function readKeys(client: ExampleClient, path: string): Promise<Key[]> {
  const url = `${client.sandbox.origins.login}/${HOME}/${path}`;
  const { keys } = parseJson<{ keys: Key[] }>(
    await (await client.sandbox.services.login(new Request(url))).text(),
  );
  return keys.filter(({ issuer }) => issuer?.includes('9188040d') !== true);
}

async function aGraphToken(client: ExampleClient): Promise<string> {
  const refreshToken = await client.connect(anAccount('service'));
  return (await client.refresh(refreshToken, GRAPH_SCOPE, HOME)).body['access_token'] ?? '';
}

test('a new key signs, and the one before stays published: tokens of both are good', async () => {
  const client = await createExampleClient();
  const before = await aGraphToken(client);
  await client.sandbox.control.rotateKeys();
  const after = await aGraphToken(client);
  const kids = [headerOf(after)['kid'], headerOf(before)['kid']];
  assert.notEqual(kids[0], kids[1]);
  for (const path of ['discovery/keys', 'discovery/v2.0/keys']) {
    assert.deepEqual(
      (await readKeys(client, path)).map(({ kid }) => kid),
      kids,
    );
  }
  for (const token of [before, after]) {
    assert.equal((await client.get('graph', '/v1.0/me', token)).status, 200);
  }
});

test('a retired key is no longer published, and its tokens open nothing', async () => {
  const client = await createExampleClient();
  const before = await aGraphToken(client);
  await client.sandbox.control.rotateKeys();
  const after = await aGraphToken(client);
  client.sandbox.control.retireKeys();
  for (const path of ['discovery/keys', 'discovery/v2.0/keys']) {
    assert.deepEqual(
      (await readKeys(client, path)).map(({ kid }) => kid),
      [headerOf(after)['kid']],
    );
  }
  assert.equal((await client.get('graph', '/v1.0/me', before)).status, 401);
  assert.equal((await client.get('graph', '/v1.0/me', after)).status, 200);
});

test('every key says by its issuer whose tokens it is for, at v2 alone; both versions have x5t', async () => {
  const client = await createExampleClient();
  await client.sandbox.control.rotateKeys();
  const issuer = `${client.sandbox.origins.login}/{tenantid}/v2.0`;
  const v2 = await readKeys(client, 'discovery/v2.0/keys');
  const v1 = await readKeys(client, 'discovery/keys');
  assert.deepEqual(
    v2.map((key) => key.issuer),
    [issuer, issuer],
  );
  assert.deepEqual(
    v1.map((key) => key.issuer),
    [undefined, undefined],
  );
  for (const { kid, x5t } of [...v1, ...v2]) assert.equal(x5t, kid);
});

test('two sandboxes of one world have no key in common', async () => {
  const readKid = async (): Promise<unknown> => {
    const { origins, fetch } = await createSandbox({ world: defaultWorld() });
    const response = await fetch(`${origins.login}/${HOME}/discovery/keys`);
    return parseJson<{ keys: Key[] }>(await response.text()).keys[0]?.kid;
  };
  const [one, other] = [await readKid(), await readKid()];
  assert.equal(typeof one, 'string');
  assert.notEqual(one, other);
});
