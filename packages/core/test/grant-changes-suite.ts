import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { InvitationId } from '../src/ids.ts';
import type { GrantStore } from '../src/vault/grant-store.ts';
import type { SecretRef } from '../src/vault/vault.ts';
import { aGrantId, anObjectId, aSealedGrant } from './a-grant.ts';
import { customer, noon } from './builders.ts';

/** A store of grants, and the invitations beside it that it spends. */
export interface GrantStoreUnderTest {
  readonly grants: GrantStore;
  /** Adds an invitation that was not spent. */
  invite(id: InvitationId): Promise<void>;
  spentAt(id: InvitationId): Promise<number | undefined>;
  /** How many changes a flow that is added now has before it. */
  changes(): Promise<number>;
}

/** Makes an empty store, gone after the test. */
export type CreateGrantStore = (t: TestContext) => GrantStoreUnderTest | Promise<GrantStoreUnderTest>;

const anotherSubject = anObjectId('5');
const next = { secret: 'sec_2' as SecretRef, version: 2, sealedAt: noon + 1, exerciseAt: noon + 2 };
const first = { id: aGrantId(), version: 1, state: 'healthy' } as const;
const dead = {
  state: 'consent_needed',
  reason: 'consent_needed:50173',
  since: noon + 1,
  evidence: { aadsts: 50173, traceId: '00000000-0000-4000-8000-000000000001' },
} as const;

/** The part of the suite of stores of grants that is about rows that exist. */
export function testGrantChanges(create: CreateGrantStore): void {
  testRenewing(create);
  testRelocating(create);
  testRedeeming(create);
  testChangingState(create);
  testRevoking(create);
  testExercising(create);
}

function testRelocating(create: CreateGrantStore): void {
  const to = { secret: 'sec_2' as SecretRef, version: 2 };

  test('names another place for a refresh token, and changes nothing else', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    await grants.beginRedemption(first, noon + 1);
    assert.equal(await grants.relocate(first, to), true);
    assert.deepEqual(await grants.find(aGrantId()), { ...aSealedGrant(), ...to, redeemingSince: noon + 1 });
    assert.equal(await grants.relocate(first, { ...to, version: 3 }), false, 'it has another version now');
  });

  test('relocates a grant that is held or dead, and none that was taken back', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    await grants.changeState(first, dead);
    assert.equal(await grants.relocate(first, to), true);
    await grants.revoke(aGrantId(), { reason: 'operator', since: noon + 2 });
    assert.equal(await grants.relocate({ ...first, version: 2 }, { ...to, version: 3 }), false);
    assert.equal((await grants.find(aGrantId()))?.version, 2);
  });
}

function testRedeeming(create: CreateGrantStore): void {
  test('notes that a refresh token is being redeemed, and forgets it with the next one', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    assert.equal(await grants.beginRedemption(first, noon + 1), true);
    assert.equal((await grants.find(aGrantId()))?.redeemingSince, noon + 1);
    await grants.renew(first, next);
    assert.equal((await grants.find(aGrantId()))?.redeemingSince, undefined);
  });

  test('takes the note back', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    await grants.beginRedemption(first, noon + 1);
    await grants.endRedemption(first);
    assert.deepEqual(await grants.find(aGrantId()), aSealedGrant());
  });

  test('begins no redemption of an older version, and none of a grant that is not alive', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant({ version: 2 }), 0);
    assert.equal(await grants.beginRedemption(first, noon + 1), false);
    await grants.changeState({ id: aGrantId(), version: 2, state: 'healthy' }, dead);
    assert.equal(await grants.beginRedemption({ id: aGrantId(), version: 2 }, noon + 1), false);
  });
}

function testRevoking(create: CreateGrantStore): void {
  test('revokes a grant whatever its version, and lets nothing but a new consent change it', async (t) => {
    const { grants, changes } = await create(t);
    await grants.save(aSealedGrant({ version: 3 }), 0);
    const before = await changes();
    assert.equal(await grants.revoke(aGrantId(), { reason: 'operator', since: noon + 1 }), true);
    const row = { id: aGrantId(), version: 3, state: 'revoked' } as const;
    assert.equal(await grants.renew(row, { ...next, version: 4 }), false);
    assert.equal(await grants.changeState(row, { ...dead, state: 'healthy' }), false);
    assert.equal(await grants.beginRedemption(row, noon + 2), false);
    const { state, stateReason, stateSince, version } = (await grants.find(aGrantId())) ?? {};
    assert.deepEqual([state, stateReason, stateSince, version], ['revoked', 'operator', noon + 1, 3]);
    const again = aSealedGrant({ version: 4 });
    for (const changesBefore of [undefined, before]) {
      assert.equal(await grants.save(again, 3, { changesBefore }), 'revoked', 'its consent began before');
    }
    assert.equal(await grants.save(again, 3, { changesBefore: await changes() }), 'saved');
    assert.equal((await grants.find(aGrantId()))?.state, 'healthy');
  });

  test('revokes all grants of a partner, or all, and says how they were before', async (t) => {
    const { grants, changes } = await create(t);
    const [one, two, revoked, foreign] = [
      aSealedGrant({ id: aGrantId('A'), subject: anObjectId('1') }),
      aSealedGrant({ id: aGrantId('B'), subject: anObjectId('2'), state: 'held' }),
      aSealedGrant({ id: aGrantId('C'), subject: anObjectId('3') }),
      aSealedGrant({ id: aGrantId('D'), partner: customer }),
    ];
    for (const grant of [one, two, revoked, foreign]) await grants.save(grant, 0);
    await grants.revoke(revoked.id, { reason: 'operator', since: noon });
    const change = { reason: 'operator', since: noon + 1 };
    const before = await changes();
    assert.deepEqual(await grants.revokeAll(one.partner, change), [one, two]);
    assert.deepEqual(await grants.listRevokedAfter(before), [one.id, two.id]);
    assert.deepEqual(await grants.listRevokedAfter(await changes()), []);
    const states = async () => (await grants.list({ limit: 9 })).map(({ state }) => state);
    assert.deepEqual(await states(), ['revoked', 'revoked', 'revoked', 'healthy']);
    assert.equal((await grants.find(revoked.id))?.stateSince, noon);
    assert.deepEqual(await grants.revokeAll(undefined, change), [foreign]);
    assert.deepEqual(await grants.revokeAll(undefined, change), []);
    assert.deepEqual(await states(), ['revoked', 'revoked', 'revoked', 'revoked']);
  });

  test('gives an account whose grant is being purged another grant, by a consent that began afterwards', async (t) => {
    const { grants, changes } = await create(t);
    const old = aSealedGrant();
    await grants.save(old, 0);
    const before = await changes();
    assert.equal(await grants.revoke(old.id, { reason: 'operator', since: noon + 1, purges: true }), true);
    const unfinished = { at: noon + 1, outcome: 'unfinished' } as const;
    assert.deepEqual((await grants.find(old.id))?.purged, unfinished);
    assert.equal(await grants.findBySubject(old.partner, old.subject, old.application), undefined);
    assert.equal(await grants.save({ ...old, version: 2 }, 1, { changesBefore: await changes() }), 'raced');
    const another = { ...old, id: aGrantId('B') };
    for (const changesBefore of [undefined, before]) {
      assert.equal(await grants.save(another, 0, { changesBefore }), 'revoked', 'its consent began before');
    }
    assert.equal(await grants.save(another, 0, { changesBefore: await changes() }), 'saved');
    const purged = { at: noon + 2, outcome: 'destroyed', vault: 'database', missing: [] } as const;
    assert.equal(await grants.notePurged(old.id, purged), true);
    assert.deepEqual((await grants.find(old.id))?.purged, purged);
    assert.equal(await grants.notePurged(another.id, purged), false);
    assert.equal((await grants.findBySubject(old.partner, old.subject, old.application))?.id, another.id);
  });

  test('revokes nothing that does not exist', async (t) => {
    const { grants } = await create(t);
    assert.equal(await grants.revoke(aGrantId(), { reason: 'operator', since: noon }), false);
  });
}

function testExercising(create: CreateGrantStore): void {
  test('lists what is due, the longest due first, and nothing that is beyond help', async (t) => {
    const { grants } = await create(t);
    const states = ['healthy', 'admin_needed', 'consent_needed', 'held', 'revoked', 'healthy'] as const;
    for (const [index, state] of states.entries()) {
      const id = aGrantId('ABCDEF'.charAt(index));
      const subject = anObjectId(String(index));
      await grants.save(aSealedGrant({ id, subject, state, exerciseAt: noon - index }), 0);
    }
    const due = async (at: number, limit: number) => (await grants.listDue(at, limit)).map(({ id }) => id);
    assert.deepEqual(await due(noon, 10), ['F', 'B', 'A'].map(aGrantId));
    assert.deepEqual(await due(noon, 2), ['F', 'B'].map(aGrantId));
    assert.deepEqual(await due(noon - 1, 10), ['F', 'B'].map(aGrantId));
  });

  test('lets one of all who try begin a proof, until it ends or whoever began it is gone', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    const begin = (at: number): Promise<boolean> => grants.beginProof(aGrantId(), at, at - 1000);
    const begun = await Promise.all([1, 2, 3].map((by) => begin(noon + by)));
    assert.equal(begun.filter((isBegun) => isBegun).length, 1);
    const begunAt = noon + 1 + begun.indexOf(true);
    assert.equal(await begin(begunAt + 1000), false);
    assert.equal(await begin(begunAt + 1001), true);
    await grants.endProof(aGrantId(), begunAt, noon + 9);
    assert.equal(await begin(begunAt + 1002), false, 'the turn of another was not given back');
    assert.deepEqual(await grants.find(aGrantId()), aSealedGrant());
    await grants.endProof(aGrantId(), begunAt + 1001, undefined);
    assert.equal(await begin(begunAt + 1002), true);
    await grants.endProof(aGrantId(), begunAt + 1002, noon + 9);
    assert.deepEqual(await grants.find(aGrantId()), aSealedGrant({ provedAt: noon + 9 }));
  });

  test('lets one of all who try move the next exercise', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant({ exerciseAt: noon }), 0);
    const moved = await Promise.all([1, 2, 3].map((by) => grants.moveExercise(aGrantId(), noon, noon + by)));
    assert.equal(moved.filter((isMoved) => isMoved).length, 1);
    assert.equal((await grants.find(aGrantId()))?.exerciseAt, noon + 1 + moved.indexOf(true));
  });
}

function testRenewing(create: CreateGrantStore): void {
  test('renews the refresh token of a grant, and changes nothing else of it', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    assert.equal(await grants.renew(first, next), true);
    assert.deepEqual(await grants.find(aGrantId()), aSealedGrant(next));
  });

  test('renews nothing for a writer that holds an older version', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant({ version: 2 }), 0);
    assert.equal(await grants.renew(first, next), false);
    assert.deepEqual(await grants.find(aGrantId()), aSealedGrant({ version: 2 }));
  });

  test('renews nothing of a grant that does not exist', async (t) => {
    const { grants } = await create(t);
    assert.equal(await grants.renew(first, next), false);
  });

  for (const state of ['held', 'consent_needed', 'revoked'] as const) {
    test(`renews nothing of a grant that became ${state} meanwhile`, async (t) => {
      const { grants } = await create(t);
      await grants.save(aSealedGrant(), 0);
      await grants.changeState(first, { ...dead, state });
      assert.equal(await grants.renew(first, next), false);
      const { version, state: kept } = (await grants.find(aGrantId())) ?? {};
      assert.deepEqual([version, kept], [1, state]);
    });
  }

  test('lets one of two renewals of the same version win', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    const theirs = { ...next, secret: 'sec_3' as SecretRef };
    const won = await Promise.all([grants.renew(first, next), grants.renew(first, theirs)]);
    assert.deepEqual(won.toSorted(), [false, true]);
    assert.equal((await grants.find(aGrantId()))?.secret, won[0] ? next.secret : theirs.secret);
  });
}

function testChangingState(create: CreateGrantStore): void {
  test('changes the state of the version that is named, and nothing else of it', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    assert.equal(await grants.changeState(first, dead), true);
    const expected = {
      state: dead.state,
      stateReason: dead.reason,
      stateSince: dead.since,
      stateEvidence: dead.evidence,
    };
    assert.deepEqual(await grants.find(aGrantId()), aSealedGrant(expected));
  });

  test('leaves the state alone when a newer version is stored', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant({ version: 2 }), 0);
    assert.equal(await grants.changeState(first, dead), false);
    assert.equal((await grants.find(aGrantId()))?.state, 'healthy');
  });

  test('leaves the state alone when somebody changed it since it was read', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    await grants.changeState(first, { ...dead, state: 'held' });
    assert.equal(await grants.changeState(first, dead), false);
    assert.equal((await grants.find(aGrantId()))?.state, 'held');
  });

  test('changes the state of one grant alone', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    await grants.save(aSealedGrant({ id: aGrantId('B'), subject: anotherSubject }), 0);
    await grants.changeState(first, dead);
    assert.equal((await grants.find(aGrantId('B')))?.state, 'healthy');
  });
}
