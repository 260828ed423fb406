import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError, isGuid, Secret } from '@consentry/core';
import type { RequestOf } from '@consentry/core/contract';
import type { Remote } from '@consentry/core/remote';
import { aBroker, customerA, customerB, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';
import { aBrokerOn } from './a-broker-on.ts';
import { testOnBoth } from './a-store.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
type Wanted = RequestOf<'acquireToken'>['body'];
type Policy = RequestOf<'changePolicy'>['body'];

const smallest: Policy = { partners: [partnerOne], customers: [customerA], resources: ['graph'] };

/** The tenant of a token, or the code of a refusal. */
async function ask(caller: Remote, wanted: Wanted = graph): Promise<string> {
  return caller.call('acquireToken', { body: wanted }).then(
    ({ tenant }) => tenant,
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

async function aNamedCaller(t: TestBroker, policy: Policy = smallest) {
  const { id, key } = await t.operator.call('addCaller', { body: { name: 'a program', policy } });
  return { id, remote: t.remote(key) };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

testOnBoth('a key is changed without an outage: two work at once, then only the new one', async (_, kind) => {
  await using broker = await aBrokerOn(kind);
  const { t } = broker;
  await t.aConnectedPartner();
  const { id, remote: old } = await aNamedCaller(t);
  const params = { id };
  const second = await t.operator.call('addCallerKey', { params, body: {} });
  assert.match(second.key, /^cty_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{49}$/);
  const renewed = t.remote(second.key);
  assert.deepEqual([await ask(old), await ask(renewed)], [customerA, customerA]);
  assert.equal(await codeOf(t.operator.call('addCallerKey', { params, body: {} })), 'too_many_keys');

  const keys = (await t.operator.call('listCallerKeys', { params })).items;
  assert.equal(keys.length, 2);
  assert.ok(!JSON.stringify(keys).includes('cty_'));
  const [first] = keys;
  assert.ok(first);
  await t.operator.call('removeCallerKey', { params: { id, keyId: first.id } });
  assert.deepEqual([await ask(old), await ask(renewed)], ['unauthorized', customerA]);
  const again = t.operator.call('removeCallerKey', { params: { id, keyId: first.id } });
  assert.equal(await codeOf(again), 'caller_key_not_found');

  await t.restart();
  assert.deepEqual([await ask(old), await ask(renewed)], ['unauthorized', customerA]);
  const events = (await t.events()).filter(({ type }) => type.startsWith('caller.'));
  assert.deepEqual(events.map(({ type, key }) => [type, key]).toReversed(), [
    ['caller.added', undefined],
    ['caller.key_added', second.id],
    ['caller.key_removed', first.id],
  ]);
});

testOnBoth('a key ends at its own expiry, the other one does not', async (_, kind) => {
  await using broker = await aBrokerOn(kind);
  const { t } = broker;
  await t.aConnectedPartner();
  const { id, remote: first } = await aNamedCaller(t);
  const expiresAt = new Date(t.sandbox.clock.now() + 60 * 60_000).toISOString();
  const { key } = await t.operator.call('addCallerKey', { params: { id }, body: { expiresAt } });
  assert.equal(await ask(t.remote(key)), customerA);
  t.sandbox.control.moveClock(60 * 60_000);
  assert.deepEqual([await ask(t.remote(key)), await ask(first)], ['unauthorized', customerA]);
  const past = { expiresAt: new Date(t.sandbox.clock.now()).toISOString() };
  assert.equal(
    await codeOf(t.operator.call('addCallerKey', { params: { id }, body: past })),
    'invalid_request',
  );
});

testOnBoth('another policy holds from the next request on, with the same key', async (_, kind) => {
  await using broker = await aBrokerOn(kind);
  const { t } = broker;
  await t.aConnectedPartner();
  const { id, remote } = await aNamedCaller(t);
  assert.deepEqual(
    [await ask(remote), await ask(remote, { ...graph, customer: customerB })],
    [customerA, 'policy_denied'],
  );
  const changed = await t.operator.call('changePolicy', {
    params: { id },
    body: { ...smallest, customers: [customerB] },
  });
  assert.deepEqual(changed.policy.customers, [customerB]);
  assert.deepEqual(
    [await ask(remote), await ask(remote, { ...graph, customer: customerB })],
    ['policy_denied', 'tenant_setup'],
  );
  const event = (await t.events()).find(({ type }) => type === 'caller.policy_changed');
  assert.ok(event?.type === 'caller.policy_changed' && event.caller === id);
  assert.deepEqual(JSON.parse(event.policy), changed.policy);
});

test('what is asked of a caller or key that is not there is refused, and nothing is recorded as done', async () => {
  await using t = await aBroker();
  const { id } = await aNamedCaller(t);
  const nobody = `cal_${'A'.repeat(22)}`;
  const params = { id: nobody };
  const codes = await Promise.all([
    codeOf(t.operator.call('addCallerKey', { params, body: {} })),
    codeOf(t.operator.call('listCallerKeys', { params })),
    codeOf(t.operator.call('changePolicy', { params, body: smallest })),
    codeOf(t.operator.call('removeCallerKey', { params: { ...params, keyId: `key_${'A'.repeat(22)}` } })),
  ]);
  assert.deepEqual(new Set(codes), new Set(['caller_not_found']));
  const noKey = t.operator.call('removeCallerKey', { params: { id, keyId: `key_${'A'.repeat(22)}` } });
  assert.equal(await codeOf(noKey), 'caller_key_not_found');
  const done = (await t.events()).filter(({ type }) => /^caller\.(key|policy)/.test(type));
  assert.deepEqual(done, []);
});

test('records which key asked, from where, and in which request', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const { id, remote } = await aNamedCaller(t);
  await ask(remote);
  await ask(remote, { ...graph, customer: customerB });
  const [key] = (await t.operator.call('listCallerKeys', { params: { id } })).items;
  for (const wanted of ['token.issued', 'token.refused']) {
    const event = (await t.events()).find(({ type }) => type === wanted);
    assert.equal(event?.actor, id);
    assert.equal(event?.key, key?.id);
    assert.equal(event?.address, '192.0.2.8');
    assert.ok(isGuid(event?.requestId));
  }
});

test('a caller that was removed while its token was on the way gets none, nor one whose policy was narrowed', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const [removed, narrowed, kept] = [await aNamedCaller(t), await aNamedCaller(t), await aNamedCaller(t)];
  const held = t.sandbox.control.holdTokenEndpoint();
  const asked = [removed, narrowed, kept].map(({ remote }) => ask(remote));
  while (held.waiting() < 1) await new Promise((resolve) => void setImmediate(resolve));
  await t.operator.call('removeCaller', { params: { id: removed.id } });
  await t.operator.call('changePolicy', {
    params: { id: narrowed.id },
    body: { ...smallest, customers: [customerB] },
  });
  held.release();
  assert.deepEqual(await Promise.all(asked), ['unauthorized', 'policy_denied', customerA]);
});

test('where a policy lists permissions, others are refused, also when Entra grants them unasked', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const { remote } = await aNamedCaller(t, { ...smallest, scopes: ['User.Read.All'] });
  for (const scopes of [undefined, [], ['Directory.Read.All'], ['User.Read.All', 'Directory.Read.All']]) {
    assert.equal(await ask(remote, { ...graph, ...(scopes && { scopes }) }), 'policy_denied');
  }
  // The sandbox grants, as Entra may, everything that was consented.
  const all = await (await t.aCaller()).call('acquireToken', {
    body: { ...graph, scopes: ['User.Read.All'] },
  });
  const names = all.scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1));
  assert.ok(names.length > 1, names.join(' '));
  assert.equal(await ask(remote, { ...graph, scopes: ['User.Read.All'] }), 'scopes_beyond_policy');
  const wide = await aNamedCaller(t, { ...smallest, scopes: names });
  assert.equal(await ask(wide.remote, { ...graph, scopes: ['User.Read.All'] }), customerA);
});

test('a caller that asks too often waits as long as it is told, others do not, and the audit is not filled', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const { id, remote } = await aNamedCaller(t, { ...smallest, rate: { perMinute: 3 } });
  const other = await aNamedCaller(t);
  for (let turn = 0; turn < 3; turn++) assert.equal(await ask(remote), customerA);
  const refusals: number[] = [];
  for (let turn = 0; turn < 10; turn++) {
    const error = await remote.call('acquireToken', { body: graph }).catch((thrown: unknown) => thrown);
    assert.ok(isConsentryError(error, 'caller_throttled'));
    refusals.push(error.retryAfterMs ?? 0);
  }
  assert.ok(
    refusals.every((ms) => ms > 0 && ms <= 20_000),
    refusals.join(' '),
  );
  assert.equal(await ask(other.remote), customerA);
  const records = (await t.events()).filter(({ actor, type }) => actor === id && type === 'access.refused');
  assert.equal(records.length, 1);
  t.sandbox.control.moveClock(20_000);
  assert.equal(await ask(remote), customerA);
});

/** The whole answer, without what tells requests apart. */
async function rawAnswer(t: TestBroker, key: string, wanted: object): Promise<string> {
  const response = await t.send(
    new Request('http://127.0.0.1:44396/v1/tokens', {
      method: 'POST',
      body: JSON.stringify(wanted),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    }),
  );
  const headers = [...response.headers].filter(([name]) => name !== 'x-request-id');
  const text = (await response.text()).replace(/"requestId":"[^"]*"/, '"requestId":""');
  return JSON.stringify([response.status, headers, text]);
}

test('a partner or customer outside the policy looks the same whether it is there or not, byte for byte', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  // The caller of another partner: neither of these is its own.
  const policy: Policy = { partners: [partnerTwo], customers: [customerB], resources: ['graph'] };
  const { key } = await t.operator.call('addCaller', { body: { name: 'other', policy } });
  const nowhere = '99999999-9999-4999-8999-999999999999';
  t.sandbox.ledger.clear();
  const partners = await Promise.all(
    [partnerOne, nowhere].map((partner) => rawAnswer(t, key, { ...graph, partner })),
  );
  assert.equal(new Set(partners).size, 1);
  const own = await t.operator.call('addCaller', { body: { name: 'own', policy: smallest } });
  const customers = await Promise.all(
    [customerB, nowhere].map((customer) => rawAnswer(t, own.key, { ...graph, customer })),
  );
  assert.equal(new Set(customers).size, 1);
  assert.match(customers[0] ?? '', /policy_denied/);
  assert.equal(t.tokenRequests(), 0, 'nobody was asked about either');
});

test('a key is a secret that only its answer holds', async () => {
  await using t = await aBroker();
  const { id } = await aNamedCaller(t);
  const { key } = await t.operator.call('addCallerKey', { params: { id }, body: {} });
  const everything = JSON.stringify([
    await t.operator.call('listCallers', {}),
    await t.operator.call('listCallerKeys', { params: { id } }),
    await t.events(),
    t.logged,
  ]);
  const secret = key.slice(`cty_${'A'.repeat(22)}_`.length);
  assert.ok(secret.length === 49 && !everything.includes(secret.slice(0, 43)));
  assert.equal(String(Secret.of(key)), '[secret]');
});

test('a caller without a key is shut out, keeps its policy, and is let in again by a new one', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const { id, remote } = await aNamedCaller(t);
  const [first] = (await t.operator.call('listCallerKeys', { params: { id } })).items;
  await t.operator.call('removeCallerKey', { params: { id, keyId: first?.id ?? '' } });
  assert.equal(await ask(remote), 'unauthorized');
  const { key } = await t.operator.call('addCallerKey', { params: { id }, body: {} });
  assert.equal(await ask(t.remote(key)), customerA);
});
