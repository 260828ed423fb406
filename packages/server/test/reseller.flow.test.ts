import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resellerPermissions } from '@consentry/core';
import { asReseller, joinReseller, ofReseller } from './a-reseller.ts';
import { aBroker, customerD, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';

/** What the application is consented to in the reseller’s tenant, API by API. */
function consentsOf(t: TestBroker): Readonly<Record<string, readonly string[]>> {
  const consents = t.sandbox.world.consents.filter(({ tenantId }) => tenantId === partnerTwo);
  return Object.fromEntries(consents.map(({ resource, scopes }) => [resource, scopes.toSorted()]));
}

test('a reseller is asked for permissions to read at Microsoft Graph, and for nothing of Partner Center', async () => {
  await using t = await aBroker({ world: asReseller });
  const page = await t.person().open(await t.invite(ofReseller));
  assert.match(page.text, /security defaults and conditional-access policies/);
  assert.match(page.text, /reaches neither Partner Center nor a tenant of your customers/);
  assert.doesNotMatch(page.text, /Use Partner Center with the rights/);

  await joinReseller(t);
  const consents = consentsOf(t);
  assert.deepEqual(Object.keys(consents), ['https://graph.microsoft.com']);
  const [scopes = []] = Object.values(consents);
  assert.deepEqual(
    scopes.filter((scope) => scope.includes('.')),
    [...resellerPermissions],
  );
  const { items } = await t.operator.call('listGrants', {});
  assert.deepEqual(
    items.map(({ partner, partnerKind, mfa }) => ({ partner, partnerKind, mfa })),
    [{ ...ofReseller, mfa: 'confirmed' }],
  );
  const created = (await t.events()).find(({ type }) => type === 'invitation.created');
  assert.ok(created?.type === 'invitation.created');
  assert.equal(created.partnerKind, 'indirect-reseller');
});

test('a reseller’s grant gives tokens for Graph in its own tenant, and for nothing else', async () => {
  await using t = await aBroker({ world: asReseller, approvedApis: 'all' });
  await joinReseller(t);
  const caller = await t.aCaller({
    partners: 'all',
    customers: 'all',
    partnerTenant: true,
    resources: ['graph', 'partner-center', 'arm'],
  });
  const token = await caller.call('acquireToken', { body: { partner: partnerTwo, resource: 'graph' } });
  assert.equal(token.tenant, partnerTwo);

  const before = t.tokenRequests();
  for (const body of [
    { partner: partnerTwo, resource: 'partner-center' },
    { partner: partnerTwo, resource: 'arm' },
    { partner: partnerTwo, customer: customerD, resource: 'graph' },
  ])
    await assert.rejects(caller.call('acquireToken', { body }), { code: 'not_offered_to_resellers' });
  assert.equal(t.tokenRequests(), before);
});

test('a reseller who signs in without MFA is refused', async () => {
  await using t = await aBroker({ world: asReseller });
  const approval = await t.invite({ ...ofReseller, kind: 'approve' });
  assert.equal((await t.connect(approval, t.user('admin', partnerTwo))).status, 200);
  const page = await t.connect(await t.invite(ofReseller), t.user('no-mfa', partnerTwo));
  assert.equal(page.status, 403);
  assert.match(page.html, /mfa_missing/);
});

test('where the token is silent about MFA, a reseller’s never goes to Partner Center to find out', async () => {
  await using t = await aBroker({ world: asReseller });
  const approval = await t.invite({ ...ofReseller, kind: 'approve' });
  assert.equal((await t.connect(approval, t.user('admin', partnerTwo))).status, 200);
  const page = await t.connect(await t.invite(ofReseller), t.user('federated', partnerTwo));
  assert.match(page.html, /mfa_unknown/);
  assert.deepEqual(t.sandbox.ledger.requests({ service: 'partnerCenter' }), []);
});

test('keep-alive exercises a reseller’s grant at Graph, and a new invitation of the grant asks for the same', async () => {
  await using t = await aBroker({ world: asReseller });
  await joinReseller(t);
  const [grant] = (await t.operator.call('listGrants', {})).items;
  const { url } = await t.operator.call('createInvitation', { body: { grant: grant?.id } });
  const again = await t.connect(url, t.user('service', partnerTwo));
  assert.equal(again.status, 200, again.text);
  assert.deepEqual(Object.keys(consentsOf(t)), ['https://graph.microsoft.com']);
  assert.equal((await t.operator.call('listGrants', {})).items[0]?.partnerKind, 'indirect-reseller');

  t.sandbox.ledger.clear();
  t.sandbox.control.moveClock(60 * 24 * 60 * 60 * 1000);
  assert.deepEqual(await t.broker.app.tokens.keepAlive(10), { exercised: 1, failed: 0 });
  assert.deepEqual(
    t.sandbox.ledger.tokenRequests().map(({ resource, outcome }) => [resource, outcome.result]),
    [['https://graph.microsoft.com', 'issued']],
  );
});

test('the kind of a partner is said of a partner, not of a customer', async () => {
  await using t = await aBroker();
  await assert.rejects(
    t.invite({ kind: 'customer', partner: partnerOne, partnerKind: 'advisor', customer: customerD }),
    { code: 'invalid_request' },
  );
});

test('who connects as a Global Administrator is warned, and it is on record', async () => {
  await using t = await aBroker();
  const page = await t.connect(await t.invite(), t.user('admin'));
  assert.equal(page.status, 200, page.text);
  assert.match(page.text, /This account is a Global Administrator/);
  const sealed = (await t.events()).find(({ type }) => type === 'grant.sealed');
  assert.ok(sealed?.type === 'grant.sealed' && sealed.isGlobalAdministrator === true);

  const service = await t.connect(await t.invite(), t.user('service'));
  assert.doesNotMatch(service.text, /Global Administrator/);
});

test('at the v1 endpoints, which ask for everything on the registration, a reseller is not invited', async () => {
  await using t = await aBroker({
    world: asReseller,
    config: { entra: { endpoints: 'v1', responseType: 'code id_token' } },
  });
  await assert.rejects(t.invite(ofReseller), { code: 'invalid_request', message: /v1 endpoints/ });
  assert.match(await t.invite({ partnerKind: 'advisor' }), /\/invite\//);
});

test('nobody connects a reseller by a link that was made before the broker spoke v1', async () => {
  await using t = await aBroker({ world: asReseller });
  const link = await t.invite(ofReseller);
  await t.restart({ entra: { endpoints: 'v1', responseType: 'code id_token' } });
  const person = t.person();
  const page = await person.submit(await person.open(link));
  assert.equal(page.status, 400, page.text);
});
