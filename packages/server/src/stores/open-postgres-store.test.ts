import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isConsentryError, Secret } from '@consentry/core';
import { readRows, tamper } from '../../test/a-database.ts';
import {
  aFolder,
  aGrant,
  anInvitation,
  aPlace,
  cleanUp,
  partner,
  random,
  storeOptions,
} from '../../test/a-store.ts';
import { createOperatorKey } from '../access/caller-key.ts';
import { migrations } from './migrations/migrate.ts';
import { type OpenStoreOptions, openStore, type Store } from './open-store.ts';

async function open(t: TestContext, options: OpenStoreOptions): Promise<Store> {
  const store = await openStore(options);
  cleanUp(t, () => store.close());
  return store;
}

async function openAndClose(options: OpenStoreOptions): Promise<void> {
  await (await openStore(options)).close();
}

/** Another replica on the same database: a folder of its own, and a copy of the master key if there is one. */
function anotherReplica(t: TestContext, first: OpenStoreOptions): OpenStoreOptions {
  const options = storeOptions(aFolder(t), { database: first.database });
  if (existsSync(first.masterKeyFile)) copyFileSync(first.masterKeyFile, options.masterKeyFile);
  return options;
}

test('several replicas have one store open, and each sees what another keeps', async (t) => {
  const place = await aPlace(t, 'postgres');
  const first = await open(t, place);
  const second = await open(t, anotherReplica(t, place));
  const grant = aGrant();
  const record = { grant: grant.id, version: 1 };
  const secret = await first.vault.put(record, Secret.of('refresh'));
  await first.grants.save({ ...grant, secret }, 0);
  assert.deepEqual(await second.grants.find(grant.id), { ...grant, secret });
  assert.equal((await second.vault.get(secret, record)).reveal(), 'refresh');
});

test('one of two replicas that race seals the grant of an invitation', async (t) => {
  const place = await aPlace(t, 'postgres');
  const replicas = [await open(t, place), await open(t, anotherReplica(t, place))];
  const invitation = anInvitation();
  await replicas[0]?.invitations.add(invitation, Secret.of('handle'));
  const outcomes = await Promise.all(
    replicas.map(({ grants }) => grants.save(aGrant(), 0, { spending: invitation.id })),
  );
  assert.deepEqual(outcomes.toSorted(), ['saved', 'spent']);
});

test('cleaning on every replica at once removes each row once', async (t) => {
  const place = await aPlace(t, 'postgres');
  const replicas = [await open(t, place), await open(t, anotherReplica(t, place))];
  const kept = aGrant();
  const secret = await replicas[0]?.vault.put({ grant: kept.id, version: 1 }, Secret.of('kept'));
  assert.ok(secret);
  await replicas[0]?.grants.save({ ...kept, secret }, 0);
  for (const version of [2, 3, 4])
    await replicas[0]?.vault.put({ grant: kept.id, version }, Secret.of('left'));
  const before = place.clock.now() + 1;
  const removed = await Promise.all(replicas.map(({ vault }) => vault.removeOrphans(before)));
  assert.equal(
    removed.reduce((sum, count) => sum + count, 0),
    3,
  );
  assert.equal((await replicas[1]?.vault.get(secret, { grant: kept.id, version: 1 }))?.reveal(), 'kept');
});

test('of replicas that start at once without a key one makes it, and the others name it', async (t) => {
  const place = await aPlace(t, 'postgres');
  const places = [place, anotherReplica(t, place), anotherReplica(t, place)];
  const outcomes = await Promise.allSettled(places.map((options) => open(t, options)));
  const made = places.filter(({ masterKeyFile }) => existsSync(masterKeyFile));
  assert.equal(made.length, 1);
  const expectedKeyId = /^mk_\S+/m.exec(readFileSync(made[0]?.masterKeyFile ?? '', 'utf8'))?.[0];
  const refused = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  );
  assert.equal(refused.length, 2);
  for (const error of refused) {
    assert.ok(isConsentryError(error, 'key_mismatch'));
    assert.deepEqual(error.facts, { expectedKeyId });
  }
});

test('a replica with another master key does not start, names the one that it needs, and changes nothing', async (t) => {
  const place = await aPlace(t, 'postgres');
  await openAndClose(place);
  const before = await readRows(place, 'SELECT * FROM stamp ORDER BY name');
  const stranger = anotherReplica(t, place);
  const other = storeOptions(aFolder(t));
  await openAndClose(other);
  copyFileSync(other.masterKeyFile, stranger.masterKeyFile);
  const expectedKeyId = /^mk_\S+/m.exec(readFileSync(place.masterKeyFile, 'utf8'))?.[0];
  await assert.rejects(openStore(stranger), { code: 'key_mismatch', facts: { expectedKeyId } });
  assert.deepEqual(await readRows(place, 'SELECT * FROM stamp ORDER BY name'), before);
});

test('a replica without the operator key makes none, and says where it was made', async (t) => {
  const place = await aPlace(t, 'postgres');
  const first = await open(t, place);
  assert.ok(first.hasNewOperatorKey);
  const second = await open(t, anotherReplica(t, place));
  assert.equal(second.operatorKeyHash, first.operatorKeyHash);
  assert.ok(!second.hasNewOperatorKey);
  assert.ok(!existsSync(second.operatorKeyFile));
  assert.equal(second.operatorKeyMadeIn, `${first.operatorKeyFile} on ${hostname()}`);
});

test('a replica takes the operator key that was put there, and refuses one that is not the store’s', async (t) => {
  const place = await aPlace(t, 'postgres');
  const first = await open(t, place);
  const [copied, foreign] = [anotherReplica(t, place), anotherReplica(t, place)];
  for (const { dataDir } of [copied, foreign]) mkdirSync(dataDir, { mode: 0o700 });
  copyFileSync(first.operatorKeyFile, join(copied.dataDir, 'operator.key'));
  const second = await open(t, copied);
  assert.equal(second.operatorKeyHash, first.operatorKeyHash);
  assert.equal(second.operatorKeyMadeIn, undefined);

  const file = join(foreign.dataDir, 'operator.key');
  writeFileSync(file, createOperatorKey(random).reveal(), { mode: 0o600 });
  await assert.rejects(openStore(foreign), {
    code: 'invalid_configuration',
    message: `${file} does not hold the operator key of this store.`,
  });
});

test('the operator key can be brought along to an empty store', async (t) => {
  const place = await aPlace(t, 'postgres');
  mkdirSync(place.dataDir, { mode: 0o700 });
  const text = createOperatorKey(random).reveal();
  writeFileSync(join(place.dataDir, 'operator.key'), text, { mode: 0o600 });
  await openAndClose(place);
  assert.equal(readFileSync(join(place.dataDir, 'operator.key'), 'utf8'), text);
});

test('a data folder is one replica’s', async (t) => {
  const place = await aPlace(t, 'postgres');
  await open(t, place);
  await assert.rejects(openStore(place), { code: 'store_locked' });
});

test('keeps everything over a restart, and goes on with its chain of the audit', async (t) => {
  const place = await aPlace(t, 'postgres');
  const first = await openStore(place);
  await first.grants.save(aGrant(), 0);
  await first.audit.write({ type: 'broker.started', at: 1, actor: 'broker', version: '1' });
  await first.close();
  const second = await open(t, place);
  await second.audit.write({ type: 'broker.started', at: 2, actor: 'broker', version: '1' });
  assert.equal((await second.grants.listByPartner(partner)).length, 1);
  assert.deepEqual(await second.audit.verify(), { ok: true, groups: 2, events: 2 });
  const writers = await readRows(place, 'SELECT DISTINCT writer FROM audit_groups');
  assert.equal(writers.length, 1);
});

test('a replica that lost its folder begins a chain of its own, and the heads stay', async (t) => {
  const place = await aPlace(t, 'postgres');
  const first = await openStore(place);
  await first.audit.write({ type: 'broker.started', at: 1, actor: 'broker', version: '1' });
  await first.close();
  rmSync(place.dataDir, { recursive: true });
  const second = await open(t, place);
  await second.audit.write({ type: 'broker.started', at: 2, actor: 'broker', version: '1' });
  assert.deepEqual(await second.audit.verify(), { ok: true, groups: 2, events: 2 });
});

test('says of which writers the heads are kept on other machines', async (t) => {
  const place = await aPlace(t, 'postgres');
  const elsewhere = anotherReplica(t, place);
  mkdirSync(dirname(elsewhere.masterKeyFile), { recursive: true });
  const first = await open(t, place);
  copyFileSync(place.masterKeyFile, elsewhere.masterKeyFile);
  const second = await open(t, elsewhere);
  for (const { audit } of [first, second]) {
    await audit.write({ type: 'broker.started', at: 1, actor: 'broker', version: '1' });
  }
  const verdict = await first.audit.verify();
  assert.ok(verdict.ok);
  assert.equal(verdict.anchoredElsewhere?.length, 1);
});

test('refuses another cloud, and tables of a newer version', async (t) => {
  const place = await aPlace(t, 'postgres');
  await openAndClose(place);
  const china = { ...place, stamp: { ...place.stamp, cloud: 'china' } };
  await assert.rejects(openStore(china), { code: 'store_other_cloud' });
  await tamper(place, "INSERT INTO migrations VALUES (99, 'of the future', 1)");
  await assert.rejects(openStore(place), {
    code: 'store_newer',
    facts: { schema: 99, knownSchema: migrations.at(-1)?.number },
  });
});

test('makes no store where one must exist', async (t) => {
  const place = await aPlace(t, 'postgres');
  await tamper(place, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await assert.rejects(openStore({ ...place, mustExist: true }), { code: 'usage' });
  await openAndClose(place);
  await openAndClose({ ...place, mustExist: true });
});
