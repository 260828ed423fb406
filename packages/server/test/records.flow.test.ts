import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { createId, isConsentryError } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { aBroker, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';

async function recorded(t: TestBroker, type: string): ReturnType<TestBroker['events']> {
  return (await t.events()).filter((event) => event.type === type);
}

test('records no removal of a caller that does not exist, or was removed before', async () => {
  await using t = await aBroker();
  await t.aCaller();
  const [caller] = (await t.operator.call('listCallers', {})).items;
  const remove = (id: string): Promise<string> =>
    t.operator.call('removeCaller', { params: { id } }).then(
      () => 'removed',
      (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
    );

  assert.equal(await remove(createId('CallerId', systemRandom)), 'caller_not_found');
  assert.deepEqual(await recorded(t, 'caller.removed'), []);
  assert.equal(await remove(caller?.id ?? ''), 'removed');
  assert.equal(await remove(caller?.id ?? ''), 'caller_not_found');
  assert.equal((await recorded(t, 'caller.removed')).length, 1);
});

test('records a stranger without a valid key as unknown, and nobody else', async () => {
  await using t = await aBroker();
  const stranger = t.remote('nonsense');
  await assert.rejects(stranger.call('listGrants', {}), { code: 'unauthorized' });
  const [refused] = await recorded(t, 'access.refused');
  assert.equal(refused?.actor, 'unknown');
});

test('of two approvals of one invitation at once, one stands and the other is told that it is spent', async () => {
  await using t = await aBroker();
  const invitation = await t.invite({ partner: partnerTwo, kind: 'approve' });
  const admin = t.user('admin', partnerTwo);
  const held = t.sandbox.control.holdTokenEndpoint();
  const answers = Promise.all([t.connect(invitation, admin), t.connect(invitation, admin)]);
  while (held.waiting() < 2) await new Promise((resolve) => setImmediate(resolve));
  held.release();

  assert.deepEqual(
    (await answers).map(({ status }) => status).toSorted((left, right) => left - right),
    [200, 410],
  );
  assert.deepEqual(
    (await recorded(t, 'consent.refused')).map((event) => event.type === 'consent.refused' && event.code),
    ['invitation_spent'],
  );
});

test('records each new operator key, and no key that was there already', async () => {
  await using t = await aBroker();
  assert.equal((await recorded(t, 'operator_key.created')).length, 1);
  await t.restart();
  assert.equal((await recorded(t, 'operator_key.created')).length, 1);
  await rm(t.broker.store.operatorKeyFile);
  await t.restart();
  assert.equal((await recorded(t, 'operator_key.created')).length, 2);
  assert.equal((await recorded(t, 'operator_key.created'))[0]?.actor, 'broker');
  await assert.rejects(t.invite({ partner: partnerOne }), { code: 'unauthorized' });
});
