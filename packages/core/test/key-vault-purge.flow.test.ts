import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { defaultWorld, type World } from '@consentry/sandbox';
import { Secret } from '../src/secret.ts';
import { createCachingVault } from '../src/vault/caching-vault.ts';
import { aGrantId } from './a-grant.ts';
import { aKeyVault, type TestKeyVault } from './a-key-vault.ts';

type Permission = World['vaults'][number]['access'][number]['permissions'][number];

const dayMs = 24 * 60 * 60 * 1000;
const grant = aGrantId();

/** A vault whose client has these permissions beside Get and Set, and in it three versions of one secret, one disabled. */
async function aPlace(
  t: TestContext,
  more: readonly Permission[],
  change: Partial<World['vaults'][number]> = {},
) {
  const world = defaultWorld();
  const [record] = world.vaults;
  assert.ok(record?.access[0]);
  Object.assign(record, change);
  record.access[0].permissions = ['get', 'set', ...more];
  const place = await aKeyVault(t, { world });
  const { vault } = place;
  const refs = [
    await vault.put({ grant, version: 1 }, Secret.of('one')),
    await vault.put({ grant, version: 2 }, Secret.of('two')),
    await vault.put({ grant, version: 3 }, Secret.of('three')),
  ] as const;
  await vault.remove(refs[1]);
  const name = refs[2].slice('kv:'.length, refs[2].indexOf('/'));
  return { ...place, refs, ref: refs[2], name };
}

/** Which versions can be read once somebody recovered what can be recovered. */
async function readable({ byHand }: TestKeyVault, refs: readonly string[]): Promise<readonly number[]> {
  const answers = await Promise.all(refs.map((ref) => byHand('GET', `/secrets/${ref.slice('kv:'.length)}`)));
  return answers.map(({ status }) => status);
}

test('with Get and Set alone it disables the versions that lead to one another, and says so', async (t) => {
  const place = await aPlace(t, []);
  const purged = await place.vault.purge(grant, place.ref);
  assert.deepEqual(purged, {
    outcome: 'disabled',
    vault: 'example',
    secret: place.name,
    missing: ['list', 'delete'],
  });
  // The second was removed before, and what stood before it is not known any more.
  assert.deepEqual(await readable(place, [place.refs[1], place.refs[2]]), [403, 403]);
});

test('with List it disables every version', async (t) => {
  const place = await aPlace(t, ['list']);
  const purged = await place.vault.purge(grant, place.ref);
  assert.deepEqual([purged.outcome, purged.missing], ['disabled', ['delete']]);
  assert.deepEqual(await readable(place, place.refs), [403, 403, 403]);
});

test('with Delete it says until when the secret can be recovered; recovered, it is disabled', async (t) => {
  const place = await aPlace(t, ['list', 'delete']);
  const softDeleteMs = place.record.softDeleteDays * dayMs;
  const wholeSecond = () => Math.floor((place.sandbox.clock.now() + softDeleteMs) / 1000) * 1000;
  const earliest = wholeSecond();
  const { recoverableUntil = 0, ...purged } = await place.vault.purge(grant, place.ref);
  const latest = wholeSecond();
  assert.deepEqual(purged, {
    outcome: 'recoverable',
    vault: 'example',
    secret: place.name,
    missing: ['purge'],
  });
  assert.ok(earliest <= recoverableUntil && recoverableUntil <= latest, `${recoverableUntil}`);
  assert.deepEqual(await readable(place, place.refs), [404, 404, 404]);
  await place.byHand('POST', `/deletedsecrets/${place.name}/recover`);
  assert.deepEqual(await readable(place, place.refs), [403, 403, 403]);
});

test('with Purge nothing is left, unless the vault protects what was deleted', async (t) => {
  const place = await aPlace(t, ['list', 'delete', 'purge']);
  const purged = await place.vault.purge(grant, place.ref);
  assert.deepEqual(purged, { outcome: 'destroyed', vault: 'example', secret: place.name, missing: [] });
  assert.equal((await place.byHand('GET', `/deletedsecrets/${place.name}`)).status, 404);

  const kept = await aPlace(t, ['list', 'delete', 'purge'], { purgeProtection: true });
  const left = await kept.vault.purge(grant, kept.ref);
  assert.deepEqual([left.outcome, left.missing], ['recoverable', ['purge_protection']]);
  assert.equal((await kept.byHand('GET', `/deletedsecrets/${kept.name}`)).status, 200);
});

test('asked again, it goes on where it ended', async (t) => {
  const place = await aPlace(t, ['list', 'delete']);
  assert.equal((await place.vault.purge(grant, place.ref)).outcome, 'recoverable');
  assert.equal((await place.vault.purge(grant, place.ref)).outcome, 'recoverable');
  place.record.access[0]?.permissions.push('purge');
  assert.equal((await place.vault.purge(grant, place.ref)).outcome, 'destroyed');
});

test('waits for a deletion that is under way', async (t) => {
  const place = await aPlace(t, ['list', 'delete', 'purge'], { deletionMs: 5_000 });
  assert.equal((await place.vault.purge(grant, place.ref)).outcome, 'destroyed');
  assert.equal((await place.byHand('GET', `/deletedsecrets/${place.name}`)).status, 404);
});

test('waits also for a deletion that somebody else began, and calls nothing destroyed before', async (t) => {
  const place = await aPlace(t, ['list', 'delete'], { deletionMs: 5_000 });
  await place.byHand('DELETE', `/secrets/${place.name}`);
  const purged = await place.vault.purge(grant, place.ref);
  assert.deepEqual([purged.outcome, purged.missing], ['recoverable', ['purge']]);
});

test('with Purge and without Delete it purges what somebody else deleted', async (t) => {
  const place = await aPlace(t, ['list', 'purge']);
  assert.equal((await place.vault.purge(grant, place.ref)).outcome, 'disabled');
  await place.byHand('DELETE', `/secrets/${place.name}`);
  assert.equal((await place.vault.purge(grant, place.ref)).outcome, 'destroyed');
  assert.equal((await place.byHand('GET', `/deletedsecrets/${place.name}`)).status, 404);
});

test('says vault_unavailable of a deletion that does not end', async (t) => {
  const place = await aPlace(t, ['list', 'delete', 'purge'], { deletionMs: 600_000 });
  await assert.rejects(place.vault.purge(grant, place.ref), { code: 'vault_unavailable' });
});

test('says vault_denied when not even disabling is allowed, and vault_unavailable when the vault is away', async (t) => {
  const place = await aPlace(t, []);
  place.record.access[0]?.permissions.splice(0);
  await assert.rejects(place.vault.purge(grant, place.ref), { code: 'vault_denied' });
  place.sandbox.control.playFault({ service: 'vault', times: 'always', fault: { kind: 'reset' } });
  await assert.rejects(place.vault.purge(grant, place.ref), { code: 'vault_unavailable' });
});

test('forgets what it keeps in memory, though the vault could not be purged', async (t) => {
  const place = await aPlace(t, []);
  const vault = createCachingVault(place.vault, {
    clock: place.sandbox.clock,
    limit: 10,
    lifetimeMs: 60_000,
  });
  await vault.get(place.ref, { grant, version: 3 });
  place.sandbox.control.playFault({ service: 'vault', times: 'always', fault: { kind: 'reset' } });
  await assert.rejects(vault.purge(grant, place.ref), { code: 'vault_unavailable' });
  await assert.rejects(vault.get(place.ref, { grant, version: 3 }), { code: 'vault_unavailable' });
});

test('says that nothing is left of a grant that never lay there, whatever it may do', async (t) => {
  const place = await aPlace(t, []);
  const purged = await place.vault.purge(aGrantId('B'), place.ref);
  assert.deepEqual([purged.outcome, purged.missing], ['destroyed', []]);
  assert.deepEqual(await readable(place, [place.ref]), [200], 'the other grant keeps its own');
});
