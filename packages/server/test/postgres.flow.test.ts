import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signIn } from '@consentry/sandbox/person';
import { startPostgres } from '../../../scripts/test/postgres/test-postgres.ts';
import { aBroker, customerA, partnerOne, type TestBroker } from './a-broker.ts';
import { aBareDatabase, aDatabase } from './a-database.ts';

/** A broker whose store lies on Postgres. */
async function aBrokerOnPostgres(server?: string): Promise<TestBroker> {
  const { address, drop } = server === undefined ? await aDatabase() : await aBareDatabase(server);
  const t = await aBroker({ config: { database: address } });
  const dispose = t[Symbol.asyncDispose].bind(t);
  t[Symbol.asyncDispose] = async () => {
    await dispose();
    if (server === undefined) await drop();
  };
  return t;
}

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const partnerCenter = { partner: partnerOne, resource: 'partner-center' };

test('a partner connects, and a program gets tokens for Partner Center and for a customer, also after a restart', async () => {
  await using t = await aBrokerOnPostgres();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const first = await caller.call('acquireToken', { body: partnerCenter });
  assert.equal(first.tenant, partnerOne);
  await t.restart();
  const second = await caller.call('acquireToken', { body: graph });
  assert.equal(second.tenant, customerA);
  const [grant] = (await t.operator.call('listGrants', {})).items;
  assert.equal(grant?.state, 'healthy');
  const issued = (await t.events()).filter(({ type }) => type === 'token.issued');
  assert.equal(issued.length, 2);
  assert.ok((await t.broker.store.audit.verify()).ok);
});

test('a consent that starts on one replica ends on another, and is used up on both', async () => {
  await using t = await aBrokerOnPostgres();
  const first = t.broker;
  const second = await t.addReplica();
  const invitation = await t.invite();
  const person = t.person();
  const page = await person.submit(await person.open(invitation));
  t.turnTo(second);
  const { userPrincipalName, password, totpSecret } = t.user('service');
  const account = { userPrincipalName, password, ...(totpSecret === undefined ? {} : { totpSecret }) };
  const end = await signIn(person, page, account, { now: () => t.sandbox.clock.now() });
  assert.equal(end.status, 200, end.text);
  for (const replica of [first, second]) {
    t.turnTo(replica);
    assert.equal((await t.person().open(invitation)).status, 410);
    assert.equal((await t.operator.call('listGrants', {})).items.length, 1);
  }
});

test('a caller that was added on one replica is known on the other, and one that was removed there is not', async () => {
  await using t = await aBrokerOnPostgres();
  const first = t.broker;
  const second = await t.addReplica();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  t.turnTo(second);
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
  const [row] = (await t.operator.call('listCallers', {})).items;
  await t.operator.call('removeCaller', { params: { id: row?.id ?? '' } });
  t.turnTo(first);
  await first.app.access.confirm();
  await assert.rejects(caller.call('acquireToken', { body: graph }), { code: 'unauthorized' });
});

test('what every replica recorded is read and verified together', async () => {
  await using t = await aBrokerOnPostgres();
  const second = await t.addReplica();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  await caller.call('acquireToken', { body: graph });
  t.turnTo(second);
  await caller.call('acquireToken', { body: graph });
  const issued = (await t.events()).filter(({ type }) => type === 'token.issued');
  assert.equal(issued.length, 2);
  assert.ok((await second.store.audit.verify()).ok);
});

test('hands out nothing while the database is away, says so, and goes on by itself', async () => {
  const server = await startPostgres();
  try {
    await using t = await aBrokerOnPostgres(server.url);
    await t.aConnectedPartner();
    const caller = await t.aCaller();
    await caller.call('acquireToken', { body: graph });
    await server.stop();
    await assert.rejects(caller.call('acquireToken', { body: graph }), (error: { code?: string }) =>
      ['store_unavailable', 'audit_unavailable'].includes(error.code ?? ''),
    );
    const ready = await t.send(new Request('http://127.0.0.1:44396/readyz'));
    assert.equal(ready.status, 503);
    await server.start();
    t.sandbox.control.moveClock(2000);
    const token = await caller.call('acquireToken', { body: graph });
    assert.equal(token.tenant, customerA);
    assert.equal((await t.send(new Request('http://127.0.0.1:44396/readyz'))).status, 200);
    assert.ok((await t.broker.store.audit.verify()).ok);
  } finally {
    await server.close();
  }
});
