import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsentryError, isConsentryError } from '@consentry/core';
import { purgeAgain } from '../src/jobs/purge-again.ts';
import { aBroker, partnerOne } from './a-broker.ts';
import { aConnectedBroker, download, loseAndRestore, recoveryKey } from './a-lost-store.ts';
import { anOldTool } from './an-old-tool.ts';

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

for (const act of ['revokeGrant', 'purgeGrant'] as const) {
  test(`a grant that was given by a clock that goes before, and taken back by ${act}, stays so after a restore`, async () => {
    let aheadMs = 10_000;
    await using t = await aConnectedBroker({ clockOffsetMs: () => aheadMs });
    const file = await download(t.operator);
    // The clock was put right, or another replica takes it back.
    aheadMs = 0;
    t.sandbox.control.moveClock(2_000);
    await t.operator.call(act, { params: { id: t.id } });
    const { report, operator } = await loseAndRestore(t, file);
    assert.equal(await codeOf(operator.call('checkGrant', { params: { id: t.id } })), 'grant_revoked');
    assert.deepEqual([report.held, report.revoked], [0, 1]);
  });
}

test('all grants of a partner that were given by a clock that goes before stay taken back after a restore', async () => {
  let aheadMs = 10_000;
  await using t = await aConnectedBroker({ clockOffsetMs: () => aheadMs });
  const file = await download(t.operator);
  aheadMs = 0;
  t.sandbox.control.moveClock(2_000);
  await t.operator.call('revokeGrants', { body: { partner: partnerOne } });
  const { operator } = await loseAndRestore(t, file);
  assert.equal(await codeOf(operator.call('checkGrant', { params: { id: t.id } })), 'grant_revoked');
});

test('after a restore neither an import nor a sign-in that began before the revocation brings a grant back', async () => {
  await using t = await aConnectedBroker();
  const { refreshToken } = await anOldTool(t, t.user('service'));
  const who = t.person();
  const invitation = await t.invite();
  const page = await t.connect(invitation, t.user('service'), { person: who, stopBeforeCallback: true });
  const file = await download(t.operator);
  t.sandbox.control.moveClock(60_000);
  await t.operator.call('revokeGrant', { params: { id: t.id } });
  const { operator } = await loseAndRestore(t, file);
  const body = { partner: partnerOne, refreshToken, replaces: true };
  assert.equal(await codeOf(operator.call('importGrant', { body })), 'grant_revoked');
  await who.submit(page);
  const all = await t.broker.store.grants.list({ limit: 9 });
  assert.deepEqual(
    all.map(({ state }) => state),
    ['revoked'],
  );
});

test('what was stopped last stays stopped after a restore, also where the clock that let it go on went before', async () => {
  let aheadMs = 10_000;
  await using t = await aConnectedBroker({ clockOffsetMs: () => aheadMs });
  const file = await download(t.operator);
  await t.operator.call('setStop', { body: { partner: partnerOne } });
  await t.operator.call('liftStop', { params: { scope: partnerOne } });
  aheadMs = 0;
  t.sandbox.control.moveClock(2_000);
  await t.operator.call('setStop', { body: { partner: partnerOne } });
  const { report, operator } = await loseAndRestore(t, file);
  assert.deepEqual(report.stopped, [partnerOne]);
  assert.equal(await codeOf(operator.call('checkGrant', { params: { id: t.id } })), 'stopped');
});

test('a withdrawal link works after a restore, and takes away what was restored', async () => {
  await using t = await aBroker({ config: { recoveryKey } });
  const connected = await t.connect(await t.invite());
  const link = /https?:\/\/[^"<\s]+\/withdraw\/[\w-]+/.exec(connected.text)?.[0];
  assert.ok(link);
  const { operator } = await loseAndRestore(t, await download(t.operator));
  const who = t.person();
  const done = await who.submit(await who.open(link));
  assert.match(done.text, /destroyed/);
  const [grant] = await t.broker.store.grants.list({ limit: 1 });
  assert.equal(
    await codeOf(operator.call('checkGrant', { params: { id: grant?.id ?? '' } })),
    'grant_revoked',
  );
});

test('a purge that fails keeps no other from being finished by the hourly task', async () => {
  await using t = await aBroker();
  await t.connect(await t.invite(), t.user('service'));
  await t.connect(await t.invite(), t.user('admin'));
  const { vault } = t.broker.vault;
  const { grants } = t.broker.store;
  const purge = vault.purge.bind(vault);
  const [first, second] = await grants.list({ limit: 9 });
  assert.ok(first && second);
  let isAway = true;
  (vault as { purge: typeof purge }).purge = async (id, ref) => {
    if (isAway || id === first.id) throw new ConsentryError('vault_not_configured');
    return purge(id, ref);
  };
  for (const { id } of [first, second])
    assert.equal(await codeOf(t.operator.call('purgeGrant', { params: { id } })), 'vault_not_configured');
  isAway = false;
  await codeOf(purgeAgain({ grants, vault, clock: t.sandbox.clock }, () => false));
  assert.deepEqual(
    (await grants.list({ limit: 9 })).map(({ purged }) => purged?.outcome),
    ['unfinished', 'destroyed'],
  );
});
