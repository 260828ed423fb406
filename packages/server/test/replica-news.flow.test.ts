import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError, Secret } from '@consentry/core';
import type { RequestOf } from '@consentry/core/contract';
import { createRemote, type Remote } from '@consentry/core/remote';
import { Client } from 'pg';
import { startPostgres } from '../../../scripts/test/postgres/test-postgres.ts';
import { asFetch, type OpenBroker } from '../src/index.ts';
import type { PostgresAddress } from '../src/stores/postgres/postgres-address.ts';
import { aBroker, customerA, customerB, partnerOne, type TestBroker } from './a-broker.ts';
import { aBareDatabase, aDatabase } from './a-database.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };

/** Two replicas on one database, a partner that has connected, and a caller that both know. */
interface Two extends AsyncDisposable {
  readonly t: TestBroker;
  readonly here: OpenBroker;
  readonly there: OpenBroker;
  readonly address: PostgresAddress;
  readonly id: string;
  /** What a replica answers the caller: the tenant of a token, or the code of a refusal. */
  ask(replica: OpenBroker, wanted?: RequestOf<'acquireToken'>['body']): Promise<string>;
}

const smallPolicy = { partners: [partnerOne], customers: [customerA], resources: ['graph'] };

async function twoReplicas(server?: string): Promise<Two> {
  const { address, drop } = server === undefined ? await aDatabase() : await aBareDatabase(server);
  const t = await aBroker({ config: { database: address } });
  const here = t.broker;
  const there = await t.addReplica();
  await t.aConnectedPartner();
  const { id, key } = await t.operator.call('addCaller', { body: { name: 'test', policy: smallPolicy } });
  const remotes = new Map<OpenBroker, Remote>(
    [here, there].map((replica) => [
      replica,
      createRemote({
        baseUrl: 'http://127.0.0.1',
        key: Secret.of(key),
        send: asFetch(replica.app.api),
      }),
    ]),
  );
  return {
    t,
    here,
    there,
    address,
    id,
    async ask(replica, wanted = graph) {
      const answer = remotes.get(replica)?.call('acquireToken', { body: wanted });
      return answer?.then(
        ({ tenant }) => tenant,
        (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
      ) as Promise<string>;
    },
    async [Symbol.asyncDispose]() {
      await t[Symbol.asyncDispose]();
      if (server === undefined) await drop();
    },
  };
}

/** How many access tokens replicas share. */
async function countShared({ host, port, user, database, password }: PostgresAddress): Promise<number> {
  const client = new Client({ host, port, user, database, password: password?.reveal() ?? '' });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM access_tokens',
    );
    return rows[0]?.count ?? -1;
  } finally {
    await client.end();
  }
}

async function readiness({ app }: OpenBroker): Promise<string> {
  const response = await asFetch(app.api)(new Request('http://127.0.0.1/readyz'));
  if (response.status === 200) return 'ready';
  const body = (await response.json()) as { readonly error: { readonly code: string } };
  return body.error.code;
}

/** What an operator does on one replica, and what the other then refuses with. */
const changes: Readonly<Record<string, readonly [(two: Two) => Promise<unknown>, string]>> = {
  'a removed caller': [({ t, id }) => t.operator.call('removeCaller', { params: { id } }), 'unauthorized'],
  'a removed key': [
    async ({ t, id }) => {
      const [key] = (await t.operator.call('listCallerKeys', { params: { id } })).items;
      await t.operator.call('removeCallerKey', { params: { id, keyId: key?.id ?? '' } });
    },
    'unauthorized',
  ],
  'a narrowed policy': [
    ({ t, id }) =>
      t.operator.call('changePolicy', { params: { id }, body: { ...smallPolicy, customers: [customerB] } }),
    'policy_denied',
  ],
  'a revoked grant': [
    async ({ here }) => {
      const [grant] = await here.store.grants.list({ limit: 1 });
      assert.ok(grant && (await here.store.grants.revoke(grant.id, { reason: 'operator', since: 1 })));
    },
    'grant_revoked',
  ],
};

for (const [name, [change, refusal]] of Object.entries(changes)) {
  test(`${name} is refused at once here, and by the other replica from its next look at the news`, async () => {
    await using two = await twoReplicas();
    const { here, there, ask } = two;
    for (const replica of [here, there]) assert.equal(await ask(replica), customerA);
    await change(two);
    assert.equal(await ask(here), refusal);
    assert.equal(await ask(there), customerA, 'it has not looked yet');
    await there.app.access.confirm();
    assert.equal(await ask(there), refusal);
  });
}

/** What takes something back waits until every replica has it in force: those that do not look of themselves, too. */
const takenBack: Readonly<Record<string, readonly [(two: Two) => Promise<unknown>, string]>> = {
  'a revoked grant': [
    async ({ t, here }) => {
      const [grant] = await here.store.grants.list({ limit: 1 });
      await t.operator.call('revokeGrant', { params: { id: grant?.id ?? '' } });
    },
    'grant_revoked',
  ],
  'a purged grant': [
    async ({ t, here }) => {
      const [grant] = await here.store.grants.list({ limit: 1 });
      await t.operator.call('purgeGrant', { params: { id: grant?.id ?? '' } });
    },
    'grant_revoked',
  ],
  'all grants of a partner': [
    ({ t }) => t.operator.call('revokeGrants', { body: { partner: partnerOne } }),
    'grant_revoked',
  ],
  'a stopped partner': [({ t }) => t.operator.call('setStop', { body: { partner: partnerOne } }), 'stopped'],
  everything: [({ t }) => t.operator.call('setStop', { body: { everything: true } }), 'stopped'],
};

for (const [name, [takeBack, refusal]] of Object.entries(takenBack)) {
  test(`${name} is refused by every replica once the report is there, and no replica redeems anything`, async () => {
    await using two = await twoReplicas();
    const { t, here, there, ask } = two;
    for (const replica of [here, there]) assert.equal(await ask(replica), customerA);
    const asked = t.tokenRequests();
    await takeBack(two);
    for (const replica of [there, here]) {
      assert.equal(await ask(replica), refusal);
      assert.equal(await ask(replica, { ...graph, force: true }), refusal);
    }
    assert.equal(t.tokenRequests(), asked);
  });
}

test('what a replica kept of a grant in memory is forgotten when another takes it back', async () => {
  await using two = await twoReplicas();
  const { t, here, there, ask } = two;
  assert.equal(await ask(there), customerA);
  const [grant] = await here.store.grants.list({ limit: 1 });
  assert.ok(grant);
  await there.app.access.confirm();
  await t.operator.call('purgeGrant', { params: { id: grant.id } });
  await there.app.access.confirm();
  const forgotten = there.store.grants.find(grant.id);
  assert.equal((await forgotten)?.purged?.outcome, 'destroyed');
  assert.equal(await countShared(two.address), 0);
});

test('a replica that nobody makes look does so itself before it relies on five old seconds', async () => {
  await using two = await twoReplicas();
  const { t, there, ask, id } = two;
  assert.equal(await ask(there), customerA);
  await t.operator.call('removeCaller', { params: { id } });
  t.sandbox.control.moveClock(5001);
  assert.equal(await ask(there), 'unauthorized');
});

test('a new consent is seen by the other replica, which hands out nothing of the one before', async () => {
  await using two = await twoReplicas();
  const { t, there, ask } = two;
  const first = await ask(there);
  assert.equal(first, customerA);
  const [grant] = await there.store.grants.list({ limit: 1 });
  assert.ok(grant && (await there.store.grants.revoke(grant.id, { reason: 'operator', since: 1 })));
  assert.equal(await ask(there), 'grant_revoked');
  await t.aConnectedPartner();
  await there.app.access.confirm();
  assert.equal(await ask(there), customerA);
});

test('hands nothing out when it cannot look at the news for five seconds, though all else works, and heals', async () => {
  await using two = await twoReplicas();
  const { t, here, there, ask, address } = two;
  for (const replica of [here, there]) assert.equal(await ask(replica), customerA);
  for (const { app } of [here, there]) await app.access.confirm();
  const { host, port, user, database, password } = address;
  const blocker = new Client({ host, port, user, database, password: password?.reveal() ?? '' });
  blocker.on('error', () => undefined);
  await blocker.connect();
  await blocker.query('BEGIN; LOCK TABLE news IN ACCESS EXCLUSIVE MODE');
  assert.equal(await ask(here), customerA, 'what was confirmed a moment ago is relied upon');
  t.sandbox.control.moveClock(5001);
  for (const replica of [here, there]) {
    assert.equal(await ask(replica), 'policies_unconfirmed');
    assert.equal(await readiness(replica), 'policies_unconfirmed');
  }
  await blocker.end();
  t.sandbox.control.moveClock(1000);
  for (const replica of [here, there]) {
    assert.equal(await ask(replica), customerA);
    assert.equal(await readiness(replica), 'ready');
  }
});

test('a replica whose database is away hands nothing out after five seconds, and goes on by itself', async () => {
  const server = await startPostgres();
  try {
    await using two = await twoReplicas(server.url);
    const { t, there, ask } = two;
    assert.equal(await ask(there), customerA);
    await server.stop();
    t.sandbox.control.moveClock(5001);
    assert.equal(await ask(there), 'policies_unconfirmed');
    assert.equal(await readiness(there), 'policies_unconfirmed');
    await server.start();
    t.sandbox.control.moveClock(2000);
    assert.equal(await ask(there), customerA);
    assert.equal(await readiness(there), 'ready');
  } finally {
    await server.close();
  }
});
