import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aCaller,
  aCallerKey,
  aGrant,
  anIdentity,
  aPlace,
  aPolicy,
  aStore,
  cleanUp,
  testOnBoth,
} from '../../test/a-store.ts';
import { openStore, type Store } from './open-store.ts';

/** Everything that decides who may have what, each in turn; it was already done what `before` did. */
const changes: Readonly<Record<string, (store: Store, things: Things) => Promise<unknown>>> = {
  'a new caller': ({ callers }) => callers.add(aCaller(), aCallerKey()),
  'another policy': ({ callers }, { caller }) =>
    callers.changePolicy(caller.id, aPolicy({ resources: ['arm'] })),
  'a second key': ({ callers }, { caller }) => callers.addKey(caller.id, aCallerKey()),
  'a new identity': ({ callers }, { caller }) =>
    callers.addIdentity(anIdentity(caller, { claims: { sub: 'another program' } })),
  'a removed identity': ({ callers }, { caller, identity }) =>
    callers.removeIdentity(caller.id, identity.id, 1),
  'a new caller without a key': ({ callers }) => {
    const keyless = aCaller();
    return callers.addKeyless(keyless, anIdentity(keyless, { claims: { sub: 'a third program' } }));
  },
  'a removed key': ({ callers }, { caller, key }) => callers.removeKey(caller.id, key.id, 1),
  'a removed caller': ({ callers }, { caller }) => callers.remove(caller.id, 1),
  'a grant that was sealed anew': ({ grants }, { grant }) => grants.save({ ...grant, version: 2 }, 1),
  'a grant that was held': ({ grants }, { grant }) =>
    grants.changeState(
      { ...grant, version: 2 },
      { state: 'held', reason: 'operator', since: 1, evidence: {} },
    ),
  'something that was stopped': ({ stops }) => stops.add({ scope: 'everything', since: 1, reason: '' }),
  'something that goes on': ({ stops }) => stops.remove('everything'),
  'a revoked grant': ({ grants }, { grant }) => grants.revoke(grant.id, { reason: 'operator', since: 1 }),
};

type Things = {
  readonly caller: ReturnType<typeof aCaller>;
  readonly key: ReturnType<typeof aCallerKey>;
  readonly identity: ReturnType<typeof anIdentity>;
  readonly grant: ReturnType<typeof aGrant>;
};

async function things({ callers, grants }: Store): Promise<Things> {
  const [caller, key, grant] = [aCaller(), aCallerKey(), aGrant()];
  const identity = anIdentity(caller);
  await callers.add(caller, key);
  await callers.addIdentity(identity);
  await grants.save(grant, 0);
  return { caller, key, identity, grant };
}

test('each change of callers and grants is news for another replica, and what nobody keeps is none', async (t) => {
  const place = await aPlace(t, 'postgres');
  const [here, there] = await Promise.all([
    openStore(place),
    openStore({ ...place, dataDir: `${place.dataDir}-2` }),
  ]);
  for (const store of [here, there]) cleanUp(t, () => store.close());
  const known = await things(here);
  let last = (await there.news.readGeneration?.()) ?? 0;
  assert.ok(last > 0);
  for (const [name, change] of Object.entries(changes)) {
    assert.notEqual(await change(here, known), false, name);
    const next = (await there.news.readGeneration?.()) ?? 0;
    assert.ok(next > last, name);
    last = next;
  }
  await here.grants.moveExercise(known.grant.id, known.grant.exerciseAt, 5);
  assert.equal(await here.callers.remove(known.caller.id, 2), false, 'what changes nothing is no news');
  assert.equal(await there.news.readGeneration?.(), last);
});

testOnBoth('a process hears of its own changes at once', async (t, kind) => {
  const store = await aStore(t, kind);
  const known = await things(store);
  let heard = 0;
  store.news.subscribe(() => void (heard += 1));
  for (const [name, change] of Object.entries(changes)) {
    const before = heard;
    await change(store, known);
    assert.ok(heard > before, name);
  }
});

test('alone with its store a process has nobody to ask', async (t) => {
  assert.equal((await aStore(t, 'sqlite')).news.readGeneration, undefined);
});
