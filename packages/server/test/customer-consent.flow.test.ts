import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import {
  aBrokerForCustomers,
  anAnswer,
  answerUri,
  consent,
  customerEvents,
  graphUri,
  inviteAnyone,
  inviteCustomer,
  open,
  pressed,
  theConsent,
} from './a-customer.ts';
import { customerA, customerD, partnerOne } from './a-broker.ts';
import { claimsOf } from './claims-of.ts';

const minuteMs = 60_000;

test('an administrator of a known customer consents, and a token of that tenant proves it', async () => {
  await using t = await aBrokerForCustomers();
  const invitation = await inviteCustomer(t, { customerName: 'Fabrikam' });
  const before = await t.person().open(invitation);
  for (const words of ['Contoso', 'Fabrikam', 'Device.Read.All', customerD, DEFAULT_APPLICATION.clientId]) {
    assert.ok(before.text.includes(words), words);
  }
  const page = await consent(t, invitation);
  assert.deepEqual([page.status, new URL(page.url).pathname], [200, '/consent/customer']);
  assert.match(page.text, /Allowed.*Contoso can now work with Example Integration/s);

  const row = await theConsent(t);
  assert.deepEqual([row.state, row.customer, row.customerName], ['proved', customerD, 'Fabrikam']);
  assert.deepEqual(row.proved, [{ resource: 'graph', application: ['Device.Read.All'], delegated: [] }]);
  assert.deepEqual([row.missing, row.neverAsked, row.invite, row.problem], [[], [], undefined, undefined]);
  const [event] = await customerEvents(t);
  assert.ok(event?.type === 'customer.consented');
  assert.deepEqual(
    [event.tenant, event.partner, event.ok, event.code],
    [customerD, partnerOne, true, undefined],
  );
  const again = await t.person().open(invitation);
  assert.match(again.html, /<code>invitation_spent<\/code>/);
});

test('the path of the consent is that of the invited tenant, its scope one API for the whole registration, its answer a GET', async () => {
  await using t = await aBrokerForCustomers();
  const { url, state } = await pressed(t, await inviteCustomer(t));
  assert.equal(url.pathname, `/${customerD}/v2.0/adminconsent`);
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    client_id: DEFAULT_APPLICATION.clientId,
    scope: 'https://graph.microsoft.com/.default',
    redirect_uri: answerUri,
    state,
  });
  assert.match(state, /^[A-Za-z0-9_-]{43}\.en$/);
});

test('by configuration the consent is asked for at v1, which takes no scope', async () => {
  await using t = await aBrokerForCustomers();
  const adminConsent = t.config.adminConsent ?? assert.fail();
  await t.restart({ adminConsent: { ...adminConsent, endpoints: 'v1' } });
  const invitation = await inviteCustomer(t);
  const { url } = await pressed(t, invitation);
  assert.deepEqual([url.pathname, url.searchParams.has('scope')], [`/${customerD}/adminconsent`, false]);
  assert.match((await consent(t, invitation)).text, /Allowed/);
  assert.equal((await theConsent(t)).state, 'proved');
});

for (const responseType of ['code', 'code id_token'] as const) {
  for (const endpoints of ['v2', ...(responseType === 'code' ? [] : (['v1'] as const))] as const) {
    test(`an unknown customer is told by a sign-in first, and only then asked (${endpoints}, ${responseType})`, async () => {
      const entra = { endpoints, responseType } as never;
      await using t = await aBrokerForCustomers({ config: { entra } });
      const invitation = await inviteAnyone(t);
      const { url } = await pressed(t, invitation);
      assert.match(url.pathname, /^\/organizations\/oauth2\/(v2\.0\/)?authorize$/);
      assert.equal(url.searchParams.get('code_challenge_method'), 'S256');
      assert.equal(url.searchParams.get('redirect_uri'), `${answerUri}/sign-in`);
      const page = await consent(t, invitation);
      assert.match(page.text, /Allowed/);
      const row = await theConsent(t);
      assert.deepEqual([row.state, row.customer], ['proved', customerD]);
      const [identified, consented] = await customerEvents(t);
      assert.ok(identified?.type === 'customer.identified' && consented?.type === 'customer.consented');
      assert.deepEqual(
        [identified.tenant, identified.subject, consented.tenant],
        [customerD, t.user('user01', customerD).objectId, customerD],
      );
      const paths = t.sandbox.ledger.authorizeVisits().map(({ endpoint, tenant }) => `${tenant} ${endpoint}`);
      assert.deepEqual(paths, ['organizations authorize', `${customerD} adminconsent`]);
      assert.deepEqual((await t.operator.call('listGrants', {})).items, []);
    });
  }
}

test('what the browser says is not believed: an answer without a consent is not proved, and the link still works', async () => {
  await using t = await aBrokerForCustomers();
  const invitation = await inviteCustomer(t);
  const { state, cookie } = await pressed(t, invitation);
  const page = await open(t, anAnswer(state), cookie);
  assert.equal(page.status, 200);
  assert.match(page.html, /Not confirmed yet/);
  const row = await theConsent(t);
  assert.deepEqual([row.state, row.problem?.code, row.problem?.aadsts], ['waiting', 'tenant_setup', 7000229]);
  assert.deepEqual(row.proved, [{ resource: 'graph', application: [], delegated: [] }]);
  const [event] = await customerEvents(t);
  assert.ok(event?.type === 'customer.consented' && !event.ok && event.code === 'tenant_setup');
  assert.match((await consent(t, invitation)).text, /Allowed/);
  assert.equal((await theConsent(t)).state, 'proved');
});

test('a consent that is in force late is looked at again until it is proved, and spends its invitation then', async () => {
  await using t = await aBrokerForCustomers();
  const invitation = await inviteCustomer(t);
  const { state, cookie } = await pressed(t, invitation);
  await open(t, anAnswer(state), cookie);
  await t.broker.app.lookAgain();
  assert.equal((await theConsent(t)).state, 'waiting');
  t.sandbox.world.servicePrincipals = [
    ...t.sandbox.world.servicePrincipals,
    {
      tenantId: customerD,
      clientId: DEFAULT_APPLICATION.clientId,
      state: 'enabled',
      roles: [{ resource: graphUri, roles: ['Device.Read.All'] }],
    },
  ];
  t.sandbox.control.moveClock(15_000);
  await t.broker.app.lookAgain();
  assert.equal((await theConsent(t)).state, 'proved');
  const checked = (await customerEvents(t)).at(-1);
  assert.ok(checked?.type === 'customer.checked' && checked.ok && checked.actor === 'broker');
  assert.match((await open(t, invitation)).html, /<code>invitation_spent<\/code>/);
});

test('nobody looks for longer than an hour, and the record says so', async () => {
  await using t = await aBrokerForCustomers();
  const { state, cookie } = await pressed(t, await inviteCustomer(t));
  await open(t, anAnswer(state), cookie);
  for (let minutes = 0; minutes < 90; minutes++) {
    t.sandbox.control.moveClock(minuteMs);
    await t.broker.app.lookAgain();
  }
  const row = await theConsent(t);
  assert.deepEqual([row.state, row.nextLookAt], ['lagging', undefined]);
  const events = await customerEvents(t);
  assert.deepEqual(
    events.map((event) => [event.type, 'ok' in event && event.ok, 'code' in event && event.code]),
    [
      ['customer.consented', false, 'tenant_setup'],
      ['customer.checked', false, 'tenant_setup'],
    ],
  );
  assert.ok(t.tokenRequests() < 12, String(t.tokenRequests()));
});

test('a token from before the consent is dropped: the next caller gets one with the new permissions', async () => {
  await using t = await aBrokerForCustomers({
    world: ({ servicePrincipals }) => {
      servicePrincipals.push({
        tenantId: customerD,
        clientId: DEFAULT_APPLICATION.clientId,
        state: 'enabled',
        roles: [],
      });
    },
  });
  const caller = await t.aCaller({ access: ['app-only'] });
  const body = { partner: partnerOne, customer: customerD, resource: 'graph', access: 'app-only' } as const;
  const before = await caller.call('acquireToken', { body });
  assert.deepEqual(claimsOf(before.accessToken).roles ?? [], []);
  await consent(t, await inviteCustomer(t));
  const after = await caller.call('acquireToken', { body });
  assert.deepEqual(claimsOf(after.accessToken).roles, ['Device.Read.All']);
});

test('a delegated permission is proved by the partner’s grant, and not proved while there is none', async () => {
  const permissions = [{ resource: 'graph', application: [], delegated: ['User.Read.All'] }];
  const adminConsent = { endpoints: 'v2', permissions, excluded: [] } as const;
  await using t = await aBrokerForCustomers({ config: { adminConsent } });
  const invitation = await t.invite({ kind: 'customer', customer: customerA });
  const { state, cookie } = await pressed(t, invitation);
  const page = await open(t, anAnswer(state, { tenant: customerA }), cookie);
  assert.match(page.html, /Not confirmed yet/);
  const row = await theConsent(t);
  assert.equal(row.problem?.code, 'partner_not_found');
  await t.aConnectedPartner();
  const checked = await t.operator.call('checkAdminConsent', { params: { id: row.id } });
  assert.equal(checked.state, 'proved');
  assert.ok(checked.proved[0]?.delegated.includes('User.Read.All'));
});
