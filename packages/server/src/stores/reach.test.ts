import assert from 'node:assert/strict';
import { readTenantId, type SeenReach } from '@consentry/core';
import { aStore, otherPartner, partner, testOnBoth } from '../../test/a-store.ts';
import type { SeenCustomer } from './reach.ts';

const customer = readTenantId('99999999-0000-4000-8000-000000000001');
const another = readTenantId('99999999-0000-4000-8000-000000000002');

const works: SeenReach = {
  resource: 'graph',
  works: true,
  code: null,
  aadsts: null,
  class: null,
  remedy: null,
};
const unconsented: SeenReach = {
  resource: 'graph',
  works: false,
  code: 'tenant_setup',
  aadsts: 65001,
  class: 'tenant',
  remedy: 'Give consent.',
};
const blocked: SeenReach = {
  ...unconsented,
  code: 'ca_blocked',
  aadsts: 53003,
  class: 'admin',
  remedy: 'Change it.',
};

const seen = (at: number, ...reach: readonly SeenReach[]): SeenCustomer => ({ partner, customer, reach, at });

testOnBoth('tells since when an API works or not, why not, and how it was before', async (t, kind) => {
  const { reach } = await aStore(t, kind);
  const now = async () => (await reach.list(partner, { limit: 9 }))[0];
  await reach.note([{ ...seen(1000, works), customerName: 'Fabrikam' }]);
  const first = { partner, customer, customerName: 'Fabrikam', resource: 'graph', works: true } as const;
  assert.deepEqual(await now(), {
    ...first,
    since: 1000,
    seenAt: 1000,
    because: undefined,
    before: undefined,
  });

  await reach.note([seen(2000, works)]);
  await reach.note([seen(3000, unconsented)]);
  const lost = { ...first, works: false, since: 3000, before: { since: 1000, because: undefined } };
  const because = { code: 'tenant_setup', aadsts: 65001, remedy: 'Give consent.' };
  assert.deepEqual(await now(), { ...lost, seenAt: 3000, because });

  // Another reason is no other loss.
  await reach.note([seen(4000, blocked)]);
  const change = { code: 'ca_blocked', aadsts: 53003, remedy: 'Change it.' };
  assert.deepEqual(await now(), { ...lost, seenAt: 4000, because: change });

  await reach.note([seen(5000, works)]);
  assert.deepEqual(await now(), {
    ...first,
    since: 5000,
    seenAt: 5000,
    because: undefined,
    before: { since: 3000, because: { code: 'ca_blocked', aadsts: 53003 } },
  });
});

testOnBoth('is changed by nothing that is older, or told twice', async (t, kind) => {
  const { reach } = await aStore(t, kind);
  await reach.note([seen(1000, works)]);
  await reach.note([seen(3000, unconsented)]);
  const known = await reach.list(partner, { limit: 9 });
  await reach.note([seen(3000, unconsented)]);
  await reach.note([seen(2000, works)]);
  await reach.note([]);
  assert.deepEqual(await reach.list(partner, { limit: 9 }), known);
});

testOnBoth('lists page by page what is of one partner, and what was lost alone', async (t, kind) => {
  const { reach } = await aStore(t, kind);
  const arm = { ...works, resource: 'arm' } as const;
  await reach.note([
    { ...seen(1000, works, arm), customer: another },
    seen(1000, works, { ...unconsented, resource: 'arm' }),
    { ...seen(1000, works), partner: otherPartner },
  ]);
  await reach.note([{ ...seen(2000, unconsented, arm), customer: another }]);
  const all = await reach.list(partner, { limit: 9 });
  assert.deepEqual(
    all.map((one) => [one.customer, one.resource]),
    [
      [customer, 'arm'],
      [customer, 'graph'],
      [another, 'arm'],
      [another, 'graph'],
    ],
  );
  const second = await reach.list(partner, { limit: 2, after: all[1] });
  assert.deepEqual(second, all.slice(2));
  assert.deepEqual(await reach.list(partner, { limit: 9, lost: true }), all.slice(3));
});
