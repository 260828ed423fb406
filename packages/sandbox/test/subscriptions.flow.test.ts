import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { aPartner, etagOf, itemsOf } from './a-partner.ts';
import { faultOf } from './write-call.ts';

const { customerA, customerB, customerD } = DEFAULT_TENANTS;
const LIST = `/v1/customers/${customerA}/subscriptions`;

test('every customer has subscriptions of its own, the same at every start', async () => {
  const [one, two] = [await aPartner(), await aPartner()];
  const first = itemsOf(await one.get(LIST));
  assert.ok(first.length > 0);
  assert.deepEqual(itemsOf(await two.get(LIST)), first);
  const others = itemsOf(await one.get(`/v1/customers/${customerB}/subscriptions`));
  assert.ok(others.every(({ id }) => first.every((own) => own['id'] !== id)));
  assert.deepEqual(faultOf(await one.get(`/v1/customers/${customerD}/subscriptions`)), [403, '20002']);
});

test('one subscription has its ETag in the attributes and as header; an unknown one is 20003', async () => {
  const partner = await aPartner();
  const [first] = itemsOf(await partner.get(LIST));
  const { headers, body } = await partner.get(`${LIST}/${String(first?.['id'])}`);
  assert.deepEqual(body, first);
  const { etag } = body['attributes'] as { etag: string };
  assert.equal(headers.get('etag'), `"${etag}"`);
  assert.deepEqual(faultOf(await partner.get(`${LIST}/${customerA}`)), [404, '20003']);
});

test('the term goes with the clock', async () => {
  const now = { at: Date.UTC(2026, 10, 26) };
  const partner = await aPartner(defaultWorld(), { now: () => now.at });
  for (const subscription of itemsOf(await partner.get(LIST))) {
    const { effectiveStartDate, commitmentEndDate } = subscription as Record<string, string>;
    assert.ok(Date.parse(effectiveStartDate ?? '') <= now.at);
    assert.ok(Date.parse(commitmentEndDate ?? '') > now.at);
  }
});

test('a PATCH wants the ETag of now, in quotes, and the whole resource', async () => {
  const partner = await aPartner();
  const [first] = itemsOf(await partner.get(LIST));
  const path = `${LIST}/${String(first?.['id'])}`;
  const wanted = { ...first, quantity: 77, friendlyName: 'nickname' };
  const etag = etagOf(first);
  const patch = (body: object, ifMatch?: string) =>
    partner.send('PATCH', path, body, ifMatch === undefined ? {} : { 'if-match': ifMatch });
  assert.deepEqual(faultOf(await patch(wanted)), [412, '800036']);
  assert.deepEqual(faultOf(await patch(wanted, etag)), [412, '800036']);
  assert.deepEqual(faultOf(await patch({ quantity: 77 }, `"${etag}"`)), [400, '800002']);
  const { status, body } = await patch(wanted, `"${etag}"`);
  assert.deepEqual([status, body['quantity'], body['friendlyName']], [200, 77, 'nickname']);
  assert.deepEqual((await partner.get(path)).body, body);
  assert.deepEqual(faultOf(await patch(wanted, `"${etag}"`)), [400, '2055']);
});

test('what a PATCH leaves out is reset without a word', async () => {
  const partner = await aPartner();
  const [first] = itemsOf(await partner.get(LIST));
  assert.equal(first?.['autoRenewEnabled'], true);
  const { autoRenewEnabled: _left, ...rest } = first;
  const etag = etagOf(first);
  const path = `${LIST}/${String(first?.['id'])}`;
  const { body } = await partner.send('PATCH', path, rest, { 'if-match': `"${etag}"` });
  assert.equal(body['autoRenewEnabled'], false);
});

test('the same MS-RequestId changes a subscription once', async () => {
  const partner = await aPartner();
  const [first] = itemsOf(await partner.get(LIST));
  const etag = etagOf(first);
  const path = `${LIST}/${String(first?.['id'])}`;
  const headers = { 'if-match': `"${etag}"`, 'ms-requestid': '5f3a1c1e-0000-4000-8000-000000000001' };
  const one = await partner.send('PATCH', path, { ...first, quantity: 9 }, headers);
  const two = await partner.send('PATCH', path, { ...first, quantity: 9 }, headers);
  assert.deepEqual([two.status, two.body], [one.status, one.body]);
});

test('a suspended subscription has no licences to give', async () => {
  const partner = await aPartner();
  const subscriptions = itemsOf(await partner.get(LIST));
  const basic = subscriptions.find(({ offerName }) => offerName === 'Microsoft 365 Business Basic');
  const etag = etagOf(basic);
  const path = `${LIST}/${String(basic?.['id'])}`;
  const suspended = { ...basic, status: 'suspended' };
  const { body } = await partner.send('PATCH', path, suspended, { 'if-match': `"${etag}"` });
  assert.deepEqual([body['status'], body['suspensionReasons']], ['suspended', ['CustomerCancellation']]);
  const [sku] = itemsOf(await partner.get(`/v1/customers/${customerA}/subscribedskus`));
  assert.deepEqual([sku?.['activeUnits'], sku?.['suspendedUnits']], [0, basic?.['quantity']]);
});
