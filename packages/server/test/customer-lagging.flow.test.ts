import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerA, customerD, partnerOne, type TestBroker } from './a-broker.ts';
import { aBrokerForCustomers, consent, graphUri, inviteCustomer, theConsent, wanted } from './a-customer.ts';

const more = [{ resource: 'graph', application: ['Device.Read.All', 'Directory.Read.All'], delegated: [] }];

/** The wanted permissions grow, on the registration and in the configuration. */
async function grow(t: TestBroker): Promise<void> {
  for (const application of t.sandbox.world.applications) {
    application.requiredRoles = [{ resource: graphUri, roles: ['Device.Read.All', 'Directory.Read.All'] }];
  }
  await t.restart({ adminConsent: { endpoints: 'v2', permissions: more, excluded: [] } });
}

const lagging = async (t: TestBroker) =>
  (await t.operator.call('listAdminConsents', { query: { lagging: 'true' } })).items;

test('says which customers lag behind a permission that was added, what is missing, and the link to send', async () => {
  await using t = await aBrokerForCustomers();
  await consent(t, await inviteCustomer(t));
  assert.deepEqual(await lagging(t), []);
  await grow(t);
  const [row, ...others] = await lagging(t);
  assert.ok(row !== undefined && others.length === 0);
  const missing = [{ resource: 'graph', application: ['Directory.Read.All'], delegated: [] }];
  assert.deepEqual(
    [row.customer, row.state, row.missing, row.neverAsked],
    [customerD, 'lagging', missing, missing],
  );
  assert.equal(row.invite, `consentry invite --partner ${partnerOne} --customer ${customerD}`);
  await consent(t, await inviteCustomer(t));
  assert.deepEqual(await lagging(t), []);
  const after = await theConsent(t);
  assert.deepEqual([after.id, after.state], [row.id, 'proved']);
});

test('a check reads the roles of a new token: what an administrator took away is missing, and nobody is asked for it', async () => {
  await using t = await aBrokerForCustomers();
  await consent(t, await inviteCustomer(t));
  const { id } = await theConsent(t);
  for (const principal of t.sandbox.world.servicePrincipals) {
    if (principal.tenantId === customerD) principal.roles = [];
  }
  const checked = await t.operator.call('checkAdminConsent', { params: { id } });
  assert.deepEqual([checked.state, checked.missing, checked.neverAsked], ['waiting', [...wanted], []]);
  assert.equal(checked.problem?.code, 'admin_consent_incomplete');
  t.sandbox.control.moveClock(2 * 60 * 60_000);
  const later = await t.operator.call('checkAdminConsent', { params: { id } });
  assert.deepEqual([later.state, later.nextLookAt], ['lagging', undefined]);
});

test('what fails for now leaves what was proved as it was', async () => {
  await using t = await aBrokerForCustomers();
  await consent(t, await inviteCustomer(t));
  const { id } = await theConsent(t);
  const fault = t.sandbox.control.playFault({
    service: 'login',
    path: '/*/oauth2/*token',
    times: 'always',
    fault: { kind: 'answer', status: 503, body: '' },
  });
  const checked = await t.operator.call('checkAdminConsent', { params: { id } });
  assert.deepEqual([checked.state, checked.missing], ['proved', []]);
  assert.equal(checked.problem?.code, 'idp_unavailable');
  assert.ok(fault.played() > 0);
});

test('refuses an id that is not there, and a list that begins nowhere', async () => {
  await using t = await aBrokerForCustomers();
  const params = { id: `adm_${'A'.repeat(22)}` };
  await assert.rejects(t.operator.call('checkAdminConsent', { params }), { code: 'admin_consent_not_found' });
  await assert.rejects(t.operator.call('listAdminConsents', { query: { after: 'x' } }), {
    code: 'invalid_request',
  });
  const caller = await t.aCaller();
  await assert.rejects(caller.call('listAdminConsents', { query: {} }), { code: 'policy_denied' });
});

test('of a customer with some APIs only, the others are not missing', async () => {
  const permissions = [
    ...wanted,
    { resource: 'https://api.contoso.example', application: ['Do.All'], delegated: [] },
  ];
  const adminConsent = { endpoints: 'v2', permissions, excluded: [] } as const;
  await using t = await aBrokerForCustomers({ config: { adminConsent } });
  await consent(t, await inviteCustomer(t, { resources: ['graph'] }));
  const row = await theConsent(t);
  assert.deepEqual([row.state, row.resources, row.wanted.length], ['proved', ['graph'], 1]);
  assert.equal(row.customer === customerA, false);
});
