import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anApi, apiPorts } from '../../../test/an-api.ts';
import { aFetch, anAnswer, customer, errorOf, partner } from '../../../test/builders.ts';
import type { IncomingAnswer } from '../../ports.ts';
import { Secret } from '../../secret.ts';
import { createApi } from '../api.ts';
import { createPartnerCenter, type PartnerCenter, type PartnerCenterOptions } from './partner-center.ts';

const base = 'https://api.partnercenter.microsoft.com';

/** Partner Center that answers once. @returns what was sent, and what came of it */
async function ask<Result>(
  use: (client: PartnerCenter) => Promise<Result>,
  {
    answer = anAnswer({ id: 'a', extra: 1 }),
    ...options
  }: PartnerCenterOptions & { answer?: IncomingAnswer } = {},
) {
  const fetch = aFetch(answer);
  const result = await use(
    createPartnerCenter(anApi(fetch, { resource: 'partner-center', baseUrl: base }), options),
  );
  const [request] = fetch.requests;
  assert.ok(request);
  return { ...request, path: request.url.slice(base.length), headers: request.headers ?? {}, result };
}

/** Reads a collection that has one page. */
const list = (use: (client: PartnerCenter) => AsyncIterable<unknown>, options: PartnerCenterOptions = {}) =>
  ask((client) => Array.fromAsync(use(client)), {
    answer: anAnswer({ items: [{ id: 'a', extra: 1 }] }),
    ...options,
  });

/** A client that must not send anything. */
const silent = (access?: 'app-only'): PartnerCenter =>
  createPartnerCenter(
    createApi(apiPorts(aFetch()), { resource: 'partner-center', partner, access }, async () => ({
      value: Secret.of('access'),
      baseUrl: base,
    })),
  );

test('lists the customers, with fields that it does not know', async () => {
  const { path, result } = await list((client) => client.customers());
  assert.equal(path, '/v1/customers?size=500');
  assert.deepEqual(result, [{ id: 'a', extra: 1 }]);
});

test('lists the users of one customer', async () => {
  const { path } = await list((client) => client.customerUsers(customer));
  assert.equal(path, `/v1/customers/${customer}/users?size=500`);
});

test('lists any collection by its path', async () => {
  const { path } = await list((client) => client.collection('/v1/invoices?size=1'));
  assert.equal(path, '/v1/invoices?size=1');
});

test('asks for pages of the size that it is told, by the client or by the call', async () => {
  const byClient = await list((client) => client.customers(), { pageSize: 40 });
  const byCall = await list((client) => client.customers({ size: 7 }), { pageSize: 40 });
  assert.deepEqual([byClient.path, byCall.path], ['/v1/customers?size=40', '/v1/customers?size=7']);
});

test('asks for no size where Microsoft names none', async () => {
  const { path } = await list((client) => client.subscribedSkus(customer));
  assert.equal(path, `/v1/customers/${customer}/subscribedskus`);
});

test('writes a filter as Partner Center reads it', async () => {
  const filter = { field: 'UserState', value: 'Inactive', operator: 'equals' } as const;
  const { path } = await list((client) => client.customerUsers(customer, { filter }));
  assert.equal(
    new URLSearchParams(path.split('?')[1]).get('filter'),
    '{"Field":"UserState","Value":"Inactive","Operator":"equals"}',
  );
});

test('repeats a name of the query for each value of a list', async () => {
  const { path } = await list((client) =>
    client.subscribedSkus(customer, { licenseGroupIds: ['Group1', 'Group2'] }),
  );
  assert.equal(
    path,
    `/v1/customers/${customer}/subscribedskus?licenseGroupIds=Group1&licenseGroupIds=Group2`,
  );
});

test('sends what is fixed in a request, and what must be given', async () => {
  const { path } = await list((client) =>
    client.unbilledLineItems({ currencycode: 'usd', period: 'current' }),
  );
  assert.equal(
    path,
    '/v1/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype=billinglineitems&currencycode=usd&period=current&size=500',
  );
});

test('gives one thing, with fields that it does not know', async () => {
  const { path, result } = await ask((client) => client.customer(customer));
  assert.deepEqual([path, result], [`/v1/customers/${customer}`, { id: 'a', extra: 1 }]);
});

test('reads a bare array', async () => {
  const { result } = await ask((client) => Array.fromAsync(client.applicationMfaAdoption()), {
    answer: anAnswer([{ loginDate: '2026-11-20', totalRequestCount: 5 }]),
  });
  assert.deepEqual(result, [{ loginDate: '2026-11-20', totalRequestCount: 5 }]);
});

for (const field of [
  'lastNonMfaCompliantRequestDateTime',
  'lastNonMfaCompliantLoginDateTime',
  'LastNonMfaCompliantLoginDateTime',
]) {
  test(`reads when somebody came without MFA from ${field}`, async () => {
    const { result } = await ask((client) => Array.fromAsync(client.principalsWithoutMfa()), {
      answer: anAnswer({ items: [{ upn: 'a', [field]: '2020-04-21T22:09:53.051' }] }),
    });
    assert.deepEqual(result, [{ upn: 'a', lastNonMfaCompliantRequestDateTime: '2020-04-21T22:09:53.051' }]);
  });
}

for (const [status, isThere] of [
  [200, true],
  [404, false],
] as const) {
  test(`says ${isThere ? 'yes' : 'no'} when Partner Center answers ${status} for a domain`, async () => {
    const { method, path, result } = await ask((client) => client.domainExists('contoso.onmicrosoft.com'), {
      answer: anAnswer('', { status }),
    });
    assert.deepEqual([method, path, result], ['HEAD', '/v1/domains/contoso.onmicrosoft.com', isThere]);
  });
}

test('writes with the id that it is given, so that the same write happens once', async () => {
  const requestId = '5c1f0f3e-0000-4000-8000-000000000001';
  const { method, headers, body } = await ask((client) =>
    client.updateCustomer(customer, { body: { relationshipToPartner: 'none' }, requestId }),
  );
  assert.deepEqual([method, headers['ms-requestid']], ['PATCH', requestId]);
  assert.equal(body, '{"relationshipToPartner":"none"}');
});

test('consents with permissions as Partner Center wants them', async () => {
  const consent = {
    applicationId: 'a',
    displayName: 'Contoso',
    applicationGrants: [{ enterpriseApplicationId: 'g', scope: 'User.Read.All,Directory.Read.All' }],
  };
  const { path, body } = await ask((client) => client.createApplicationConsent(customer, { body: consent }));
  assert.equal(path, `/v1/customers/${customer}/applicationconsents`);
  assert.deepEqual(JSON.parse(body ?? ''), consent);
});

test('takes an empty answer for done', async () => {
  const { method, result } = await ask((client) => client.deleteApplicationConsent(customer, 'a'), {
    answer: anAnswer('', { status: 204 }),
  });
  assert.deepEqual([method, result], ['DELETE', undefined]);
});

test('sends the language and the name of the program with every call', async () => {
  const options = { locale: 'de-DE', application: 'Contoso Portal' };
  const { headers } = await list((client) => client.customers(), options);
  assert.equal(headers['x-locale'], 'de-DE');
  assert.equal(headers['ms-partnercenter-application'], 'Contoso Portal');
});

test('sends neither unless told to', async () => {
  const { headers } = await list((client) => client.customers());
  assert.equal(headers['x-locale'] ?? headers['ms-partnercenter-application'], undefined);
});

for (const options of [{ locale: 'de_DE' }, { locale: '' }, { application: 'a\r\nb' }, { application: '' }]) {
  test(`refuses ${JSON.stringify(options)} when it is made`, () => {
    assert.throws(() => createPartnerCenter(anApi(aFetch()), options), TypeError);
  });
}

test('sends the ETag of the resource itself, in double quotes', async () => {
  for (const etag of ['eyJpZCI6IjEi', '"eyJpZCI6IjEi"']) {
    const { headers, body } = await ask((client) =>
      client.updateSubscription(customer, 's', { body: { id: 's', quantity: 5, attributes: { etag } } }),
    );
    assert.equal(headers['if-match'], '"eyJpZCI6IjEi"');
    assert.deepEqual(JSON.parse(body ?? ''), { id: 's', quantity: 5, attributes: { etag } });
  }
});

test('writes without an ETag where there is none and none is wanted', async () => {
  const { headers } = await ask((client) => client.updateSubscription(customer, 's', { body: { id: 's' } }));
  assert.equal(headers['if-match'], undefined);
});

test('refuses to write what has no ETag where Partner Center wants one', async () => {
  const { code, remedy } = await errorOf(() =>
    silent().updateCustomerBillingProfile(customer, { body: { id: 'b' } }),
  );
  assert.equal(code, 'invalid_request');
  assert.match(remedy, /Read the resource/);
});

test('refuses an ETag that would end the header', async () => {
  const body = { id: 's', attributes: { etag: 'a"\r\nx: y' } };
  await assert.rejects(silent().updateSubscription(customer, 's', { body }), { code: 'invalid_request' });
});

for (const id of ['', '.', '..', 'a/b', 'a?b', 'a#b', 'a%2fb', 'a\\b', 'a b', 'a\n']) {
  test(`refuses the id ${JSON.stringify(id)}, which could mean another path`, async () => {
    await assert.rejects(silent().deleteCustomerUser(customer, id), { code: 'path_refused' });
  });
}

test('refuses the empty id of a customer, which would list all of them', async () => {
  await assert.rejects(silent().customer('' as typeof customer), { code: 'path_refused' });
});

test('refuses in advance what Partner Center takes in the name of an account only', async () => {
  const client = silent('app-only');
  const refused = { code: 'app_only_refused', message: /takes customerUsers only/ };
  await assert.rejects(Array.fromAsync(client.customerUsers(customer)), refused);
  await assert.rejects(client.customerUser(customer, 'u'), { code: 'app_only_refused' });
});

test('asks nothing before a collection is walked', async () => {
  assert.ok(silent().customers());
});

test('knows by its types what an operation takes', () => {
  const client = silent();
  // @ts-expect-error a customer's id is no text
  client.customerUsers('11111111-1111-4111-8111-111111111111');
  // @ts-expect-error the page of users names no such query
  client.customerUsers(customer, { sort: 'name' });
  // @ts-expect-error the currency must be given
  client.unbilledLineItems({ period: 'current' });
  assert.ok(client);
});

test('reads what Microsoft says in either of its spellings of a page, and keeps what it does not know', async () => {
  const { result } = await ask((client) => Array.fromAsync(client.principalsWithoutMfa()), {
    answer: anAnswer({ items: ['no object', { upn: 'a', extra: 1 }] }),
  });
  assert.deepEqual(result, [{}, { upn: 'a', extra: 1 }]);
});
