import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TenantId } from '@consentry/core';
import { customerA, customerD, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';
import {
  aBrokerForCustomers,
  anAnswer,
  answerUri,
  consent,
  customerEvents,
  inviteAnyone,
  inviteCustomer,
  open,
  pressed,
  signInUri,
} from './a-customer.ts';

/** A page with the code, its status, one record of it, and no consent. */
async function assertRefused(
  t: TestBroker,
  page: { readonly status: number; readonly html: string },
  code: string,
  status: number,
): Promise<void> {
  assert.match(page.html, new RegExp(`<code>${code}</code>`), page.html);
  assert.equal(page.status, status);
  const events = await customerEvents(t);
  assert.deepEqual(
    events.map((event) => [event.type, 'code' in event && event.code]),
    [['consent.refused', code]],
  );
  assert.deepEqual((await t.operator.call('listAdminConsents', { query: {} })).items, []);
}

/** The link still leads to a consent that is proved. */
async function assertUsable(t: TestBroker, invitation: string): Promise<void> {
  assert.match((await consent(t, invitation)).text, /Allowed/);
}

for (const [what, fields, code, status] of [
  ['another tenant', { tenant: customerA }, 'wrong_tenant', 403],
  ['the partner’s tenant', { tenant: partnerOne }, 'wrong_tenant', 403],
  ['no tenant', { tenant: '' }, 'consent_failed', 400],
  ['a tenant by its domain', { tenant: 'customer-d.example' }, 'consent_failed', 400],
  ['a code beside it', { code: '0.AX-smuggled' }, 'consent_failed', 400],
  ['an id_token beside it', { id_token: 'a.b.c' }, 'consent_failed', 400],
  ['no yes', { admin_consent: 'False' }, 'consent_failed', 400],
  [
    'an error beside its yes',
    { error: 'consent_required', error_description: 'AADSTS65004: declined' },
    'admin_consent_declined',
    403,
  ],
  [
    'an error of another kind',
    { error: 'invalid_request', error_description: 'AADSTS90002: x' },
    'consent_failed',
    400,
  ],
] as const) {
  test(`refuses an answer with ${what}, asks for no token, and leaves the invitation usable`, async () => {
    await using t = await aBrokerForCustomers();
    const invitation = await inviteCustomer(t);
    const { state, cookie } = await pressed(t, invitation);
    await assertRefused(t, await open(t, anAnswer(state, fields), cookie), code, status);
    assert.equal(t.tokenRequests(), 0);
    await assertUsable(t, invitation);
  });
}

test('refuses an answer that names two tenants', async () => {
  await using t = await aBrokerForCustomers();
  const { state, cookie } = await pressed(t, await inviteCustomer(t));
  const page = await open(t, `${anAnswer(state)}&tenant=${customerA}`, cookie);
  await assertRefused(t, page, 'consent_failed', 400);
});

test('repeats nothing of a smuggled code, on the page or in the log', async () => {
  await using t = await aBrokerForCustomers();
  const { state, cookie } = await pressed(t, await inviteCustomer(t));
  const page = await open(t, anAnswer(state, { code: 'smuggled-code-1234' }), cookie);
  assert.ok(!page.html.includes('smuggled-code-1234'));
  assert.ok(t.logged.every((line) => !line.includes('smuggled-code-1234') && !line.includes(state)));
});

test('refuses another browser, and the right one keeps its turn', async () => {
  await using t = await aBrokerForCustomers();
  const first = await pressed(t, await inviteCustomer(t));
  const second = await pressed(t, await inviteCustomer(t));
  assert.match((await open(t, anAnswer(first.state), second.cookie)).html, /<code>browser_mismatch<\/code>/);
  assert.match((await open(t, anAnswer(first.state))).html, /<code>browser_mismatch<\/code>/);
  assert.match((await open(t, anAnswer(first.state), first.cookie)).html, /Not confirmed yet/);
});

test('refuses the state of another kind of invitation, each way round', async () => {
  await using t = await aBrokerForCustomers();
  const approval = await pressed(t, await t.invite({ partner: partnerTwo, kind: 'approve' }));
  await assertRefused(t, await open(t, anAnswer(approval.state), approval.cookie), 'state_unknown', 400);
  const customer = await pressed(t, await inviteCustomer(t));
  const approved = `${answerUri.replace('customer', 'approved')}?admin_consent=True&state=${customer.state}`;
  assert.match((await open(t, approved, customer.cookie)).html, /<code>state_unknown<\/code>/);
});

test('the state of one customer’s invitation does not answer for another customer', async () => {
  await using t = await aBrokerForCustomers();
  const ofD = await pressed(t, await inviteCustomer(t));
  const ofA = await pressed(t, await inviteCustomer(t, { customer: customerA }));
  const page = await open(t, anAnswer(ofA.state, { tenant: customerD }), ofA.cookie);
  await assertRefused(t, page, 'wrong_tenant', 403);
  assert.match((await open(t, anAnswer(ofD.state), ofD.cookie)).html, /Not confirmed yet/);
});

test('refuses a replay', async () => {
  await using t = await aBrokerForCustomers();
  const { state, cookie } = await pressed(t, await inviteCustomer(t));
  await open(t, anAnswer(state), cookie);
  assert.match((await open(t, anAnswer(state), cookie)).html, /<code>state_used<\/code>/);
  const late = await pressed(t, await inviteCustomer(t));
  t.sandbox.control.moveClock(61 * 60_000);
  assert.match((await open(t, anAnswer(late.state), late.cookie)).html, /<code>state_expired<\/code>/);
});

test('refuses the state of a sign-in at the door of the consent, and the other way round', async () => {
  await using t = await aBrokerForCustomers();
  const { state, cookie } = await pressed(t, await inviteAnyone(t));
  assert.match((await open(t, anAnswer(state), cookie)).html, /<code>state_unknown<\/code>/);
  const known = await pressed(t, await inviteCustomer(t));
  const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie: known.cookie };
  const body = new URLSearchParams({ state: known.state, code: 'x' }).toString();
  const response = await t.send(new Request(signInUri, { method: 'POST', body, headers }));
  assert.match(await response.text(), /<code>state_unknown<\/code>/);
});

test('an administrator who declines is told what to do, and may come again', async () => {
  await using t = await aBrokerForCustomers();
  const invitation = await inviteCustomer(t);
  const page = await consent(t, invitation, { decision: 'cancel' });
  await assertRefused(t, page, 'admin_consent_declined', 403);
  assert.match(page.text, /AADSTS65004/);
  assert.match(page.text, /Open the invitation link again and sign in with an administrator/);
  await assertUsable(t, invitation);
});

test('somebody who is no administrator cannot consent', async () => {
  await using t = await aBrokerForCustomers();
  const page = await consent(t, await inviteCustomer(t), { user: t.user('user02', customerD) });
  await assertRefused(t, page, 'admin_consent_declined', 403);
});

test('an administrator of another customer does not get through with a pinned link', async () => {
  await using t = await aBrokerForCustomers();
  const page = await consent(t, await inviteCustomer(t), { user: t.user('user01', customerA) });
  assert.ok(page.url.startsWith(t.sandbox.origins.login), page.url);
  assert.deepEqual((await t.operator.call('listAdminConsents', { query: {} })).items, []);
});

const personal = '9188040d-6c67-4c5b-b112-36a304b66dad';

for (const [what, refuse, reason] of [
  ['a personal account', { forged: personal }, 'no_organisation'],
  ['an account of the partner itself', { user: ['service', partnerOne] }, 'partner'],
  [
    'an account of another partner of this broker',
    { user: ['service', partnerTwo], connects: true },
    'partner',
  ],
  ['an account of an excluded tenant', { excluded: [customerD] }, 'excluded'],
  ['an account of a tenant that is not among the allowed', { allowed: [customerA] }, 'not_allowed'],
  [
    'an account of a domain that is not among the allowed',
    { allowed: ['customer-a.example'] },
    'not_allowed',
  ],
] as readonly [
  string,
  {
    forged?: string;
    user?: [string, TenantId];
    connects?: boolean;
    excluded?: TenantId[];
    allowed?: string[];
  },
  string,
][]) {
  test(`refuses ${what} that uses the link of an unknown customer, before any consent is asked for`, async () => {
    await using t = await aBrokerForCustomers();
    if (refuse.connects === true) {
      await t.connect(await t.invite({ partner: partnerTwo, kind: 'approve' }), t.user('admin', partnerTwo));
      await t.connect(await t.invite({ partner: partnerTwo }), t.user('service', partnerTwo));
    }
    if (refuse.excluded !== undefined) {
      const adminConsent = t.config.adminConsent ?? assert.fail();
      await t.restart({ adminConsent: { ...adminConsent, excluded: refuse.excluded } });
    }
    if (refuse.forged !== undefined) {
      const iss = `${t.sandbox.origins.login}/${refuse.forged}/v2.0`;
      t.sandbox.control.forgeNextIdToken({ claims: { tid: refuse.forged, iss } });
    }
    const { allowed, user } = refuse;
    const invitation = await inviteAnyone(t, allowed === undefined ? {} : { allowed });
    t.sandbox.ledger.clear();
    const page = await consent(t, invitation, user === undefined ? {} : { user: t.user(...user) });
    assert.match(page.html, /<code>customer_refused<\/code>/, page.text);
    assert.match(page.html, new RegExp(`<code>${reason}</code>`));
    assert.equal(page.status, 403);
    assert.deepEqual(
      t.sandbox.ledger.authorizeVisits().map(({ endpoint }) => endpoint),
      ['authorize'],
    );
    assert.deepEqual((await t.operator.call('listAdminConsents', { query: {} })).items, []);
    const refused = (await customerEvents(t)).at(-1);
    assert.ok(refused?.type === 'consent.refused' && refused.code === 'customer_refused');
  });
}

test('lets an unknown customer pass that is among the allowed, by its domain', async () => {
  await using t = await aBrokerForCustomers();
  const invitation = await inviteAnyone(t, { allowed: [customerA, 'Customer-D.example'] });
  assert.match((await consent(t, invitation)).text, /Allowed/);
});

test('the tenant that signed in is pinned: another in the answer of the second step is refused', async () => {
  await using t = await aBrokerForCustomers();
  const person = t.person();
  const page = await t.connect(await inviteAnyone(t), t.user('user01', customerD), {
    person,
    stopBeforeCallback: true,
  });
  assert.equal(page.forms[0]?.action, signInUri);
  const next = await person.submit(page);
  assert.ok(next.url.startsWith(t.sandbox.origins.login), next.text);
  const visit = t.sandbox.ledger.authorizeVisits().at(-1);
  assert.deepEqual(
    [visit?.endpoint, visit?.tenant, visit?.redirectUri],
    ['adminconsent', customerD, answerUri],
  );
});

for (const [what, body, code] of [
  ['the partner’s own tenant', { customer: partnerOne }, 'invalid_request'],
  ['the tenant of personal accounts', { customer: personal }, 'invalid_request'],
  ['a fixed tenant beside allowed ones', { customer: customerD, allowed: [customerA] }, 'invalid_request'],
  ['an account', { customer: customerD, account: 'admin@contoso.example' }, 'invalid_request'],
  ['an API that is not configured', { customer: customerD, resources: ['arm'] }, 'admin_consent_off'],
  ['a domain that nobody has', { allowed: ['nobody.example'] }, 'domain_unknown'],
] as const) {
  test(`makes no invitation of a customer with ${what}`, async () => {
    await using t = await aBrokerForCustomers();
    const made = t.invite({
      kind: 'customer',
      ...body,
      ...('allowed' in body && { allowed: [...body.allowed] }),
    } as never);
    await assert.rejects(made, { code });
    assert.deepEqual(
      (await t.events()).filter(({ type }) => type === 'invitation.created'),
      [],
    );
  });
}

test('makes no invitation of a customer where nothing is configured, nor names a customer in another kind', async () => {
  await using t = await aBrokerForCustomers({ config: { adminConsent: undefined } });
  await assert.rejects(inviteCustomer(t), { code: 'admin_consent_off' });
  await assert.rejects(t.invite({ customer: customerD }), { code: 'invalid_request' });
});

test('a partner that is stopped asks no customer', async () => {
  await using t = await aBrokerForCustomers();
  const { state, cookie } = await pressed(t, await inviteCustomer(t));
  await t.operator.call('setStop', { body: { partner: partnerOne } });
  await assertRefused(t, await open(t, anAnswer(state), cookie), 'stopped', 403);
  await assert.rejects(inviteCustomer(t), { code: 'stopped' });
});
