import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_PASSWORD, generateWorld } from '../src/index.ts';
import type { Account } from '../src/person/index.ts';
import { GRAPH_SCOPE, PARTNER_CENTER_SCOPE, createExampleClient, parseJson } from './example-client.ts';

const CUSTOMERS = 10_000;
const service: Account = {
  userPrincipalName: 'service@partner-1.example',
  password: DEFAULT_PASSWORD,
  totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
};

interface Customers {
  items: { id: string }[];
  links: { next?: { uri: string; headers: { key: string; value: string }[] } };
}

test('a world of 10,000 customers is made, listed and entered at once, and stays small', async (t) => {
  const start = performance.now();
  const client = await createExampleClient(generateWorld({ seed: 'large', customers: CUSTOMERS }));
  // Its limit is 3 seconds. How long it takes depends on the machine, so it is told and not asserted.
  t.diagnostic(`started in ${Math.round(performance.now() - start)} ms`);

  const home = client.sandbox.world.tenants.find(({ kind }) => kind === 'partner')?.id ?? '';
  const refreshToken = await client.connect(service, home);
  const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, home);
  const ids = new Set<string>();
  let next: Customers['links']['next'] = { uri: '/customers?size=500', headers: [] };
  while (next !== undefined) {
    const headers = Object.fromEntries(next.headers.map(({ key, value }) => [key, value]));
    const path = `/v1${next.uri}`;
    const page = await client.get('partnerCenter', path, body['access_token'] ?? '', headers);
    const { items, links } = parseJson<Customers>(await page.text());
    for (const { id } of items) ids.add(id);
    next = links.next;
  }
  assert.equal(ids.size, CUSTOMERS);

  for (const id of [...ids].slice(-20)) {
    const path = `/v1/customers/${id}/subscriptions`;
    const page = await client.get('partnerCenter', path, body['access_token'] ?? '');
    assert.ok(parseJson<Customers>(await page.text()).items.length > 0);
  }

  const entered = await Promise.all(
    [...ids].slice(-200).map((tenant) => client.refresh(refreshToken, GRAPH_SCOPE, tenant)),
  );
  assert.ok(entered.every(({ status }) => status === 200));
  const usedMb = process.memoryUsage.rss() / 2 ** 20;
  assert.ok(usedMb < 300, `${usedMb} MB`);
});
