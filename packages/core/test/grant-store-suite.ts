import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { InvitationId } from '../src/ids.ts';
import type { GrantStore } from '../src/vault/grant-store.ts';
import type { SecretRef } from '../src/vault/vault.ts';
import { aGrantId, anInvitationId, anObjectId, aSealedGrant } from './a-grant.ts';
import { customer, noon } from './builders.ts';

/** A store of grants, and the invitations beside it that it spends. */
export interface GrantStoreUnderTest {
  readonly grants: GrantStore;
  /** Adds an invitation that was not spent. */
  invite(id: InvitationId): Promise<void>;
  spentAt(id: InvitationId): Promise<number | undefined>;
}

type Create = (t: TestContext) => GrantStoreUnderTest | Promise<GrantStoreUnderTest>;

/** What every {@link GrantStore} guarantees. Call it in a test file of each implementation. */
export function testGrantStore(name: string, create: Create): void {
  describe(name, () => {
    testFinding(create);
    testSaving(create);
    testSpending(create);
    testRenewing(create);
    testChangingState(create);
  });
}

const anotherSubject = anObjectId('5');
const next = { secret: 'sec_2' as SecretRef, version: 2, sealedAt: noon + 1 };
const dead = { state: 'consent_needed', reason: 'consent_needed:50173', since: noon + 1 } as const;

function testFinding(create: Create): void {
  test('finds a grant by its id as it was saved', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    assert.deepEqual(await grants.find(aGrantId()), aSealedGrant());
  });

  test('finds nothing under an id that was never saved', async (t) => {
    const { grants } = await create(t);
    assert.equal(await grants.find(aGrantId()), undefined);
  });

  test('finds a grant by its account and application', async (t) => {
    const { grants } = await create(t);
    const grant = aSealedGrant();
    await grants.save(grant, 0);
    assert.deepEqual(await grants.findBySubject(grant.partner, grant.subject, grant.application), grant);
    assert.equal(await grants.findBySubject(customer, grant.subject, grant.application), undefined);
    assert.equal(await grants.findBySubject(grant.partner, anotherSubject, grant.application), undefined);
  });

  test('lists the grants of one partner, the newest consent first', async (t) => {
    const { grants } = await create(t);
    const older = aSealedGrant({ id: aGrantId('A') });
    const newer = aSealedGrant({ id: aGrantId('B'), subject: anotherSubject, consentedAt: noon + 1 });
    const foreign = aSealedGrant({ id: aGrantId('C'), partner: customer });
    for (const grant of [older, newer, foreign]) await grants.save(grant, 0);
    assert.deepEqual(await grants.listByPartner(older.partner), [newer, older]);
  });

  test('lists all grants page by page, each once', async (t) => {
    const { grants } = await create(t);
    const ids = ['C', 'A', 'D', 'B'].map(aGrantId);
    for (const [index, id] of ids.entries()) {
      await grants.save(aSealedGrant({ id, subject: anObjectId(String(index)) }), 0);
    }
    const first = await grants.list({ limit: 3 });
    const last = first.at(-1);
    assert.ok(last);
    const rest = await grants.list({ limit: 3, after: last.id });
    assert.deepEqual([first.length, rest.length], [3, 1]);
    assert.deepEqual([...first, ...rest].map(({ id }) => id).toSorted(), ids.toSorted());
  });
}

function testSaving(create: Create): void {
  test('saves a version over the one that it was made from', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    const renewed = aSealedGrant({ version: 2, sealedAt: noon + 1 });
    assert.equal(await grants.save(renewed, 1), 'saved');
    assert.deepEqual(await grants.find(aGrantId()), renewed);
  });

  test('lets a writer that holds an older version change nothing', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    const newest = aSealedGrant({ version: 2, sealedAt: noon + 1 });
    await grants.save(newest, 1);
    assert.equal(await grants.save(aSealedGrant({ version: 2, sealedAt: noon + 2 }), 1), 'raced');
    assert.equal(await grants.save(aSealedGrant(), 0), 'raced');
    assert.deepEqual(await grants.find(aGrantId()), newest);
  });

  test('saves no version over a grant that does not exist', async (t) => {
    const { grants } = await create(t);
    assert.equal(await grants.save(aSealedGrant({ version: 2 }), 1), 'raced');
    assert.equal(await grants.find(aGrantId()), undefined);
  });

  test('keeps one grant for an account and application', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    assert.equal(await grants.save(aSealedGrant({ id: aGrantId('B') }), 0), 'raced');
    assert.equal(await grants.find(aGrantId('B')), undefined);
  });

  test('lets one of many writers of the same version win', async (t) => {
    const { grants } = await create(t);
    await grants.save(aSealedGrant(), 0);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) => grants.save(aSealedGrant({ version: 2, sealedAt: index }), 1)),
    );
    assert.deepEqual(outcomes.toSorted(), [...Array.from({ length: 7 }, () => 'raced'), 'saved']);
    assert.equal((await grants.find(aGrantId()))?.sealedAt, outcomes.indexOf('saved'));
  });
}

function testSpending(create: Create): void {
  test('spends an invitation with the grant that it led to', async (t) => {
    const { grants, invite, spentAt } = await create(t);
    await invite(anInvitationId());
    assert.equal(await grants.save(aSealedGrant({ sealedAt: noon + 5 }), 0, anInvitationId()), 'saved');
    assert.equal(await spentAt(anInvitationId()), noon + 5);
  });

  test('saves no grant of an invitation that was spent', async (t) => {
    const { grants, invite } = await create(t);
    await invite(anInvitationId());
    await grants.save(aSealedGrant(), 0, anInvitationId());
    const late = aSealedGrant({ id: aGrantId('B'), subject: anotherSubject });
    assert.equal(await grants.save(late, 0, anInvitationId()), 'spent');
    assert.equal(await grants.find(late.id), undefined);
  });

  test('saves no grant of an invitation that does not exist', async (t) => {
    const { grants } = await create(t);
    assert.equal(await grants.save(aSealedGrant(), 0, anInvitationId()), 'spent');
    assert.equal(await grants.find(aGrantId()), undefined);
  });

  test('leaves an invitation unspent when its grant lost a race', async (t) => {
    const { grants, invite, spentAt } = await create(t);
    await invite(anInvitationId());
    await grants.save(aSealedGrant(), 0);
    assert.equal(await grants.save(aSealedGrant(), 0, anInvitationId()), 'raced');
    assert.equal(await spentAt(anInvitationId()), undefined);
  });

  test('seals one grant of an invitation that several finish at once', async (t) => {
    const { grants, invite } = await create(t);
    await invite(anInvitationId());
    const outcomes = await Promise.all(
      ['A', 'B', 'C'].map((letter, index) =>
        grants.save(
          aSealedGrant({ id: aGrantId(letter), subject: anObjectId(String(index)) }),
          0,
          anInvitationId(),
        ),
      ),
    );
    assert.deepEqual(outcomes.toSorted(), ['saved', 'spent', 'spent']);
    assert.equal((await grants.list({ limit: 10 })).length, 1);
  });
}

function testRenewing(create: Create): void {
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

function testChangingState(create: Create): void {
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
