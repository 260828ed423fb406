import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuditEvent, ConsentryError, isConsentryError } from '@consentry/core';
import { aBroker, customerA, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';
import { anOldTool } from './an-old-tool.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

const all = (t: TestBroker) => t.broker.store.grants.list({ limit: 9 });
const secretsLeft = async (t: TestBroker) =>
  (await t.operator.call('listMasterKeys', {})).items[0]?.sealed.refreshTokens;
const leftOf = ({ left }: { left: readonly { code: string }[] }) => left.map(({ code }) => code);

test('a sign-in of the same account that began before a revoke or purge is refused, and leaves nothing in the vault', async () => {
  for (const act of ['revokeGrant', 'purgeGrant'] as const) {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const who = t.person();
    const page = await t.connect(await t.invite(), t.user('service'), {
      person: who,
      stopBeforeCallback: true,
    });
    const [grant] = await all(t);
    await t.operator.call(act, { params: { id: grant?.id ?? '' } });
    const done = await who.submit(page);
    assert.notEqual(done.status, 200);
    assert.deepEqual(
      (await all(t)).map(({ state }) => state),
      ['revoked'],
    );
    assert.equal(await secretsLeft(t), act === 'purgeGrant' ? 0 : 1);
  }
});

test('the report of a partner names an invitation by which another account may still give a grant', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const who = t.person();
  const page = await t.connect(await t.invite(), t.user('admin'), { person: who, stopBeforeCallback: true });
  const report = await t.operator.call('revokeGrants', { body: { partner: partnerOne } });
  const done = await who.submit(page);
  assert.ok(done.status !== 200 || leftOf(report).includes('invitations_open'));
});

test('a token of a guest is imported for no other tenant than the one that issued it', async () => {
  await using t = await aBroker({
    world(world) {
      for (const tenant of world.tenants) tenant.usersMayConsent = true;
    },
  });
  const { sandbox } = t;
  const guest = sandbox.world.users.find(
    ({ guestOf, tenantId }) => guestOf !== undefined && tenantId === partnerOne,
  );
  assert.ok(guest?.guestOf !== undefined && guest.mail !== undefined);
  const { refreshToken } = await anOldTool(t, { ...guest, userPrincipalName: guest.mail });
  assert.ok(refreshToken);
  for (const partner of [guest.guestOf, partnerTwo, customerA]) {
    const code = await codeOf(t.operator.call('importGrant', { body: { partner, refreshToken } }));
    assert.match(
      code,
      /^(wrong_tenant|tenant_setup|refresh_token_dead|consent_needed|admin_needed)$/,
      partner,
    );
  }
  assert.equal((await all(t)).length, 0);
  assert.equal(await secretsLeft(t), 0);
  const accountId = t.user('service').objectId;
  const body = { partner: partnerOne, refreshToken, accountId };
  assert.equal(await codeOf(t.operator.call('importGrant', { body })), 'wrong_account');
});

test('an import of a token of another partner’s account is refused, also where both know the application', async () => {
  await using t = await aBroker({
    world(world) {
      for (const tenant of world.tenants) if (tenant.id === partnerTwo) tenant.usersMayConsent = true;
    },
  });
  const { refreshToken } = await anOldTool(t, t.user('service', partnerTwo));
  assert.equal(
    await codeOf(t.operator.call('importGrant', { body: { partner: partnerOne, refreshToken } })),
    'wrong_tenant',
  );
  assert.equal(
    await codeOf(t.operator.call('importGrant', { body: { partner: customerA, refreshToken } })),
    'wrong_tenant',
  );
  assert.equal((await all(t)).length, 0);
  assert.equal(await secretsLeft(t), 0);
});

test('an audit that cannot be written in the middle of a purge leaves nothing that hands out a token', async () => {
  for (const at of ['grant.take_back', 'grant.state_changed', 'grant.purged'] as const) {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const caller = await t.aCaller();
    await caller.call('acquireToken', { body: graph });
    const [grant] = await all(t);
    const { audit } = t.broker.store;
    const write = audit.write.bind(audit);
    let isLocked = true;
    (audit as { write: typeof audit.write }).write = async (event: AuditEvent) => {
      if (isLocked && event.type === at) throw new ConsentryError('audit_unavailable');
      return write(event);
    };
    const params = { id: grant?.id ?? '' };
    assert.equal(await codeOf(t.operator.call('purgeGrant', { params })), 'audit_unavailable', at);
    isLocked = false;
    const code = await codeOf(caller.call('acquireToken', { body: graph }));
    assert.equal(code, at === 'grant.take_back' ? 'nothing was refused' : 'grant_revoked', at);
    const report = await t.operator.call('purgeGrant', { params });
    assert.equal(report.grants[0]?.purged?.outcome, 'destroyed');
    assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'grant_revoked');
    assert.equal(await secretsLeft(t), 0);
  }
});

test('a check of a held grant that is under way redeems nothing and frees nothing after a purge or a stop', async () => {
  for (const act of ['purge', 'stop'] as const) {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const [grant] = await all(t);
    assert.ok(grant);
    const { id, version, state } = grant;
    await t.broker.store.grants.changeState(
      { id, version, state },
      { state: 'held', reason: 'restored', since: t.sandbox.clock.now(), evidence: {} },
    );
    const { vault } = t.broker.vault;
    const get = vault.get.bind(vault);
    let asked: number | undefined;
    (vault as { get: typeof get }).get = async (ref, record) => {
      const secret = await get(ref, record);
      if (act === 'purge') await t.operator.call('purgeGrant', { params: { id } });
      else await t.operator.call('setStop', { body: { partner: partnerOne } });
      asked = t.tokenRequests();
      return secret;
    };
    const code = await codeOf(t.operator.call('checkGrant', { params: { id } }));
    assert.equal(t.tokenRequests(), asked, act);
    assert.equal(code, act === 'purge' ? 'grant_revoked' : 'stopped');
    assert.equal((await all(t))[0]?.state, act === 'purge' ? 'revoked' : 'held');
  }
});

test('an import for a stopped partner: one that is under way is not kept alive nor served', async () => {
  await using t = await aBroker();
  const caller = await t.aCaller();
  const { refreshToken } = await anOldTool(t, t.user('service'));
  const held = t.sandbox.control.holdTokenEndpoint();
  const importing = codeOf(t.operator.call('importGrant', { body: { partner: partnerOne, refreshToken } }));
  while (held.waiting() < 1) await new Promise((resolve) => setImmediate(resolve));
  await t.operator.call('setStop', { body: { partner: partnerOne } });
  held.release();
  await importing;
  assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'stopped');
});

test('a renewal that is under way puts nothing back after a purge', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const [grant] = await all(t);
  assert.ok(grant);
  const { vault } = t.broker.vault;
  const put = vault.put.bind(vault);
  // Written after the purge had looked.
  (vault as { put: typeof put }).put = async (record, secret) => {
    await t.operator.call('purgeGrant', { params: { id: grant.id } });
    return put(record, secret);
  };
  t.sandbox.control.moveClock(2 * 24 * 60 * 60 * 1000);
  const caller = await t.aCaller();
  const partnerCenter = { partner: partnerOne, resource: 'partner-center' };
  assert.equal(await codeOf(caller.call('acquireToken', { body: partnerCenter })), 'grant_revoked');
  assert.equal(await secretsLeft(t), 0);
});
