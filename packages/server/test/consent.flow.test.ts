import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aBroker, customerA, partnerOne, partnerTwo } from './a-broker.ts';

test('seals the grant of a service account that signs in with MFA, and shows what was stored', async () => {
  await using t = await aBroker();
  const page = await t.connect(await t.invite({ partnerName: 'Example Partner One' }));

  assert.equal(page.status, 200);
  assert.match(page.text, /Example Integration can now work for Example Partner One/);
  assert.match(page.text, /What was not stored/);
  const { items } = await t.operator.call('listGrants', {});
  const [grant] = items;
  assert.equal(items.length, 1);
  assert.equal(grant?.partner, partnerOne);
  assert.equal(grant?.subject, t.user('service').objectId);
  assert.deepEqual(grant?.amr, ['pwd', 'mfa']);
  assert.equal(t.tokenRequests(), 1);
  const sealed = (await t.events()).find(({ type }) => type === 'grant.sealed');
  assert.equal(sealed?.actor, 'invited person');
});

test('keeps a grant when the broker is opened again on the same folder', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  await t.restart();

  const token = await caller.call('acquireToken', {
    body: { partner: partnerOne, customer: customerA, resource: 'graph' },
  });
  assert.equal(token.tenant, customerA);
});

test('an invitation that a scanner fetched ten times still works', async () => {
  await using t = await aBroker();
  const invitation = await t.invite();
  for (let fetch = 0; fetch < 10; fetch++) {
    assert.equal((await t.person().open(invitation)).status, 200);
  }
  assert.equal((await t.connect(invitation)).status, 200);
});

test('an invitation that sealed a grant does not work again', async () => {
  await using t = await aBroker();
  const invitation = await t.invite();
  await t.connect(invitation);

  const again = await t.person().open(invitation);
  assert.equal(again.status, 410);
  assert.match(again.html, /invitation_spent/);
});

test('of two sign-ins of one invitation, one seals a grant and the other is told that it is spent', async () => {
  await using t = await aBroker();
  const invitation = await t.invite();
  const [one, two] = [t.person(), t.person()];
  const first = await t.connect(invitation, t.user('service'), { person: one, stopBeforeCallback: true });
  const second = await t.connect(invitation, t.user('service'), { person: two, stopBeforeCallback: true });
  const held = t.sandbox.control.holdTokenEndpoint();
  const answers = Promise.all([one.submit(first), two.submit(second)]);
  while (held.waiting() < 2) await new Promise((resolve) => setImmediate(resolve));
  held.release();

  assert.deepEqual(
    (await answers).map(({ status }) => status).toSorted((left, right) => left - right),
    [200, 410],
  );
  const { items } = await t.operator.call('listGrants', {});
  assert.deepEqual(
    items.map(({ version }) => version),
    [1],
  );
});

test('an invitation that expired does not work', async () => {
  await using t = await aBroker();
  const invitation = await t.invite({ lifetimeMs: 60_000 });
  t.sandbox.control.moveClock(61_000);

  const page = await t.person().open(invitation);
  assert.equal(page.status, 410);
  assert.match(page.html, /invitation_expired/);
});

test('a handle that is no invitation answers 404', async () => {
  await using t = await aBroker();
  const page = await t.person().open(`http://localhost:44395/invite/${'A'.repeat(43)}`);
  assert.equal(page.status, 404);
  assert.match(page.html, /invitation_not_found/);
});

test('connecting again renews the grant of the same account instead of adding one', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  await t.aConnectedPartner();

  const { items } = await t.operator.call('listGrants', {});
  assert.equal(items.length, 1);
  assert.equal(items[0]?.version, 2);
});

test('a failed sign-in leaves the invitation usable', async () => {
  await using t = await aBroker();
  const invitation = await t.invite();
  assert.equal((await t.connect(invitation, t.user('service'), { decision: 'cancel' })).status, 403);
  assert.equal((await t.connect(invitation)).status, 200);
});

test('an administrator approves, and then the service account of a second partner connects', async () => {
  await using t = await aBroker();
  const service = t.user('service', partnerTwo);
  const tooEarly = await t.connect(await t.invite({ partner: partnerTwo }), service);
  assert.match(tooEarly.html, /<code>consent_declined<\/code>/);

  const approval = await t.invite({
    partner: partnerTwo,
    kind: 'approve',
    partnerName: 'Example Partner Two',
  });
  const approved = await t.connect(approval, t.user('admin', partnerTwo));
  assert.equal(approved.status, 200, approved.text);
  assert.match(approved.text, /is approved in Example Partner Two/);
  assert.equal((await t.person().open(approval)).status, 410);
  assert.equal((await t.operator.call('listGrants', {})).items.length, 0);

  const connected = await t.connect(await t.invite({ partner: partnerTwo }), service);
  assert.equal(connected.status, 200, connected.text);
  assert.deepEqual(
    (await t.events())
      .filter(({ type }) => type === 'application.approved' || type === 'grant.sealed')
      .map(({ type }) => type)
      .toReversed(),
    ['application.approved', 'grant.sealed'],
  );
});

test('an approval that was only claimed is refused', async () => {
  await using t = await aBroker();
  const person = t.person();
  const page = await person.open(await t.invite({ partner: partnerTwo, kind: 'approve' }));
  const signIn = await person.submit(page);
  const state = new URL(signIn.url).searchParams.get('state') ?? assert.fail('no state');

  const forged = await person.open(
    `http://localhost:44395/consent/approved?admin_consent=True&tenant=${partnerTwo}&state=${encodeURIComponent(state)}`,
  );
  assert.equal(forged.status, 403);
  assert.match(forged.html, /approval_not_proven/);
});

test('two sign-ins in one browser do not take each other’s place', async () => {
  await using t = await aBroker();
  const person = t.person();
  const first = await t.connect(await t.invite(), t.user('service'), { person, stopBeforeCallback: true });
  const second = await t.connect(await t.invite(), t.user('service'), { person, stopBeforeCallback: true });
  assert.equal((await person.submit(first)).status, 200);
  assert.equal((await person.submit(second)).status, 200);
});
