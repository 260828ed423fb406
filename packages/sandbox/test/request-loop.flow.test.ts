import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { GRAPH_SCOPE, PARTNER_CENTER_SCOPE, anAccount, createExampleClient } from './example-client.ts';
import type { ExampleClient, TokenAnswer } from './example-client.ts';

const HOME = DEFAULT_TENANTS.partnerOne;
const MINUTE_MS = 60_000;

/** A refresh token, where the fourth request within five minutes is one too many. */
async function connect(): Promise<{
  client: ExampleClient;
  refresh: (scope?: string, tenant?: string) => Promise<TokenAnswer>;
}> {
  const world = defaultWorld();
  world.settings.loopLimit = 3;
  const client = await createExampleClient(world);
  const refreshToken = await client.connect(anAccount('service'));
  return {
    client,
    refresh: (scope = PARTNER_CENTER_SCOPE, tenant = HOME) => client.refresh(refreshToken, scope, tenant),
  };
}

test('AADSTS50196: a client sends the same request too often within five minutes, and nothing is issued', async () => {
  const { client, refresh } = await connect();
  for (let count = 1; count <= 3; count += 1) assert.equal((await refresh()).status, 200);
  const issued = client.sandbox.ledger.refreshTokens().length;
  const refused = await refresh();
  assert.deepEqual(
    [refused.status, refused.body['error'], refused.body.error_codes],
    [400, 'invalid_grant', [50196]],
  );
  assert.equal(client.sandbox.ledger.refreshTokens().length, issued);
});

test('the loop ends when its requests are five minutes old', async () => {
  const { client, refresh } = await connect();
  await refresh();
  client.sandbox.clock.move(3 * MINUTE_MS);
  await refresh();
  await refresh();
  assert.deepEqual((await refresh()).body.error_codes, [50196]);
  client.sandbox.clock.move(2 * MINUTE_MS);
  assert.equal((await refresh()).status, 200);
  assert.deepEqual((await refresh()).body.error_codes, [50196]);
  client.sandbox.clock.move(5 * MINUTE_MS);
  assert.equal((await refresh()).status, 200);
});

test('refused requests are a loop too', async () => {
  const { refresh } = await connect();
  const { customerB } = DEFAULT_TENANTS;
  for (let count = 1; count <= 3; count += 1) {
    assert.deepEqual((await refresh(GRAPH_SCOPE, customerB)).body.error_codes, [65001]);
  }
  assert.deepEqual((await refresh(GRAPH_SCOPE, customerB)).body.error_codes, [50196]);
});

test('requests for another customer or another resource are not the same', async () => {
  const { client, refresh } = await connect();
  client.sandbox.world.settings.loopLimit = 1;
  for (const tenant of [HOME, DEFAULT_TENANTS.customerA]) {
    assert.equal((await refresh(GRAPH_SCOPE, tenant)).status, 200);
  }
  assert.equal((await refresh(PARTNER_CENTER_SCOPE)).status, 200);
  assert.deepEqual((await refresh(PARTNER_CENTER_SCOPE)).body.error_codes, [50196]);
});

test('three hundred requests in five minutes are no loop unless the world says so', async () => {
  const { client, refresh } = await connect();
  delete client.sandbox.world.settings.loopLimit;
  const answers = [];
  for (let count = 1; count <= 301; count += 1) answers.push(await refresh());
  assert.deepEqual(
    answers.findIndex(({ status }) => status !== 200),
    300,
  );
});
