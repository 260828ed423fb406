import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anApi } from '../../../test/an-api.ts';
import { aFetch, anAnswer, customer } from '../../../test/builders.ts';
import { createPartnerCenter, type PartnerCenter } from './partner-center.ts';

const base = 'https://api.partnercenter.microsoft.com';

/** Reads a collection that has one page. @returns where it lies, and what it gave */
async function read(list: (api: PartnerCenter) => AsyncIterable<unknown>, pageSize?: number) {
  const fetch = aFetch(anAnswer({ items: [{ id: 'a', extra: 1 }] }));
  const sized = pageSize === undefined ? {} : { pageSize };
  const items = await Array.fromAsync(
    list(createPartnerCenter(anApi(fetch, { resource: 'partner-center', baseUrl: base }), sized)),
  );
  return { url: fetch.requests[0]?.url, items };
}

test('lists the customers, with fields that it does not know', async () => {
  const { url, items } = await read((api) => api.customers());
  assert.equal(url, `${base}/v1/customers?size=500`);
  assert.deepEqual(items, [{ id: 'a', extra: 1 }]);
});

test('lists the users of one customer', async () => {
  const { url } = await read((api) => api.customerUsers(customer));
  assert.equal(url, `${base}/v1/customers/${customer}/users?size=500`);
});

test('lists any collection by its path', async () => {
  const { url } = await read((api) => api.collection('/v1/invoices?size=1'));
  assert.equal(url, `${base}/v1/invoices?size=1`);
});

test('asks for pages of the size that it is told', async () => {
  const { url } = await read((api) => api.customers(), 40);
  assert.equal(url, `${base}/v1/customers?size=40`);
});
