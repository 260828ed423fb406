import assert from 'node:assert/strict';
import { readRows, tamper } from '../../test/a-database.ts';
import {
  aCaller,
  aCallerKey,
  anIdentity,
  aPlace,
  aStore,
  cleanUp,
  issuer,
  testOnBoth,
} from '../../test/a-store.ts';
import { openStore } from './open-store.ts';

testOnBoth(
  'finds a caller with its identities, and them by their issuer, the oldest first',
  async (t, kind) => {
    const { callers } = await aStore(t, kind);
    const [caller, keyless] = [aCaller(), aCaller()];
    const key = aCallerKey();
    await callers.add(caller, key);
    const second = anIdentity(caller, { claims: { sub: 'b', ref: 'x' }, createdAt: 2000 });
    const first = anIdentity(caller, { claims: { sub: 'a' } });
    const elsewhere = anIdentity(caller, { issuer: 'https://other.example', createdAt: 3000 });
    for (const identity of [second, first, elsewhere]) {
      assert.equal(await callers.addIdentity(identity), 'added');
    }
    const own = anIdentity(keyless, { claims: { sub: 'c' }, createdAt: 1500 });
    assert.equal(await callers.addKeyless(keyless, own), 'added');
    assert.deepEqual(await callers.find(caller.id), {
      caller,
      keys: [key],
      identities: [first, second, elsewhere],
    });
    assert.deepEqual(await callers.find(keyless.id), { caller: keyless, keys: [], identities: [own] });
    assert.deepEqual(await callers.listIdentities(issuer), [first, own, second]);
    assert.deepEqual(await callers.listIdentities('https://nobody.example'), []);
  },
);

testOnBoth('takes no identity that a token of another caller’s would fit too', async (t, kind) => {
  const { callers } = await aStore(t, kind);
  const [caller, other] = [aCaller(), aCaller()];
  for (const one of [caller, other]) await callers.add(one, aCallerKey());
  await callers.addIdentity(anIdentity(caller, { claims: { sub: 'a', ref: 'x' } }));
  for (const claims of [
    { sub: 'a', ref: 'x' },
    { ref: 'x', sub: 'a' },
    { sub: 'a' },
    { sub: 'a', ref: 'x', e: '1' },
  ]) {
    assert.equal(await callers.addIdentity(anIdentity(other, { claims })), 'taken', JSON.stringify(claims));
    const keyless = aCaller();
    assert.equal(await callers.addKeyless(keyless, anIdentity(keyless, { claims })), 'taken');
    assert.equal(await callers.find(keyless.id), undefined);
  }
  for (const change of [{ claims: { sub: 'a', ref: 'y' } }, { issuer: 'https://other.example' }]) {
    assert.equal(await callers.addIdentity(anIdentity(other, change)), 'added');
  }
  // Its own it may narrow or widen, but not have twice.
  assert.equal(
    await callers.addIdentity(anIdentity(caller, { claims: { sub: 'a', ref: 'x', e: '1' } })),
    'added',
  );
  assert.equal(await callers.addIdentity(anIdentity(caller, { claims: { ref: 'x', sub: 'a' } })), 'taken');
});

testOnBoth('of many who want the same identity at once one gets it', async (t, kind) => {
  const { callers } = await aStore(t, kind);
  const all = Array.from({ length: 5 }, () => aCaller());
  for (const caller of all) await callers.add(caller, aCallerKey());
  const keyless = aCaller();
  const outcomes = await Promise.all([
    ...all.map((caller) => callers.addIdentity(anIdentity(caller))),
    callers.addKeyless(keyless, anIdentity(keyless)),
  ]);
  assert.deepEqual(outcomes.toSorted(), ['added', ...Array.from({ length: 5 }, () => 'taken')]);
  assert.equal((await callers.listIdentities(issuer)).length, 1);
});

testOnBoth('gives a caller ten identities, however many are asked for at once', async (t, kind) => {
  const { callers } = await aStore(t, kind);
  const caller = aCaller();
  await callers.add(caller, aCallerKey());
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      callers.addIdentity(anIdentity(caller, { claims: { sub: `program ${index}` } })),
    ),
  );
  assert.equal(outcomes.filter((outcome) => outcome === 'added').length, 10);
  assert.equal(outcomes.filter((outcome) => outcome === 'too_many').length, 2);
});

testOnBoth('removes an identity of its own caller only, once, and keeps its row', async (t, kind) => {
  const place = await aPlace(t, kind);
  const { callers, close } = await openStore(place);
  cleanUp(t, close);
  const [caller, other] = [aCaller(), aCaller()];
  for (const one of [caller, other]) await callers.add(one, aCallerKey());
  const identity = anIdentity(caller);
  await callers.addIdentity(identity);
  assert.equal(await callers.removeIdentity(other.id, identity.id, 3000), false);
  assert.equal(await callers.removeIdentity(caller.id, identity.id, 3000), true);
  assert.equal(await callers.removeIdentity(caller.id, identity.id, 3000), false);
  assert.deepEqual((await callers.find(caller.id))?.identities, []);
  assert.deepEqual(await callers.listIdentities(issuer), []);
  assert.equal(await callers.addIdentity(anIdentity(other)), 'added', 'it is free again');
  await close();
  const rows = await readRows(place, `SELECT removed_at FROM caller_identities WHERE id = '${identity.id}'`);
  assert.deepEqual(
    rows.map(({ removed_at: at }) => Number(at)),
    [3000],
  );
});

testOnBoth('of a removed caller no identity is left, nor can one be added', async (t, kind) => {
  const { callers } = await aStore(t, kind);
  const [removed, other] = [aCaller(), aCaller()];
  for (const one of [removed, other]) await callers.add(one, aCallerKey());
  await callers.addIdentity(anIdentity(removed));
  await callers.remove(removed.id, 2000);
  assert.deepEqual(await callers.listIdentities(issuer), []);
  assert.equal(await callers.addIdentity(anIdentity(removed, { claims: { sub: 'b' } })), 'no_caller');
  assert.equal(await callers.addIdentity(anIdentity(other)), 'added');
});

testOnBoth('believes no row that says less than an identity must', async (t, kind) => {
  const place = await aPlace(t, kind);
  const store = await openStore(place);
  const caller = aCaller();
  await store.callers.add(caller, aCallerKey());
  await store.callers.addIdentity(anIdentity(caller));
  await store.close();
  for (const claims of ['{}', '{"ref":"x"}', '{"sub":["a program"]}', '[]']) {
    await tamper(place, `UPDATE caller_identities SET claims = '${claims}'`);
    const again = await openStore(place);
    await assert.rejects(again.callers.listIdentities(issuer), claims);
    await assert.rejects(again.callers.find(caller.id), claims);
    await again.close();
  }
});
