import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import { customerA, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';
import { aBrokerOn, type BrokerOn } from './a-broker-on.ts';
import { readRows, tamper } from './a-database.ts';
import { testOnBoth } from './a-store.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const dayMs = 24 * 60 * 60 * 1000;

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

/** A successor is stored once the stored refresh token is a day old. */
async function renew(t: TestBroker): Promise<void> {
  const caller = await t.aCaller();
  t.sandbox.control.moveClock(dayMs + 1);
  await caller.call('acquireToken', { body: { partner: partnerOne, resource: 'partner-center' } });
}

testOnBoth(
  'a sealed text of another grant is refused in words of its own, the grant is not given up, and the audit says so',
  async (_, kind) => {
    await using broker = await aBrokerOn(kind);
    const { t, place } = broker;
    await t.aConnectedPartner();
    await t.connect(await t.invite({ partner: partnerTwo, kind: 'approve' }), t.user('admin', partnerTwo));
    await t.connect(await t.invite({ partner: partnerTwo }), t.user('service', partnerTwo));
    const caller = await t.aCaller();
    assert.equal((await t.operator.call('listGrants', {})).items.length, 2);
    await broker.whileStopped(() =>
      tamper(
        place,
        `UPDATE secrets SET sealed = (SELECT sealed FROM secrets AS other WHERE other.grant_id <> secrets.grant_id)`,
      ),
    );
    assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'secret_unreadable');
    for (const { state } of (await t.operator.call('listGrants', {})).items) assert.equal(state, 'healthy');
    const refused = (await t.events()).find(({ type }) => type === 'token.refused');
    assert.equal(refused !== undefined && 'code' in refused && refused.code, 'secret_unreadable');
  },
);

testOnBoth(
  'a sealed text of an older version is refused in the row of a newer one, and the grant is not given up',
  async (_, kind) => {
    await using broker = await aBrokerOn(kind);
    const { t, place } = broker;
    await t.aConnectedPartner();
    const [old] = await readRowsWhileStopped(broker, 'SELECT sealed FROM secrets');
    await renew(t);
    const caller = await t.aCaller();
    await broker.whileStopped(() =>
      tamper(place, `UPDATE secrets SET sealed = '${String(old?.['sealed'])}'`),
    );
    assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'secret_unreadable');
    const [grant] = (await t.operator.call('listGrants', {})).items;
    assert.deepEqual([grant?.state, grant?.version], ['healthy', 2]);
  },
);

testOnBoth(
  'a whole row that is put back with its secret opens, and the verification of the audit finds it',
  async (_, kind) => {
    await using broker = await aBrokerOn(kind);
    const { t, place } = broker;
    await t.aConnectedPartner();
    await broker.whileStopped(() =>
      tamper(
        place,
        'CREATE TABLE old_grants AS SELECT * FROM grants; CREATE TABLE old_secrets AS SELECT * FROM secrets',
      ),
    );
    await renew(t);
    assert.equal((await t.operator.call('verifyAudit', {})).ok, true);
    await broker.whileStopped(() =>
      tamper(
        place,
        `DELETE FROM grants; INSERT INTO grants SELECT * FROM old_grants; DELETE FROM secrets; INSERT INTO secrets SELECT * FROM old_secrets;
         DROP TABLE old_grants; DROP TABLE old_secrets`,
      ),
    );
    const caller = await t.aCaller();
    assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
    const { ok, breaksFound, findings } = await t.operator.call('verifyAudit', {});
    assert.deepEqual([ok, breaksFound], [false, 0]);
    assert.deepEqual(
      findings.map(({ reason, recordedVersion, storedVersion }) => [reason, recordedVersion, storedVersion]),
      [['rolled_back', 2, 1]],
    );
    const verified = (await t.events()).find(({ type }) => type === 'audit.verified');
    assert.equal(verified !== undefined && 'findings' in verified && verified.findings, 1);

    // Renewing the old row again and again hides nothing; a new consent ends it.
    await renew(t);
    await renew(t);
    const later = await t.operator.call('verifyAudit', {});
    assert.deepEqual(
      later.findings.map(({ reason, recordedVersion, storedVersion }) => [
        reason,
        recordedVersion,
        storedVersion,
      ]),
      [['rolled_back', 2, 3]],
    );
    await t.aConnectedPartner();
    assert.equal((await t.operator.call('verifyAudit', {})).ok, true);
  },
);

testOnBoth(
  'a grant that a person consents to anew after a restore is well again at once, and stays so',
  async (_, kind) => {
    await using broker = await aBrokerOn(kind);
    const { t, place } = broker;
    await t.aConnectedPartner();
    const tables = ['grants', 'secrets'];
    await broker.whileStopped(() =>
      tamper(place, tables.map((name) => `CREATE TABLE old_${name} AS SELECT * FROM ${name}`).join('; ')),
    );
    for (let day = 1; day <= 3; day++) await renew(t);
    await broker.whileStopped(() =>
      tamper(
        place,
        tables.map((name) => `DELETE FROM ${name}; INSERT INTO ${name} SELECT * FROM old_${name}`).join('; '),
      ),
    );
    const verify = async () =>
      (await t.operator.call('verifyAudit', {})).findings.map(
        ({ reason, recordedVersion, storedVersion }) => [reason, recordedVersion, storedVersion],
      );
    assert.deepEqual(await verify(), [['rolled_back', 4, 1]]);
    t.sandbox.control.moveClock(60_000);
    await t.aConnectedPartner();
    assert.deepEqual(await verify(), []);
    for (let day = 1; day <= 3; day++) {
      await renew(t);
      assert.deepEqual(await verify(), []);
    }
  },
);

testOnBoth(
  'a store that was set back as a whole is told at the next start, in the log and in the audit, and found by the verification',
  async (t, kind) => {
    await using broker = await aBrokerOn(kind);
    const { t: running } = broker;
    await running.aConnectedPartner();
    const setBack = await keepCopy(t, broker);
    await renew(running);
    await broker.whileStopped(setBack);
    assert.ok(
      running.logged.some((line) =>
        line.includes('its end was cut off, its file was moved away, or the store was set back'),
      ),
      'the log says so',
    );
    assert.ok((await running.events()).some(({ type }) => type === 'audit.cut'));
    const { ok, breaks } = await running.operator.call('verifyAudit', {});
    assert.equal(ok, false);
    assert.equal(breaks[0]?.reason, 'cut');
    assert.match(breaks[0]?.at ?? '', /^\d{4}-/, 'the last instant before it is named');
  },
);

test('a row that is older than a sealing that was recorded is found, and told from one that was put back', async () => {
  await using broker = await aBrokerOn('sqlite');
  const { t, place } = broker;
  await t.aConnectedPartner();
  await broker.whileStopped(() => tamper(place, 'DELETE FROM secrets; DELETE FROM grants'));
  assert.equal((await t.operator.call('verifyAudit', {})).ok, true, 'it may still be under way');
  t.sandbox.control.moveClock(6 * 60_000);
  const { findings } = await t.operator.call('verifyAudit', {});
  assert.deepEqual(
    findings.map(({ reason, recordedVersion, storedVersion }) => [reason, recordedVersion, storedVersion]),
    [['not_sealed', 1, undefined]],
  );
});

testOnBoth(
  'a dead grant whose row was put back to healthy is found, whatever instant was written into it, until it is sealed again',
  async (_, kind) => {
    await using broker = await aBrokerOn(kind);
    const { t, place } = broker;
    await t.aConnectedPartner();
    const caller = await t.aCaller();
    t.user('service').sessionsRevokedAt = t.sandbox.clock.now() + 1;
    assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'consent_needed');
    const verify = () => t.operator.call('verifyAudit', {});
    t.sandbox.control.moveClock(6 * 60_000);
    assert.equal((await verify()).ok, true);
    const since = [1, Date.UTC(2090, 0, 1)];
    for (const instant of since) {
      await broker.whileStopped(() =>
        tamper(
          place,
          `UPDATE grants SET state = 'healthy', state_reason = 'sealed', state_since = ${instant}`,
        ),
      );
      const { ok, breaksFound, findings } = await verify();
      assert.deepEqual([ok, breaksFound], [false, 0]);
      assert.deepEqual(
        findings.map(({ reason, recordedState, storedState }) => [reason, recordedState, storedState]),
        [['revived', 'consent_needed', 'healthy']],
      );
    }
    await t.aConnectedPartner();
    assert.deepEqual((await verify()).findings, []);
    t.sandbox.control.moveClock(6 * 60_000);
    assert.equal((await verify()).ok, true);
  },
);

async function readRowsWhileStopped(broker: BrokerOn, sql: string) {
  let rows: Awaited<ReturnType<typeof readRows>> = [];
  await broker.whileStopped(async () => {
    rows = await readRows(broker.place, sql);
  });
  return rows;
}

/** Copies the whole store now. @returns what puts it back: not the heads, which lie beside the master key */
async function keepCopy(t: TestContext, { place, whileStopped }: BrokerOn): Promise<() => Promise<void>> {
  if (place.database === undefined) {
    const copy = mkdtempSync(join(tmpdir(), 'consentry-copy-'));
    t.after(() => rmSync(copy, { recursive: true, force: true }));
    await whileStopped(() => cpSync(place.dataDir, copy, { recursive: true }));
    return async () => {
      rmSync(place.dataDir, { recursive: true });
      cpSync(copy, place.dataDir, { recursive: true });
    };
  }
  // In the order of their references.
  const tables = [
    'stamp',
    'callers',
    'caller_keys',
    'invitations',
    'flows',
    'approvals',
    'grants',
    'secrets',
    'audit_groups',
    'audit_tenants',
  ];
  await whileStopped(() =>
    tamper(
      place,
      `CREATE SCHEMA copy; ${tables.map((name) => `CREATE TABLE copy.${name} AS SELECT * FROM ${name}`).join('; ')}`,
    ),
  );
  return () =>
    tamper(
      place,
      [
        ...tables.toReversed().map((name) => `DELETE FROM ${name}`),
        ...tables.map((name) => `INSERT INTO ${name} OVERRIDING SYSTEM VALUE SELECT * FROM copy.${name}`),
        'DROP SCHEMA copy CASCADE',
      ].join('; '),
    );
}
