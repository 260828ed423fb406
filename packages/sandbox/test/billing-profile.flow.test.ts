import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS } from '../src/index.ts';
import { PARTNER_CENTER_SCOPE, anAccount, createExampleClient } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';
import { faultOf, read, write } from './write-call.ts';
import type { WriteAnswer } from './write-call.ts';

const CUSTOMER = `/v1/customers/${DEFAULT_TENANTS.customerA}`;
const PATH = `${CUSTOMER}/profiles/billing`;

interface Billing {
  companyName: string;
  defaultAddress: Record<string, unknown>;
  attributes: { etag: string };
}

async function aPartner(): Promise<{ client: ExampleClient; token: string }> {
  const client = await createExampleClient();
  const refreshToken = await client.connect(anAccount('service'));
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, DEFAULT_TENANTS.partnerOne);
  return { client, token: body['access_token'] ?? '' };
}

async function billing(client: ExampleClient, token: string): Promise<Billing> {
  return (await read(client, 'partnerCenter', PATH, token)).body as unknown as Billing;
}

function replace(
  client: ExampleClient,
  token: string,
  body: object,
  headers: Record<string, string>,
): Promise<WriteAnswer> {
  return write(client, { service: 'partnerCenter', method: 'PUT', path: PATH, token, body, headers });
}

test('replaces the profile for who brings the ETag, and gives it another one', async () => {
  const { client, token } = await aPartner();
  const before = await billing(client, token);
  const headers = { 'if-match': `"${before.attributes.etag}"` };
  const changed = await replace(client, token, { ...before, companyName: 'Renamed' }, headers);
  assert.equal(changed.status, 200);
  const after = await billing(client, token);
  assert.equal(after.companyName, 'Renamed');
  assert.notEqual(after.attributes.etag, before.attributes.etag);
  assert.deepEqual(changed.body, after);
});

test('refuses an ETag that is no longer valid, and one without its quotes', async () => {
  const { client, token } = await aPartner();
  const before = await billing(client, token);
  const { etag } = before.attributes;
  const good = { 'if-match': `"${etag}"` };
  assert.deepEqual(faultOf(await replace(client, token, before, {})), [412, '800036']);
  assert.deepEqual(faultOf(await replace(client, token, before, { 'if-match': etag })), [412, '800036']);
  assert.equal((await replace(client, token, { ...before, companyName: 'First' }, good)).status, 200);
  const stale = await replace(client, token, { ...before, companyName: 'Second' }, good);
  assert.deepEqual(faultOf(stale), [400, '2055']);
  assert.equal((await billing(client, token)).companyName, 'First');
});

test('answers a repeated request as the first one, though its ETag is used up', async () => {
  const { client, token } = await aPartner();
  const before = await billing(client, token);
  const headers = { 'if-match': `"${before.attributes.etag}"`, 'MS-RequestId': 'a-write' };
  const body = { ...before, companyName: 'Once' };
  const [first, again] = [
    await replace(client, token, body, headers),
    await replace(client, token, body, headers),
  ];
  assert.deepEqual([first.status, again.status], [200, 200]);
  assert.deepEqual(again.body, first.body);
});

test('refuses an address without a phone number where the country wants one, in the shape of commerce', async () => {
  const { client, token } = await aPartner();
  const before = await billing(client, token);
  const defaultAddress = { ...before.defaultAddress, country: 'IN', phoneNumber: null };
  const headers = { 'if-match': `"${before.attributes.etag}"` };
  const { status, body } = await replace(client, token, { ...before, defaultAddress }, headers);
  assert.equal(status, 400);
  assert.deepEqual(
    [body['code'], body['errorName'], body['isRetryable'], body['errorMessageExtended']],
    [600051, 'CustomerPhoneNumberMissing', false, 'InternalErrorCode=600051'],
  );
});

test('shows the ETag of a customer in the header and in the attributes, another one after a change', async () => {
  const { client, token } = await aPartner();
  const etagOf = async (): Promise<string | null> => {
    const { headers, body } = await read(client, 'partnerCenter', CUSTOMER, token);
    const { etag } = body['attributes'] as { etag: string };
    assert.equal(headers.get('etag'), `"${etag}"`);
    return headers.get('etag');
  };
  const first = await etagOf();
  assert.equal(await etagOf(), first);
  const tenant = client.sandbox.world.tenants.find(({ id }) => id === DEFAULT_TENANTS.customerA);
  assert.ok(tenant);
  tenant.name = 'Renamed';
  assert.notEqual(await etagOf(), first);
});
