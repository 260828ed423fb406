import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { createId, type GrantId, readObjectId, type SealedGrant, Secret } from '@consentry/core';
import { Kysely } from 'kysely';
import { aRecoveryKey, piecesOf, takeBackup } from '../../test/a-backup.ts';
import { aBareDatabase } from '../../test/a-database.ts';
import { aKeptReport, keep } from '../../test/a-kept-report.ts';
import {
  aCaller,
  aCallerKey,
  aClock,
  aFolder,
  aGrant,
  anIdentity,
  anInvitation,
  aPlace,
  cleanUp,
  otherPartner,
  partner,
  random,
  storeOptions,
  testOnBoth,
} from '../../test/a-store.ts';
import { addMasterKey } from '../stores/master-keys.ts';
import { migrate, migrations } from '../stores/migrations/migrate.ts';
import type { DatabaseKind } from '../stores/migrations/migration.ts';
import { createNodeSqliteDialect } from '../stores/node-sqlite-dialect.ts';
import { type OpenStoreOptions, openStore, type Store } from '../stores/open-store.ts';
import type { Schema } from '../stores/schema.ts';
import type { StoreSnapshot } from '../stores/snapshot/store-snapshot.ts';
import { writeBackup } from './backup-lines.ts';
import { drillBackup } from './drill-backup.ts';
import { createRecoveryKey, readRecoveryKeyFile, readRecoveryPublicKey } from './recovery-key.ts';
import { type RestoreBackupOptions, restoreBackup } from './restore-backup.ts';
import { readColumns } from './restore-target.ts';
import { sealFile } from './sealed-file.ts';

const { publicKey, key: recoveryKey } = aRecoveryKey();
const canary = 'canary-of-a-refresh-token-0123456789';

interface Place {
  readonly options: OpenStoreOptions;
  readonly store: Store;
  readonly clock: ReturnType<typeof aClock>;
  addGrant(change?: Partial<SealedGrant>): Promise<SealedGrant>;
}

async function aFilledPlace(t: TestContext, kind: DatabaseKind): Promise<Place> {
  const clock = aClock();
  const options = await aPlace(t, kind, { clock });
  const store = await openStore(options);
  cleanUp(t, () => store.close());
  let subjects = 0;
  return {
    options,
    store,
    clock,
    async addGrant(change = {}) {
      subjects += 1;
      const subject = readObjectId(`cccccccc-1111-4111-8111-${String(subjects).padStart(12, '0')}`);
      const grant = aGrant({ subject, consentedAt: clock.now(), ...change });
      const secret = await store.vault.put({ grant: grant.id, version: 1 }, Secret.of(canary));
      await store.grants.save({ ...grant, secret }, 0);
      await store.audit.write({
        type: 'grant.sealed',
        at: clock.now(),
        actor: 'invited person',
        grant: grant.id,
        partner: grant.partner,
        subject,
        invitation: createId('InvitationId', random),
        version: 1,
        mfa: 'confirmed',
        amr: ['mfa'],
      });
      return { ...grant, secret };
    },
  };
}

/** A place without a table. */
async function anEmptyPlace(
  t: TestContext,
  kind: DatabaseKind,
  change: Partial<OpenStoreOptions>,
): Promise<OpenStoreOptions> {
  if (kind === 'sqlite') return aPlace(t, kind, change);
  const { address, drop } = await aBareDatabase();
  cleanUp(t, drop);
  return storeOptions(aFolder(t), { database: address, ...change });
}

/** Another machine: the master key file was brought, and nothing else. */
async function anEmptyMachine(
  t: TestContext,
  kind: DatabaseKind,
  from: OpenStoreOptions,
  file: Buffer,
): Promise<RestoreBackupOptions & OpenStoreOptions> {
  const place = await anEmptyPlace(t, kind, { clock: from.clock });
  copyFileSync(from.masterKeyFile, place.masterKeyFile);
  return { ...place, file: piecesOf(file), recoveryKey, revocations: [] };
}

const journalOf = ({ masterKeyFile }: OpenStoreOptions): string => `${masterKeyFile}.revocations`;

async function reopen(t: TestContext, options: OpenStoreOptions): Promise<Store> {
  const store = await openStore(options);
  cleanUp(t, () => store.close());
  return store;
}

testOnBoth('restores everything on an empty machine, and every grant is held', async (t, kind) => {
  const { options, store, addGrant } = await aFilledPlace(t, kind);
  const healthy = await addGrant();
  const stopped = await addGrant({ state: 'admin_needed' });
  const dead = await addGrant({ state: 'consent_needed', stateReason: 'consent_needed:70000' });
  const machine = await anEmptyMachine(t, kind, options, await takeBackup(store, publicKey));
  const report = await restoreBackup(machine);
  assert.deepEqual(
    [report.held, report.revoked, report.unreadable, report.refreshTokens, report.audit.ok],
    [2, 0, 0, { here: 3, inKeyVault: 0, missing: 0 }, true],
  );
  const restored = await reopen(t, machine);
  const states = new Map(
    (await restored.grants.list({ limit: 10 })).map(({ id, state, stateReason }) => [
      id,
      [state, stateReason],
    ]),
  );
  assert.deepEqual(states.get(healthy.id), ['held', 'restored']);
  assert.deepEqual(states.get(stopped.id), ['held', 'restored']);
  assert.deepEqual(states.get(dead.id), ['consent_needed', 'consent_needed:70000']);
  const record = { grant: healthy.id, version: 1 };
  assert.equal((await restored.vault.get(healthy.secret, record)).reveal(), canary);
});

testOnBoth(
  'the audit of a restored store verifies, and begins a chain that says from where it is',
  async (t, kind) => {
    const { options, store, clock, addGrant } = await aFilledPlace(t, kind);
    for (let count = 0; count < 3; count++) await addGrant();
    const machine = await anEmptyMachine(t, kind, options, await takeBackup(store, publicKey, clock));
    const { head } = await restoreBackup(machine);
    const restored = await reopen(t, machine);
    const verdict = await restored.audit.verify();
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.deepEqual(await restored.audit.findLostHeads(), []);
    const { events } = await restored.audit.read({ limit: 10 });
    const [summary] = events.filter(({ type }) => type === 'store.restored');
    assert.ok(summary?.type === 'store.restored');
    assert.deepEqual([summary.store, summary.takenAt, summary.held], [head.store, clock.now(), 3]);
    const held = events.flatMap((event) => (event.type === 'grant.state_changed' ? [event.state] : []));
    assert.deepEqual(held, ['held', 'held', 'held']);
    await restored.audit.write({ type: 'broker.started', at: clock.now(), actor: 'broker', version: '1' });
    assert.ok((await restored.audit.verify()).ok);
  },
);

testOnBoth('reports on security requirements are there after a restore, and open', async (t, kind) => {
  const { options, store } = await aFilledPlace(t, kind);
  const kept = aKeptReport(1000);
  const id = await keep(store.postureReports, kept);
  const machine = await anEmptyMachine(t, kind, options, await takeBackup(store, publicKey));
  assert.equal((await restoreBackup(machine)).unreadable, 0);
  const restored = await reopen(t, machine);
  assert.deepEqual(await restored.postureReports.find(partner, id), kept);
});

testOnBoth('on the machine of the lost store, its anchored head stays as the evidence', async (t, kind) => {
  const { options, store, addGrant } = await aFilledPlace(t, kind);
  await addGrant();
  const file = await takeBackup(store, publicKey);
  await addGrant();
  await store.close();
  const { clock, masterKeyFile } = options;
  const place = await anEmptyPlace(t, kind, { clock, masterKeyFile });
  const before = headLines(options.masterKeyFile);
  await restoreBackup({ ...place, file: piecesOf(file), recoveryKey, revocations: [] });
  assert.deepEqual(
    before.filter((line) => !headLines(options.masterKeyFile).includes(line)),
    [],
  );
  assert.ok((await (await reopen(t, place)).audit.verify()).ok);
});

function headLines(masterKeyFile: string): readonly string[] {
  const folder = dirname(masterKeyFile);
  return readdirSync(folder)
    .filter((name) => name.includes('.head') && !name.includes('.lock'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '');
}

testOnBoth('a grant that was revoked after the backup stays revoked', async (t, kind) => {
  const { options, store, clock, addGrant } = await aFilledPlace(t, kind);
  const [kept, revoked] = [await addGrant(), await addGrant()];
  const file = await takeBackup(store, publicKey);
  clock.advance(1000);
  await store.revocations.write({ at: clock.now(), act: 'revoke', of: revoked.id });
  const machine = await anEmptyMachine(t, kind, options, file);
  const report = await restoreBackup({ ...machine, revocations: [journalOf(options)] });
  assert.deepEqual([report.held, report.revoked, report.unverified], [1, 1, 0]);
  const restored = await reopen(t, machine);
  assert.equal((await restored.grants.find(kept.id))?.state, 'held');
  assert.equal((await restored.grants.find(revoked.id))?.state, 'revoked');
});

testOnBoth(
  'of a grant that was purged after the backup the refresh token is not restored',
  async (t, kind) => {
    const { options, store, clock, addGrant } = await aFilledPlace(t, kind);
    const purged = await addGrant();
    const file = await takeBackup(store, publicKey);
    await store.revocations.write({ at: clock.now(), act: 'purge', of: purged.id });
    const machine = await anEmptyMachine(t, kind, options, file);
    const report = await restoreBackup({ ...machine, revocations: [journalOf(options)] });
    assert.equal(report.purged, 1);
    const restored = await reopen(t, machine);
    const row = await restored.grants.find(purged.id);
    // Nobody asked a Key Vault what it still has of the grant: only another purge can say that nothing is left.
    assert.deepEqual([row?.state, row?.purged], ['revoked', { at: clock.now(), outcome: 'unfinished' }]);
    await assert.rejects(restored.vault.get(purged.secret, { grant: purged.id, version: 1 }), {
      code: 'secret_missing',
    });
  },
);

testOnBoth('a purge is one also of a refresh token that a clock ahead of it has dated', async (t, kind) => {
  const { options, store, clock, addGrant } = await aFilledPlace(t, kind);
  const { id, secret } = await addGrant();
  const purgedAt = clock.now();
  clock.advance(60_000);
  const renewed = await store.vault.put({ grant: id, version: 2 }, Secret.of(canary));
  const file = await takeBackup(store, publicKey);
  await store.revocations.write({ at: purgedAt, act: 'purge', of: id });
  const machine = await anEmptyMachine(t, kind, options, file);
  await restoreBackup({ ...machine, revocations: [journalOf(options)] });
  const restored = await reopen(t, machine);
  for (const [version, ref] of [secret, renewed].entries()) {
    const record = { grant: id, version: version + 1 };
    await assert.rejects(restored.vault.get(ref, record), { code: 'secret_missing' });
  }
});

testOnBoth(
  'journals of several replicas count together, and a revocation before a newer consent does not',
  async (t, kind) => {
    const { options, store, clock, addGrant } = await aFilledPlace(t, kind);
    const first = await addGrant();
    await store.revocations.write({ at: clock.now() - 1, act: 'revoke', of: first.id });
    const second = await addGrant();
    const file = await takeBackup(store, publicKey);
    const elsewhere = await aPlace(t, 'sqlite', { clock });
    const other = await openStore(elsewhere);
    cleanUp(t, () => other.close());
    await other.revocations.write({ at: clock.now() + 1, act: 'revoke', of: second.id });
    const machine = await anEmptyMachine(t, kind, options, file);
    const report = await restoreBackup({
      ...machine,
      revocations: [journalOf(options), journalOf(elsewhere)],
    });
    // The other one is under another master key here: what it takes back is taken back all the same.
    assert.deepEqual([report.held, report.revoked, report.unverified], [1, 1, 1]);
  },
);

test('a changed line of a journal takes back, and gives nothing free', async (t) => {
  const { options, store, clock, addGrant } = await aFilledPlace(t, 'sqlite');
  await addGrant();
  const file = await takeBackup(store, publicKey);
  await store.revocations.write({ at: clock.now(), act: 'stop', of: partner });
  await store.revocations.write({ at: clock.now(), act: 'stop', of: otherPartner });
  await store.revocations.write({ at: clock.now() + 1, act: 'resume', of: otherPartner });
  const journal = journalOf(options);
  writeFileSync(
    journal,
    readFileSync(journal, 'utf8').replace(`resume ${otherPartner}`, `resume ${partner}`),
  );
  const machine = await anEmptyMachine(t, 'sqlite', options, file);
  const report = await restoreBackup({ ...machine, revocations: [journal] });
  assert.deepEqual([report.stopped, report.unverified], [[partner, otherPartner], 1]);
  const stops = await (await reopen(t, machine)).stops.list();
  assert.deepEqual(new Set(stops.map(({ scope }) => scope)), new Set([partner, otherPartner]));
});

test('of several stores that share a journal, each resumes its own stops alone', async (t) => {
  const { options, store, clock } = await aFilledPlace(t, 'sqlite');
  const file = await takeBackup(store, publicKey);
  const { masterKeyFile } = options;
  const other = await reopen(t, await aPlace(t, 'sqlite', { clock, masterKeyFile }));
  await store.revocations.write({ at: clock.now(), act: 'stop', of: partner });
  await store.revocations.write({ at: clock.now(), act: 'stop', of: otherPartner });
  clock.advance(3_600_000);
  await other.revocations.write({ at: clock.now(), act: 'resume', of: partner });
  await store.revocations.write({ at: clock.now(), act: 'resume', of: otherPartner });
  await other.revocations.write({ at: clock.now(), act: 'stop', of: 'everything' });
  const machine = await anEmptyMachine(t, 'sqlite', options, file);
  const report = await restoreBackup({ ...machine, revocations: [journalOf(options)] });
  assert.deepEqual([report.stopped, report.unverified], [[partner, 'everything'], 0]);
});

testOnBoth('no key, no identity and no link of the backup opens anything', async (t, kind) => {
  const { options, store, clock } = await aFilledPlace(t, kind);
  const caller = aCaller();
  await store.callers.add(caller, aCallerKey());
  await store.callers.addIdentity(anIdentity(caller));
  const invitation = anInvitation({ expiresAt: clock.now() + 60_000 });
  await store.invitations.add(invitation, Secret.of('handle'));
  const machine = await anEmptyMachine(t, kind, options, await takeBackup(store, publicKey));
  await restoreBackup(machine);
  const restored = await reopen(t, machine);
  const [known] = await restored.callers.list({ limit: 10 });
  assert.deepEqual([known?.caller.name, known?.keys, known?.identities], [caller.name, [], []]);
  const found = await restored.invitations.findByHandle('handle');
  assert.equal(found?.expiresAt, clock.now());
  assert.ok(restored.hasNewOperatorKey);
  assert.notEqual(restored.operatorKeyHash, store.operatorKeyHash);
});

testOnBoth('nothing secret and no name stands in a backup in clear', async (t, kind) => {
  const { options, store, addGrant } = await aFilledPlace(t, kind);
  const grant = await addGrant();
  const file = await takeBackup(store, publicKey);
  const keyText = readFileSync(options.masterKeyFile, 'utf8')
    .split(/\s/)
    .filter((word) => word.length >= 43);
  const operatorKey = readFileSync(store.operatorKeyFile, 'utf8').trim();
  for (const word of [canary, grant.id, partner, 'service@contoso.example', operatorKey, ...keyText]) {
    for (const form of [word, Buffer.from(word).toString('base64').slice(0, 20)]) {
      assert.ok(!file.includes(form), form.slice(0, 4));
    }
  }
});

testOnBoth('refuses whole what is not what was made, and leaves nothing behind', async (t, kind) => {
  const { options, store, addGrant } = await aFilledPlace(t, kind);
  await addGrant();
  const file = await takeBackup(store, publicKey);
  const changed = Buffer.from(file);
  changed[file.length - 30] = (changed[file.length - 30] ?? 0) ^ 1;
  for (const wrong of [
    file.subarray(0, -1),
    file.subarray(0, 300),
    Buffer.from('x'),
    Buffer.alloc(0),
    changed,
  ]) {
    const machine = await anEmptyMachine(t, kind, options, Buffer.from(wrong));
    const before = readdirSync(dirname(machine.dataDir));
    await assert.rejects(restoreBackup(machine), { code: 'backup_unreadable' });
    assert.deepEqual(readdirSync(dirname(machine.dataDir)), before);
    // Nothing is in the database either: it takes the next one.
    await restoreBackup({ ...machine, file: piecesOf(file) });
  }
});

testOnBoth('refuses a place that has a store', async (t, kind) => {
  const { options, store } = await aFilledPlace(t, kind);
  const file = await takeBackup(store, publicKey);
  const places: RestoreBackupOptions[] = [{ ...options, file: piecesOf(file), recoveryKey, revocations: [] }];
  if (kind === 'postgres')
    places.push({ ...places[0], dataDir: join(aFolder(t), 'other') } as RestoreBackupOptions);
  for (const place of places)
    await assert.rejects(restoreBackup(place), { code: 'usage', message: /is not empty/ });
});

test('refuses a backup that was sealed to the right key by somebody else', async (t) => {
  const { options, store } = await aFilledPlace(t, 'sqlite');
  const forged = await takeBackup(store, publicKey);
  const { options: own } = await aFilledPlace(t, 'sqlite');
  const machine = await anEmptyMachine(t, 'sqlite', own, forged);
  await assert.rejects(restoreBackup(machine), {
    code: 'backup_unreadable',
    message: /needs the master key mk_/,
  });
  assert.ok(!existsSync(machine.dataDir));
  assert.ok(existsSync(options.dataDir));
});

testOnBoth('a backup of one database is restored to the other', async (t, kind) => {
  const { options, store, addGrant } = await aFilledPlace(t, kind);
  const grant = await addGrant();
  const file = await takeBackup(store, publicKey);
  const machine = await anEmptyMachine(t, kind === 'sqlite' ? 'postgres' : 'sqlite', options, file);
  await restoreBackup(machine);
  const restored = await reopen(t, machine);
  assert.ok((await restored.audit.verify()).ok);
  assert.equal((await restored.vault.get(grant.secret, { grant: grant.id, version: 1 })).reveal(), canary);
});

testOnBoth('what is written while a backup is taken makes it no less whole', async (t, kind) => {
  const { options, store, addGrant } = await aFilledPlace(t, kind);
  for (let count = 0; count < 20; count++) await addGrant();
  const taken = new AbortController();
  const added: GrantId[] = [];
  const writing = (async () => {
    while (!taken.signal.aborted) added.push((await addGrant()).id);
  })();
  const file = await takeBackup(store, publicKey);
  taken.abort();
  await writing;
  assert.ok(added.length > 0);
  const machine = await anEmptyMachine(t, kind, options, file);
  const report = await restoreBackup(machine);
  assert.deepEqual([report.audit.ok, report.unreadable, report.refreshTokens.missing], [true, 0, 0]);
  assert.ok(report.held >= 20);
  const restored = await reopen(t, machine);
  const { grants } = await restored.audit.inspect();
  for (const { id } of await restored.grants.list({ limit: 1000 })) {
    assert.ok(
      grants.some(({ grant }) => grant === id),
      'a grant without its record',
    );
  }
});

testOnBoth('a drill proves a backup, and writes nothing', async (t, kind) => {
  const { options, store, addGrant } = await aFilledPlace(t, kind);
  await addGrant();
  const file = await takeBackup(store, publicKey);
  const folder = dirname(options.masterKeyFile);
  const before = readdirSync(folder).toSorted();
  const drill = await drillBackup({ ...options, file: piecesOf(file), recoveryKey });
  assert.deepEqual([drill.ok, drill.rows.grants, drill.rows.secrets], [true, 1, 1]);
  assert.deepEqual(readdirSync(folder).toSorted(), before);
  const lost = await drillBackup({
    ...options,
    file: piecesOf(await withoutSecrets(store)),
    recoveryKey,
  });
  assert.deepEqual([lost.ok, lost.refreshTokens], [false, { here: 0, inKeyVault: 0, missing: 1 }]);
});

async function withoutSecrets(store: Store): Promise<Buffer> {
  for (const { secret } of await store.grants.list({ limit: 10 })) await store.vault.remove(secret);
  return takeBackup(store, publicKey);
}

test('a backup outlives a change of the master key, as long as the file holds the old one', async (t) => {
  const { options, store, addGrant } = await aFilledPlace(t, 'sqlite');
  const grant = await addGrant();
  const file = await takeBackup(store, publicKey);
  await store.close();
  addMasterKey(options.masterKeyFile, 'first', random);
  const second = await openStore(options);
  await second.masterKeys.reseal();
  await second.revocations.write({ at: options.clock.now(), act: 'revoke', of: grant.id });
  await second.close();
  const machine = await anEmptyMachine(t, 'sqlite', options, file);
  const report = await restoreBackup({ ...machine, revocations: [journalOf(options)] });
  assert.deepEqual([report.unreadable, report.revoked, report.unverified], [0, 1, 0]);
  assert.ok((await (await reopen(t, machine)).audit.verify()).ok);
});

test('leaves no copy behind: not after a backup, not of one that nobody read to its end', async (t) => {
  const { options, store } = await aFilledPlace(t, 'sqlite');
  await takeBackup(store, publicKey);
  const snapshots = (): readonly string[] =>
    readdirSync(options.dataDir).filter((name) => name.startsWith('snapshot-'));
  assert.deepEqual(snapshots(), []);
  mkdirSync(join(options.dataDir, 'snapshot-left'));
  await store.close();
  await (await openStore(options)).close();
  assert.deepEqual(snapshots(), []);
});

test('a data folder that is there stays the one that it is, as a mount point must', async (t) => {
  const { options, store, addGrant } = await aFilledPlace(t, 'sqlite');
  await addGrant();
  const machine = await anEmptyMachine(t, 'sqlite', options, await takeBackup(store, publicKey));
  mkdirSync(join(machine.dataDir, 'lost+found'), { recursive: true, mode: 0o700 });
  const before = statSync(machine.dataDir).ino;
  const beside = readdirSync(dirname(machine.dataDir));
  assert.equal((await restoreBackup(machine)).held, 1);
  assert.equal(statSync(machine.dataDir).ino, before);
  assert.deepEqual(readdirSync(machine.dataDir).toSorted(), ['audit.db', 'lost+found', 'state.db']);
  assert.deepEqual(
    readdirSync(dirname(machine.dataDir)).filter((name) => !name.includes('.head')),
    beside,
  );
  assert.ok((await (await reopen(t, machine)).audit.verify()).ok);
});

test('what cannot be put into its place leaves a data folder that is there empty', async (t) => {
  const { options, store } = await aFilledPlace(t, 'sqlite');
  const machine = await anEmptyMachine(t, 'sqlite', options, await takeBackup(store, publicKey));
  mkdirSync(machine.dataDir, { mode: 0o700 });
  // In the middle of the restore somebody makes what it is about to make.
  async function* file() {
    yield* machine.file;
    mkdirSync(join(machine.dataDir, 'state.db', 'in the way'), { recursive: true });
  }
  await assert.rejects(restoreBackup({ ...machine, file: file() }));
  assert.deepEqual(readdirSync(machine.dataDir), ['state.db']);
});

/** Begins a restore that never gets the end of its file, and says so once the rows are being read. */
const hangingProgram = `
  const url = (path) => new URL(path, ${JSON.stringify(import.meta.url)});
  const { readFileSync } = await import('node:fs');
  const { restoreBackup } = await import(url('./restore-backup.ts'));
  const { readRecoveryKeyFile } = await import(url('./recovery-key.ts'));
  const { randomBytes } = await import('node:crypto');
  const [, folder] = process.argv;
  async function* file() {
    const all = readFileSync(folder + '/backup');
    yield all.subarray(0, all.length - 1);
    process.stdout.write('reading');
    await new Promise((resolve) => setInterval(resolve, 1 << 30));
  }
  await restoreBackup({
    file: file(),
    recoveryKey: readRecoveryKeyFile(folder + '/recovery.key'),
    masterKeyFile: folder + '/data.key',
    dataDir: folder + '/data',
    revocations: [],
    clock: { now: () => 1 },
    random: { bytes: (length) => randomBytes(length) },
    log: { warn: () => undefined },
  });
`;

test('kill -9 in the middle of a restore leaves no store, and the next one succeeds', async (t) => {
  const { options, store, addGrant } = await aFilledPlace(t, 'sqlite');
  await addGrant();
  const folder = aFolder(t);
  const made = createRecoveryKey();
  const seals = readRecoveryPublicKey(made.seals);
  assert.ok(seals);
  writeFileSync(join(folder, 'recovery.key'), made.opens.reveal(), { mode: 0o600 });
  writeFileSync(join(folder, 'backup'), await takeBackup(store, seals));
  copyFileSync(options.masterKeyFile, join(folder, 'data.key'));
  const child = spawn(process.execPath, ['--input-type=module', '-e', hangingProgram, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    child.kill('SIGKILL');
  });
  await once(child, 'close');
  assert.equal(said, 'reading');
  assert.ok(!existsSync(join(folder, 'data')));
  const report = await restoreBackup({
    ...options,
    dataDir: join(folder, 'data'),
    masterKeyFile: join(folder, 'data.key'),
    file: piecesOf(readFileSync(join(folder, 'backup'))),
    recoveryKey: readRecoveryKeyFile(join(folder, 'recovery.key')),
    revocations: [],
  });
  assert.equal(report.held, 1);
});

/** Restores, and is killed before it puts this file into its place. */
const dyingProgram = `
  const url = (path) => new URL(path, ${JSON.stringify(import.meta.url)});
  const fs = await import('node:fs');
  const { syncBuiltinESMExports } = await import('node:module');
  const { randomBytes } = await import('node:crypto');
  const [, folder, last] = process.argv;
  const { renameSync } = fs.default;
  fs.default.renameSync = (from, to) => {
    if (to === folder + '/data/' + last) process.kill(process.pid, 'SIGKILL');
    renameSync(from, to);
  };
  syncBuiltinESMExports();
  const { restoreBackup } = await import(url('./restore-backup.ts'));
  const { readRecoveryKeyFile } = await import(url('./recovery-key.ts'));
  await restoreBackup({
    file: [fs.readFileSync(folder + '/backup')],
    recoveryKey: readRecoveryKeyFile(folder + '/recovery.key'),
    masterKeyFile: folder + '/data.key',
    dataDir: folder + '/data',
    revocations: [],
    clock: { now: () => 1 },
    random: { bytes: (length) => randomBytes(length) },
    log: { warn: () => undefined },
  });
`;

for (const [last, left] of [
  ['audit.db', ['.restoring-']],
  ['state.db', ['.restoring-', 'audit.db']],
] as const) {
  test(`kill -9 before ${last} is in its place leaves nothing that opens as a store`, async (t) => {
    const { options, store, addGrant } = await aFilledPlace(t, 'sqlite');
    await addGrant();
    const folder = aFolder(t);
    const made = createRecoveryKey();
    const seals = readRecoveryPublicKey(made.seals);
    assert.ok(seals);
    writeFileSync(join(folder, 'recovery.key'), made.opens.reveal(), { mode: 0o600 });
    writeFileSync(join(folder, 'backup'), await takeBackup(store, seals));
    copyFileSync(options.masterKeyFile, join(folder, 'data.key'));
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir, { mode: 0o700 });
    const child = spawn(process.execPath, ['--input-type=module', '-e', dyingProgram, folder, last], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await once(child, 'close');
    assert.equal(child.signalCode, 'SIGKILL');
    const place = { ...options, dataDir, masterKeyFile: join(folder, 'data.key') };
    const again: RestoreBackupOptions = {
      ...place,
      file: piecesOf(readFileSync(join(folder, 'backup'))),
      recoveryKey: readRecoveryKeyFile(join(folder, 'recovery.key')),
      revocations: [],
    };
    const found = readdirSync(dataDir).toSorted();
    assert.deepEqual(
      found.map((name) => name.replace(/-.*/, '-')),
      left,
    );
    await assert.rejects(restoreBackup(again), { code: 'usage', message: /is not empty/ });
    await assert.rejects(openStore(place), { code: 'store_corrupt' });
    assert.deepEqual(readdirSync(dataDir).toSorted(), found, 'the refusal made something');
    for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true });
    assert.equal((await restoreBackup(again)).held, 1);
    assert.ok((await (await reopen(t, place)).audit.verify()).ok);
  });
}

testOnBoth('a backup of an older schema is brought up to this version', async (t, kind) => {
  const { options, store, addGrant } = await aFilledPlace(t, kind);
  await addGrant();
  const caller = aCaller();
  await store.callers.addKeyless(caller, anIdentity(caller));
  const schema = 6;
  const columns = await columnsOf(schema);
  await using snapshot = await store.snapshot();
  const file = await sealed({
    ...snapshot,
    schema,
    async *rows(table) {
      const known = columns.get(table);
      if (known === undefined) return;
      for await (const row of snapshot.rows(table)) {
        yield Object.fromEntries(Object.entries(row).filter(([name]) => known.has(name)));
      }
    },
  });
  const machine = await anEmptyMachine(t, kind, options, file);
  const report = await restoreBackup(machine);
  assert.deepEqual([report.held, report.rows.caller_identities], [1, undefined]);
  const restored = await reopen(t, machine);
  assert.equal((await restored.callers.list({ limit: 10 })).length, 1);
});

test('a backup of a newer schema is refused', async (t) => {
  const { options, store } = await aFilledPlace(t, 'sqlite');
  await using snapshot = await store.snapshot();
  const file = await sealed({ ...snapshot, schema: (migrations.at(-1)?.number ?? 0) + 1 });
  await assert.rejects(restoreBackup(await anEmptyMachine(t, 'sqlite', options, file)), {
    code: 'store_newer',
  });
});

async function sealed(snapshot: StoreSnapshot): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(sealFile(writeBackup(snapshot, 1), publicKey)));
}

/** What the tables had when the schema had this number. */
async function columnsOf(schema: number): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const db = new Kysely<Schema>({ dialect: createNodeSqliteDialect(new DatabaseSync(':memory:')) });
  await migrate(db, aClock(), 'sqlite', migrations.slice(0, schema));
  return readColumns(db);
}
