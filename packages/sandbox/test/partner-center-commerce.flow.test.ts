import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { aPartner, etagOf, itemsOf } from './a-partner.ts';
import { faultOf } from './write-call.ts';

const { customerA, customerB } = DEFAULT_TENANTS;
const A = `/v1/customers/${customerA}`;
const POWER_BI = 'CFQ7TTC0HL8W:0001:CFQ7TTC0K4QF';
const MCA = '117a77b0-9360-443b-8795-c6dedc750cf9';

test('a cart that is checked out is an order, and its line a subscription; once', async () => {
  const partner = await aPartner();
  const item = { id: 0, catalogItemId: POWER_BI, quantity: 3, billingCycle: 'monthly', termDuration: 'P1Y' };
  const cart = await partner.send('POST', `${A}/carts`, { lineItems: [item] });
  assert.deepEqual([cart.status, cart.body['status']], [201, 'Active']);
  const path = `${A}/carts/${String(cart.body['id'])}`;
  const { body } = await partner.send('POST', `${path}/checkout`);
  const [order] = body['orders'] as { id: string; lineItems: { subscriptionId: string }[] }[];
  const { subscriptionId = '' } = order?.lineItems[0] ?? {};
  const bought = (await partner.get(`${A}/subscriptions/${subscriptionId}`)).body;
  assert.deepEqual(
    [bought['quantity'], bought['termDuration'], bought['orderId']],
    [3, 'P1Y', order?.id ?? 'no order'],
  );
  assert.deepEqual((await partner.get(`${A}/orders/${order?.id ?? ''}`)).body, order);
  assert.deepEqual(faultOf(await partner.send('POST', `${path}/checkout`)), [400, '800065']);
  assert.equal((await partner.get(path)).body['status'], 'Ordered');
  const ofB = `/v1/customers/${customerB}/carts/${String(cart.body['id'])}`;
  assert.deepEqual(faultOf(await partner.get(ofB)), [404, '800008']);
});

test('an order of an unknown offer is refused, and nothing of it is bought', async () => {
  const partner = await aPartner();
  const before = itemsOf(await partner.get(`${A}/orders`)).length;
  const line = { lineItemNumber: 0, offerId: POWER_BI, quantity: 1 };
  const lineItems = [line, { ...line, lineItemNumber: 1, offerId: 'NONE' }];
  const refused = await partner.send('POST', `${A}/orders`, { billingCycle: 'monthly', lineItems });
  assert.deepEqual(faultOf(refused), [400, '800004']);
  assert.equal(itemsOf(await partner.get(`${A}/orders`)).length, before);
  assert.equal((await partner.send('POST', `${A}/orders`, { lineItems: [line] })).status, 201);
  assert.equal(itemsOf(await partner.get(`${A}/orders`)).length, before + 1);
  assert.deepEqual(faultOf(await partner.get(`${A}/orders/none`)), [404, '20000']);
});

test('the lines of an invoice add up to its charges, and the invoices to the summary', async () => {
  const partner = await aPartner();
  const invoices = itemsOf(await partner.get('/v1/invoices'));
  assert.equal(invoices.length, 3);
  let sum = 0;
  for (const { id, totalCharges } of invoices) {
    assert.deepEqual((await partner.get(`/v1/invoices/${String(id)}`)).body['id'], id);
    const lines = itemsOf(await partner.get(`/v1/invoices/${String(id)}/lineitems/OneTime/BillingLineItems`));
    assert.ok(lines.length > 0);
    const charges = lines.reduce((total, { subtotal }) => total + Number(subtotal), 0);
    assert.equal(charges.toFixed(2), Number(totalCharges).toFixed(2));
    sum += Number(totalCharges);
  }
  const [summary] = itemsOf(await partner.get('/v1/invoices/summaries'));
  assert.equal(Number(summary?.['balanceAmount']).toFixed(2), sum.toFixed(2));
  assert.deepEqual(faultOf(await partner.get('/v1/invoices/G190001')), [404, '1000']);
});

test('an agreement is confirmed once for a customer: 600061 in the shape of commerce', async () => {
  const partner = await aPartner();
  const [template] = itemsOf(await partner.get('/v1/agreements?agreementType=MicrosoftCustomerAgreement'));
  assert.equal(template?.['templateId'], MCA);
  const agreement = {
    primaryContact: { firstName: 'Tania', lastName: 'Carr', email: 'someone@example.com' },
    templateId: MCA,
    dateAgreed: '2026-06-14T00:00:00.000Z',
    type: 'MicrosoftCustomerAgreement',
  };
  assert.equal((await partner.send('POST', `${A}/agreements`, agreement)).status, 201);
  const again = await partner.send('POST', `${A}/agreements`, agreement);
  assert.deepEqual(
    [again.status, again.body['code'], again.body['errorName']],
    [400, 600061, 'PartnerConfirmedAgreementAlreadyExists'],
  );
  const known = await partner.get(`${A}/agreements?agreementType=MicrosoftCustomerAgreement`);
  assert.deepEqual(
    itemsOf(known).map(({ templateId }) => templateId),
    [MCA],
  );
  const wrong = { ...agreement, type: 'MicrosoftCloudAgreement' };
  assert.deepEqual(faultOf(await partner.send('POST', `${A}/agreements`, wrong)), [400, '800002']);
});

test('tells whether an agreement was signed at Microsoft, and whether the partner signed its own', async () => {
  const partner = await aPartner();
  const signed = await partner.get(`${A}/directSignedMicrosoftCustomerAgreementStatus`);
  assert.deepEqual(signed.body, { isSigned: false });
  const { body: mpn } = await partner.get('/v1/profiles/mpn');
  const status = (query: string) => partner.get(`/v1/compliance/csp/agreementstatus${query}`);
  assert.deepEqual((await status(`?mpnId=${String(mpn['mpnId'])}`)).body, { isSigned: true });
  assert.deepEqual((await status(`?tenantId=${DEFAULT_TENANTS.partnerOne}`)).body, { isSigned: true });
  assert.deepEqual(faultOf(await status('')), [400, '800002']);
  assert.deepEqual(faultOf(await status(`?tenantId=${customerA}`)), [404, '60003']);
});

test('a relationship that is removed leaves no customer and no delegated privileges', async () => {
  const partner = await aPartner();
  assert.deepEqual(faultOf(await partner.send('PATCH', A, { relationshipToPartner: 'reseller' })), [
    400,
    '800002',
  ]);
  const { status, body } = await partner.send('PATCH', A, { relationshipToPartner: 'none' });
  assert.deepEqual([status, body['relationshipToPartner']], [200, 'none']);
  assert.deepEqual(faultOf(await partner.get(A)), [403, '20002']);
  const ids = itemsOf(await partner.get('/v1/customers?size=10')).map(({ id }) => id);
  assert.ok(ids.length > 0 && !ids.includes(customerA));
});

test('says which domain is taken, to a HEAD alone, and which address is whole', async () => {
  const partner = await aPartner();
  const head = (domain: string): Promise<Response> =>
    partner.client.send(
      new Request(`${partner.client.sandbox.origins.partnerCenter}/v1/domains/${domain}`, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${partner.token}` },
      }),
    );
  assert.equal((await head('customer-a.example')).status, 200);
  assert.equal((await head('free.example')).status, 404);
  assert.equal((await partner.get('/v1/domains/free.example')).status, 405);
  const address = { country: 'US', city: 'Redmond', addressLine1: '1 Example Way', postalCode: '98052' };
  const whole = await partner.send('POST', '/v1/validations/address', address);
  assert.deepEqual([whole.status, whole.body['status']], [200, 'VerifiedShippable']);
  const part = await partner.send('POST', '/v1/validations/address', { ...address, addressLine1: 'Way' });
  assert.equal(part.body['status'], 'StreetPartial');
});

test('invites a customer by a link, and knows of no indirect resellers', async () => {
  const partner = await aPartner();
  const { body } = await partner.get('/v1/customers/relationshiprequests');
  const url = new URL(String(body['url']));
  assert.equal(url.searchParams.get('partnerId'), DEFAULT_TENANTS.partnerOne);
  const relationships = await partner.get('/v1/relationships?relationship_type=IsIndirectResellerOf');
  assert.deepEqual(itemsOf(relationships), []);
});

test('service requests have numbers for words, a sentinel for no date, and no links', async () => {
  const partner = await aPartner();
  const { body } = await partner.get('/v1/servicerequests');
  assert.equal(body['links'], undefined);
  const items = body['items'] as Record<string, unknown>[];
  assert.equal(body['totalCount'], items.length);
  for (const { severity, lastClosedDate } of items)
    assert.deepEqual([typeof severity, lastClosedDate], ['number', '0001-01-01T00:00:00']);
  const ofCustomers = await Promise.all(
    [customerA, customerB, DEFAULT_TENANTS.customerC].map((id) =>
      partner.get(`/v1/customers/${id}/servicerequests`),
    ),
  );
  assert.deepEqual(ofCustomers.flatMap(itemsOf), items);
});

test('a fraud event is resolved with a reason and by whom', async () => {
  const world = defaultWorld();
  const partner = await aPartner(world);
  const ask = async (): Promise<Record<string, unknown>[]> => {
    const response = await partner.client.get('partnerCenter', '/v1/fraudEvents', partner.token);
    return (await response.json()) as Record<string, unknown>[];
  };
  // An Azure plan is hit by the hash of its id: enough of them, and some are.
  const line = { lineItemNumber: 0, offerId: 'DZH318Z0BPS6:0001:DZH318Z0BMTX', quantity: 1 };
  const lineItems = Array.from({ length: 100 }, (_, lineItemNumber) => ({ ...line, lineItemNumber }));
  await partner.send('POST', `${A}/orders`, { lineItems });
  const [event] = await ask();
  assert.equal(event?.['eventStatus'], 'Active');
  const path = `/v1/fraudEvents/subscription/${String(event?.['subscriptionId'])}/status`;
  const resolved = { EventIds: [], EventStatus: 'Resolved', ResolvedReason: 'Fraud' };
  assert.equal((await partner.send('POST', path, resolved)).status, 200);
  const after = (await ask()).find(({ eventId }) => eventId === event?.['eventId']);
  assert.deepEqual(
    [after?.['eventStatus'], after?.['resolvedReason'], after?.['resolvedBy']],
    ['Resolved', 'Fraud', 'service@partner-one.example'],
  );
  const unknown = `/v1/fraudEvents/subscription/${customerA}/status`;
  assert.deepEqual(faultOf(await partner.send('POST', unknown, resolved)), [404, '1000']);
});

test('audit records tell what was done and what was refused, the newest first, by filter and day', async () => {
  const now = { at: Date.UTC(2026, 5, 20, 12) };
  const partner = await aPartner(defaultWorld(), { now: () => now.at });
  const [first] = itemsOf(await partner.get(`${A}/subscriptions`));
  const path = `${A}/subscriptions/${String(first?.['id'])}`;
  const wanted = { ...first, quantity: 77 };
  await partner.send('PATCH', path, wanted, { 'if-match': '"wrong"' });
  await partner.send('PATCH', path, wanted, { 'if-match': `"${etagOf(first)}"` });
  await partner.send('PATCH', `/v1/customers/${customerB}`, { relationshipToPartner: 'none' });
  const records = async (query = '') => itemsOf(await partner.get(`/v1/auditrecords${query}`));
  assert.deepEqual(
    (await records()).map((record) => [record['operationType'], record['operationStatus']]),
    [
      ['remove_partner_customer_relationship', 'succeeded'],
      ['update_subscription', 'succeeded'],
      ['update_subscription', 'failed'],
    ],
  );
  const filter = encodeURIComponent(`{"Field":"CustomerId","Value":"${customerA}","Operator":"equals"}`);
  const [record, ...others] = await records(
    `?startDate=2026-06-20&endDate=6/20/2026 12:00:00 AM&filter=${filter}`,
  );
  assert.equal(others.length, 1);
  const { quantity } = JSON.parse(String(record?.['resourceOldValue'])) as { quantity: number };
  assert.equal(quantity, first?.['quantity']);
  assert.match(String(record?.['resourceNewValue']), /"quantity":77/);
  assert.equal(record?.['userPrincipalName'], 'service@partner-one.example');
  assert.equal(record?.['operationDate'], new Date(now.at).toISOString());
  assert.deepEqual(await records('?endDate=2026-06-19'), []);
  assert.deepEqual(faultOf(await partner.get('/v1/auditrecords?startDate=2026-01-01')), [400, '800002']);
});

test('consent that a partner gives and takes back is among the audit records', async () => {
  const world = defaultWorld();
  world.servicePrincipals = world.servicePrincipals.filter(({ tenantId }) => tenantId !== customerB);
  const partner = await aPartner(world);
  const path = `/v1/customers/${customerB}/applicationconsents`;
  const applicationId = '40000000-0000-4000-8000-000000000000';
  const grant = { enterpriseApplicationId: '00000003-0000-0000-c000-000000000000', scope: 'User.Read' };
  assert.equal((await partner.send('POST', path, { applicationId, applicationGrants: [grant] })).status, 201);
  await partner.send('DELETE', `${path}/${applicationId}`);
  assert.deepEqual(
    itemsOf(await partner.get('/v1/auditrecords')).map((record) => record['operationType']),
    ['unregister_application', 'register_application'],
  );
});
