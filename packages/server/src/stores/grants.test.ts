import assert from 'node:assert/strict';
import { createId, readObjectId, Secret } from '@consentry/core';
import { tamper } from '../../test/a-database.ts';
import {
  aGrant,
  anInvitation,
  aPlace,
  application,
  aStore,
  otherPartner,
  partner,
  random,
  subject,
  testOnBoth,
} from '../../test/a-store.ts';
import { openStore } from './open-store.ts';

const anotherSubject = readObjectId('eeeeeeee-1111-4111-8111-111111111111');

testOnBoth('gives a grant back as it was saved', async (t, kind) => {
  const { grants } = await aStore(t, kind);
  const grant = aGrant();
  assert.equal(await grants.save(grant, 0), 'saved');
  assert.deepEqual(await grants.find(grant.id), grant);
  assert.deepEqual(await grants.findBySubject(partner, subject, application), grant);
  assert.equal(await grants.findBySubject(otherPartner, subject, application), undefined);
  assert.equal(await grants.find(createId('GrantId', random)), undefined);
});

testOnBoth('lets a stale writer change nothing', async (t, kind) => {
  const { grants } = await aStore(t, kind);
  const grant = aGrant();
  await grants.save(grant, 0);
  const renewed = { ...grant, version: 2, sealedAt: 2000 };
  assert.equal(await grants.save(renewed, 1), 'saved');
  assert.equal(await grants.save({ ...grant, version: 2, sealedAt: 3000 }, 1), 'raced');
  assert.equal(await grants.save({ ...grant, version: 1 }, 0), 'raced');
  assert.equal(await grants.save(aGrant(), 0), 'raced', 'the same account has one grant');
  assert.deepEqual(await grants.find(grant.id), renewed);
});

testOnBoth('lets one of many writers of the same version win', async (t, kind) => {
  const { grants } = await aStore(t, kind);
  const grant = aGrant();
  await grants.save(grant, 0);
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) => grants.save({ ...grant, version: 2, sealedAt: index }, 1)),
  );
  assert.equal(outcomes.filter((outcome) => outcome === 'saved').length, 1);
  assert.equal(outcomes.filter((outcome) => outcome === 'raced').length, 19);
});

testOnBoth('spends the invitation with the grant that it led to', async (t, kind) => {
  const { grants, invitations } = await aStore(t, kind);
  const invitation = anInvitation();
  await invitations.add(invitation, Secret.of('handle'));
  assert.equal(await grants.save(aGrant({ sealedAt: 1500 }), 0, { spending: invitation.id }), 'saved');
  assert.equal((await invitations.find(invitation.id))?.spentAt, 1500);
});

testOnBoth(
  'keeps an invitation when its grant was not saved, and no grant of a spent invitation',
  async (t, kind) => {
    const { grants, invitations } = await aStore(t, kind);
    const first = aGrant();
    await grants.save(first, 0);
    const invitation = anInvitation();
    await invitations.add(invitation, Secret.of('handle'));

    assert.equal(await grants.save(aGrant(), 0, { spending: invitation.id }), 'raced');
    assert.equal((await invitations.find(invitation.id))?.spentAt, undefined);

    await grants.save({ ...first, version: 2 }, 1, { spending: invitation.id });
    const late = aGrant({ subject: anotherSubject });
    assert.equal(await grants.save(late, 0, { spending: invitation.id }), 'spent');
    assert.equal(await grants.find(late.id), undefined);
    assert.equal(
      await grants.save(late, 0, { spending: createId('InvitationId', random) }),
      'spent',
      'unknown is spent',
    );
  },
);

testOnBoth('seals one grant of an invitation that many finish at once', async (t, kind) => {
  const { grants, invitations } = await aStore(t, kind);
  const invitation = anInvitation();
  await invitations.add(invitation, Secret.of('handle'));
  const subjects = Array.from({ length: 9 }, (_, index) =>
    readObjectId(`${String(index).repeat(8)}-2222-4222-8222-222222222222`),
  );
  const outcomes = await Promise.all(
    subjects.map((someone) => grants.save(aGrant({ subject: someone }), 0, { spending: invitation.id })),
  );
  assert.deepEqual(outcomes.toSorted(), ['saved', ...Array.from({ length: 8 }, () => 'spent')]);
  assert.equal((await grants.listByPartner(partner)).length, 1);
});

testOnBoth('changes the state of exactly one version', async (t, kind) => {
  const { grants } = await aStore(t, kind);
  const grant = aGrant();
  await grants.save(grant, 0);
  const change = { state: 'consent_needed', reason: 'consent_needed', since: 5000, evidence: {} } as const;
  assert.equal(await grants.changeState({ ...grant, version: 2 }, change), false);
  assert.equal((await grants.find(grant.id))?.state, 'healthy');
  assert.equal(await grants.changeState(grant, change), true);
  const { state, stateReason, stateSince } = (await grants.find(grant.id)) ?? grant;
  assert.deepEqual(
    { state, stateReason, stateSince },
    { state: 'consent_needed', stateReason: 'consent_needed', stateSince: 5000 },
  );
});

testOnBoth('lists page by page, and of a partner the newest consent first', async (t, kind) => {
  const { grants } = await aStore(t, kind);
  const older = aGrant();
  const newer = aGrant({ subject: anotherSubject, consentedAt: 9000 });
  const foreign = aGrant({ partner: otherPartner });
  for (const grant of [older, newer, foreign]) await grants.save(grant, 0);
  assert.deepEqual(await grants.listByPartner(partner), [newer, older]);
  const [first] = await grants.list({ limit: 1 });
  assert.ok(first);
  const rest = await grants.list({ limit: 5, after: first.id });
  const ids = [first, ...rest].map(({ id }) => id);
  assert.deepEqual(ids, [older.id, newer.id, foreign.id].toSorted());
});

testOnBoth('holds a grant whose row somebody damaged, and reads the others', async (t, kind) => {
  const place = await aPlace(t, kind);
  const store = await openStore(place);
  const [whole, damaged, strange, revoked, late, nobody] = ['1', '2', '3', '4', '5', '6'].map((digit) =>
    aGrant({ subject: readObjectId(`${digit.repeat(8)}-1111-4111-8111-111111111111`) }),
  );
  assert.ok(whole && damaged && strange && revoked && late && nobody);
  for (const grant of [whole, damaged, strange, revoked, late, nobody]) await store.grants.save(grant, 0);
  await store.grants.revoke(revoked.id, { reason: 'operator', since: 1 });
  await store.close();
  await tamper(
    place,
    `UPDATE grants SET state_evidence = '{' WHERE id = '${damaged.id}';
     UPDATE grants SET state = 'splendid' WHERE id = '${strange.id}';
     UPDATE grants SET scopes = '7' WHERE id = '${revoked.id}';
     UPDATE grants SET state_since = 9000000000000000, version = 0, mfa = 'splendid' WHERE id = '${late.id}';
     UPDATE grants SET partner = 'nobody' WHERE id = '${nobody.id}'`,
  );
  await using again = await openStore(place).then((opened) => ({
    grants: opened.grants,
    [Symbol.asyncDispose]: () => opened.close(),
  }));
  const states = new Map((await again.grants.list({ limit: 9 })).map(({ id, state }) => [id, state]));
  assert.deepEqual(
    [whole, damaged, strange, revoked, late, nobody].map(({ id }) => states.get(id)),
    ['healthy', 'held', 'held', 'revoked', 'held', undefined],
  );
  assert.equal((await again.grants.find(damaged.id))?.stateReason, 'row_damaged');
  assert.ok((await again.grants.listDue(Number.MAX_SAFE_INTEGER, 9)).some(({ id }) => id === whole.id));
});
