import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { InvitationId } from '../src/ids.ts';
import type { GrantStore } from '../src/vault/grant-store.ts';
import type { SecretRef } from '../src/vault/vault.ts';
import { aGrantId, anObjectId, aSealedGrant } from './a-grant.ts';
import { noon } from './builders.ts';

/** A store of grants, and the invitations beside it that it spends. */
export interface GrantStoreUnderTest {
  readonly grants: GrantStore;
  /** Adds an invitation that was not spent. */
  invite(id: InvitationId): Promise<void>;
  spentAt(id: InvitationId): Promise<number | undefined>;
}

/** Makes an empty store, gone after the test. */
export type CreateGrantStore = (t: TestContext) => GrantStoreUnderTest | Promise<GrantStoreUnderTest>;

const anotherSubject = anObjectId('5');
const next = { secret: 'sec_2' as SecretRef, version: 2, sealedAt: noon + 1 };
const dead = { state: 'consent_needed', reason: 'consent_needed:50173', since: noon + 1 } as const;

/** The part of the suite of stores of grants that is about rows that exist: `renew` and `changeState`. */
export function testGrantChanges(create: CreateGrantStore): void {
  testRenewing(create);
  testChangingState(create);
}

function testRenewing(create: CreateGrantStore): void {
  test('renews the refresh token of a grant, and changes nothing else of it', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    assert.equal(await grants.renew(aGrantId(), 1, next), true);
    assert.deepEqual(await grants.find(aGrantId()), aSealedGrant(next));
  });

  test('renews nothing for a writer that holds an older version', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant({ version: 2 }), 0);
    assert.equal(await grants.renew(aGrantId(), 1, next), false);
    assert.deepEqual(await grants.find(aGrantId()), aSealedGrant({ version: 2 }));
  });

  test('renews nothing of a grant that does not exist', async (t) => {
    const { grants } = await create(t);
    assert.equal(await grants.renew(aGrantId(), 1, next), false);
  });

  for (const state of ['held', 'consent_needed'] as const) {
    test(`renews nothing of a grant that became ${state} meanwhile`, async (t) => {
      const { grants } = await create(t);
      await grants.save(aSealedGrant(), 0);
      await grants.changeState(aGrantId(), 1, { ...dead, state });
      assert.equal(await grants.renew(aGrantId(), 1, next), false);
      const { version, state: kept } = (await grants.find(aGrantId())) ?? {};
      assert.deepEqual([version, kept], [1, state]);
    });
  }

  test('lets one of two renewals of the same version win', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    const theirs = { ...next, secret: 'sec_3' as SecretRef };
    const won = await Promise.all([grants.renew(aGrantId(), 1, next), grants.renew(aGrantId(), 1, theirs)]);
    assert.deepEqual(won.toSorted(), [false, true]);
    assert.equal((await grants.find(aGrantId()))?.secret, won[0] ? next.secret : theirs.secret);
  });
}

function testChangingState(create: CreateGrantStore): void {
  test('changes the state of the version that is named, and nothing else of it', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    assert.equal(await grants.changeState(aGrantId(), 1, dead), true);
    const expected = { state: dead.state, stateReason: dead.reason, stateSince: dead.since };
    assert.deepEqual(await grants.find(aGrantId()), aSealedGrant(expected));
  });

  test('leaves the state alone when a newer version is stored', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant({ version: 2 }), 0);
    assert.equal(await grants.changeState(aGrantId(), 1, dead), false);
    assert.equal((await grants.find(aGrantId()))?.state, 'healthy');
  });

  test('changes the state of one grant alone', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    await grants.save(aSealedGrant({ id: aGrantId('B'), subject: anotherSubject }), 0);
    await grants.changeState(aGrantId(), 1, dead);
    assert.equal((await grants.find(aGrantId('B')))?.state, 'healthy');
  });
}
