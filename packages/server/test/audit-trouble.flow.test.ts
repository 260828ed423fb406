import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import { Client } from 'pg';
import { customerA, partnerOne, type TestBroker } from './a-broker.ts';
import { aBrokerOn, type BrokerOn } from './a-broker-on.ts';
import { tamper } from './a-database.ts';
import { testOnBoth } from './a-store.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };

/** A kind of trouble that begins with the call and ends with what it gives. */
type Trouble = (broker: BrokerOn) => Promise<() => Promise<void> | void>;

/** Whoever wants to write waits, until the trouble is over. */
const hang: Trouble = async ({ place: { dataDir, database } }) => {
  if (database === undefined) {
    const other = new DatabaseSync(join(dataDir, 'audit.db'));
    other.exec('BEGIN EXCLUSIVE');
    return () => other.close();
  }
  const { host, port, user, password } = database;
  const client = new Client({
    host,
    port,
    user,
    database: database.database,
    password: password?.reveal() ?? '',
  });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE audit_groups, stamp IN EXCLUSIVE MODE');
  return () => client.end();
};

/**
 * On SQLite the system lets no file of this process grow any more, as on a full disk; on Postgres the server says of its own
 * disk what it says when it is full.
 */
const full: Trouble = async ({ place }) => {
  if (place.database === undefined) {
    limitFiles('4096');
    return () => limitFiles('unlimited');
  }
  await tamper(
    place,
    `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$;
     CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON audit_groups FOR EACH ROW EXECUTE FUNCTION no_room();
     CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON stamp FOR EACH ROW EXECUTE FUNCTION no_room()`,
  );
  return () => tamper(place, 'DROP FUNCTION no_room CASCADE');
};

function limitFiles(bytes: string): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);
}

const hasLimits = spawnSync('prlimit', ['--version']).status === 0;

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

async function readiness(t: TestBroker): Promise<{ status: number; code: string | undefined }> {
  // The outcome of a probe holds for a second.
  t.sandbox.control.moveClock(1000);
  const response = await t.send(new Request('http://127.0.0.1:44396/readyz'));
  const body = (await response.json()) as { readonly error?: { readonly code: string } };
  return { status: response.status, code: body.error?.code };
}

for (const [name, trouble] of Object.entries({ hangs: hang, 'is full': full })) {
  testOnBoth(
    `when the audit ${name}, nothing is handed out, readiness says why, others have their turn, and it ends by itself`,
    async (context, kind) => {
      if (trouble === full && kind === 'sqlite' && !hasLimits)
        return context.skip('this system has no prlimit');
      await using broker = await aBrokerOn(kind);
      const { t } = broker;
      await t.aConnectedPartner();
      const caller = await t.aCaller();
      const { accessToken } = await caller.call('acquireToken', { body: graph });
      const handedOut = t.sandbox.ledger.tokenRequests().length;
      const end = await trouble(broker);
      let turns = 0;
      const ticking = setInterval(() => {
        turns += 1;
      }, 10);
      try {
        const start = performance.now();
        const codes = await Promise.all(
          [1, 2, 3].map(() => codeOf(caller.call('acquireToken', { body: graph }))),
        );
        const waitedMs = performance.now() - start;
        assert.deepEqual(codes, ['audit_unavailable', 'audit_unavailable', 'audit_unavailable']);
        // Whoever waits for 2 s is told; the rest is a slow machine.
        assert.ok(waitedMs < 10_000, `${waitedMs} ms`);
        assert.equal(await codeOf(t.invite()), 'audit_unavailable');
        assert.deepEqual(await readiness(t), { status: 503, code: 'audit_unavailable' });
        if (trouble === hang) assert.ok(turns >= 10, `others had ${turns} turns`);
      } finally {
        clearInterval(ticking);
        await end();
      }
      assert.deepEqual(await readiness(t), { status: 200, code: undefined });
      assert.equal((await caller.call('acquireToken', { body: graph })).accessToken, accessToken);
      assert.equal(t.sandbox.ledger.tokenRequests().length, handedOut, 'the provider was not asked again');
      const issued = (await t.events()).filter(({ type }) => type === 'token.issued');
      assert.equal(issued.length, 2);
      assert.equal((await t.operator.call('verifyAudit', {})).ok, true);
      await t.restart();
      assert.equal((await t.operator.call('verifyAudit', {})).ok, true, 'also after a restart');
    },
  );
}

test('when the audit file is moved away, the next hand-out is recorded in a new one, and the gap is found and told', async () => {
  await using broker = await aBrokerOn('sqlite');
  const { t } = broker;
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  await caller.call('acquireToken', { body: graph });
  const file = join(broker.place.dataDir, 'audit.db');
  for (const suffix of ['', '-wal', '-shm']) renameSync(`${file}${suffix}`, `${file}${suffix}.gone`);
  await caller.call('acquireToken', { body: graph });
  // It is told at once, in the new file too, and not only at the next start.
  await t.operator.call('verifyAudit', {});
  const told = (await t.events()).map(({ type }) => type);
  assert.deepEqual(told.toSorted(), ['audit.cut', 'audit.verified', 'token.issued']);
  const { ok, breaks } = await t.operator.call('verifyAudit', {});
  assert.deepEqual([ok, breaks.map(({ reason }) => reason)], [false, ['cut']]);
  await t.restart();
  assert.ok((await t.events()).some(({ type }) => type === 'audit.cut'));
});
