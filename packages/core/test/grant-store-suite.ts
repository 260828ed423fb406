import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { aGrantId, anInvitationId, anObjectId, aSealedGrant } from './a-grant.ts';
import { customer, noon } from './builders.ts';
import { type CreateGrantStore, testGrantChanges } from './grant-changes-suite.ts';

/** What every `GrantStore` guarantees. Call it in a test file of each implementation. */
export function testGrantStore(name: string, create: CreateGrantStore): void {
  describe(name, () => {
    testFinding(create);
    testSaving(create);
    testSpending(create);
    testGrantChanges(create);
  });
}

const anotherSubject = anObjectId('5');
function testFinding(create: CreateGrantStore): void {
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

function testSaving(create: CreateGrantStore): void {
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

function testSpending(create: CreateGrantStore): void {
  test('spends an invitation with the grant that it led to', async (t) => {
    const { grants, invite, spentAt } = await create(t);
    await invite(anInvitationId());
    assert.equal(
      await grants.save(aSealedGrant({ sealedAt: noon + 5 }), 0, { spending: anInvitationId() }),
      'saved',
    );
    assert.equal(await spentAt(anInvitationId()), noon + 5);
  });

  test('saves no grant of an invitation that was spent', async (t) => {
    const { grants, invite } = await create(t);
    await invite(anInvitationId());
    await grants.save(aSealedGrant(), 0, { spending: anInvitationId() });
    const late = aSealedGrant({ id: aGrantId('B'), subject: anotherSubject });
    assert.equal(await grants.save(late, 0, { spending: anInvitationId() }), 'spent');
    assert.equal(await grants.find(late.id), undefined);
  });

  test('saves no grant of an invitation that does not exist', async (t) => {
    const { grants } = await create(t);
    assert.equal(await grants.save(aSealedGrant(), 0, { spending: anInvitationId() }), 'spent');
    assert.equal(await grants.find(aGrantId()), undefined);
  });

  test('leaves an invitation unspent when its grant lost a race', async (t) => {
    const { grants, invite, spentAt } = await create(t);
    await invite(anInvitationId());
    await grants.save(aSealedGrant(), 0);
    assert.equal(await grants.save(aSealedGrant(), 0, { spending: anInvitationId() }), 'raced');
    assert.equal(await spentAt(anInvitationId()), undefined);
  });

  test('seals one grant of an invitation that several finish at once', async (t) => {
    const { grants, invite } = await create(t);
    await invite(anInvitationId());
    const outcomes = await Promise.all(
      ['A', 'B', 'C'].map((letter, index) =>
        grants.save(aSealedGrant({ id: aGrantId(letter), subject: anObjectId(String(index)) }), 0, {
          spending: anInvitationId(),
        }),
      ),
    );
    assert.deepEqual(outcomes.toSorted(), ['saved', 'spent', 'spent']);
    assert.equal((await grants.list({ limit: 10 })).length, 1);
  });
}
