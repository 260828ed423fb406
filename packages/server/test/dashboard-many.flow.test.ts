import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTenantId, type SeenReach, type TenantId } from '@consentry/core';
import { partnerOne } from './a-broker.ts';
import { aDashboard, type DashboardPage } from './a-dashboard.ts';

const many = 120;
const mostNodes = 1500;

const tenantOf = (at: number): TenantId =>
  readTenantId(`aaaaaaaa-1111-4111-8111-${String(at).padStart(12, '0')}`);

const countNodes = ({ html }: DashboardPage): number => html.match(/<[a-z]/g)?.length ?? 0;

/** The rows of the table, page by page, until there is no next one. */
async function walk(
  open: (path: string) => Promise<DashboardPage>,
  path: string,
): Promise<readonly number[]> {
  const rows: number[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const page: DashboardPage = await open(next);
    assert.ok(countNodes(page) <= mostNodes, `${countNodes(page)} nodes at ${next}`);
    rows.push(page.html.match(/<th scope="row">/g)?.length ?? 0);
    next = /rel="next" href="([^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
  }
  return rows;
}

test('lists of many partners, customers and invitations come in pages that a browser shows with ease', async () => {
  await using d = await aDashboard();
  const { store } = d.t.broker;
  await d.t.aConnectedPartner();
  const numbers = Array.from({ length: many }, (_, at) => at);
  for (const at of numbers)
    await d.t.operator.call('createInvitation', {
      body: { partner: tenantOf(at), partnerName: `Contoso ${at}`, account: `eva.${at}@contoso.example` },
    });
  const customers = numbers.map((at) => ({
    partner: partnerOne,
    customer: tenantOf(at),
    customerName: `Fabrikam ${at}`,
    domain: `fabrikam-${at}.example`,
  }));
  await store.customers.note(customers, 1);
  const lost = {
    works: false,
    class: 'tenant',
    code: 'tenant_setup',
    aadsts: 65001,
    remedy: 'Consent.',
  } as const;
  const seen = (['graph', 'arm', 'defender'] as const).map((resource): SeenReach => ({ resource, ...lost }));
  await store.reach.note(customers.map((one) => ({ ...one, reach: seen, at: 2 })));

  const browser = await d.signedIn('operator');
  assert.deepEqual(await walk(browser.open, '/dashboard/partners'), [50, 50, 21]);
  assert.deepEqual(await walk(browser.open, '/dashboard/invitations?state=open'), [50, 50, 20]);
  assert.deepEqual(await walk(browser.open, `/dashboard/partners/${partnerOne}/customers`), [50, 50, 20]);
  const found = await walk(browser.open, `/dashboard/partners/${partnerOne}/customers?begins=fabrikam+11`);
  assert.deepEqual(found, [11]);
});
