import assert from 'node:assert/strict';
import { createId } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { application, aStore, otherPartner, partner, testOnBoth } from '../../test/a-store.ts';
import type { AdminConsent } from './admin-consents.ts';

function aConsent(change: Partial<AdminConsent> = {}): AdminConsent {
  return {
    id: createId('AdminConsentId', systemRandom),
    partner,
    customer: otherPartner,
    application,
    customerName: 'Fabrikam',
    invitation: createId('InvitationId', systemRandom),
    resources: ['graph'],
    consentedAt: 1000,
    wanted: [{ resource: 'graph', application: ['A.Read'], delegated: [] }],
    proved: [],
    problem: { resource: 'graph', code: 'tenant_setup', aadsts: 700016 },
    lookedAt: 2000,
    nextLookAt: 3000,
    ...change,
  };
}

testOnBoth('keeps one consent for a partner, customer and application, and its id', async (t, kind) => {
  const { adminConsents } = await aStore(t, kind);
  const first = aConsent();
  assert.deepEqual(await adminConsents.save(first, { spends: false }), first);
  const second = aConsent({
    customerName: undefined,
    resources: undefined,
    proved: first.wanted,
    problem: undefined,
    nextLookAt: undefined,
  });
  assert.deepEqual(await adminConsents.save(second, { spends: false }), { ...second, id: first.id });
  assert.deepEqual(await adminConsents.find(first.id), { ...second, id: first.id });
  assert.deepEqual(await adminConsents.findOf(partner, otherPartner, application), {
    ...second,
    id: first.id,
  });
  assert.equal(await adminConsents.find(second.id), undefined);
});

testOnBoth('what was seen of an older consent leaves a newer one as it is', async (t, kind) => {
  const { adminConsents } = await aStore(t, kind);
  const older = await adminConsents.save(aConsent(), { spends: false });
  const newer = await adminConsents.save(aConsent({ consentedAt: 1001 }), { spends: false });
  const seen = { ...older, proved: older.wanted, lookedAt: 5000, nextLookAt: undefined };
  assert.deepEqual(await adminConsents.save(seen, { spends: false }), newer);
  assert.deepEqual(await adminConsents.find(older.id), newer);
});

testOnBoth('lists them page by page, each once', async (t, kind) => {
  const { adminConsents } = await aStore(t, kind);
  const ids: string[] = [];
  for (const customer of [partner, otherPartner]) {
    ids.push((await adminConsents.save(aConsent({ customer }), { spends: false })).id);
  }
  const [first] = await adminConsents.list({ limit: 1 });
  const [second] = await adminConsents.list({ limit: 1, after: first?.id });
  assert.deepEqual([first?.id, second?.id], ids.toSorted());
  assert.deepEqual(await adminConsents.list({ limit: 1, after: second?.id }), []);
});

testOnBoth(
  'gives what is due to one of all who look, and to others once it did not finish',
  async (t, kind) => {
    const { adminConsents } = await aStore(t, kind);
    const { id } = await adminConsents.save(aConsent(), { spends: false });
    assert.equal(await adminConsents.takeDue(2999, 9000), undefined);
    const taken = await Promise.all([1, 2, 3].map(() => adminConsents.takeDue(3000, 9000)));
    assert.deepEqual(
      taken.map((one) => one?.id).filter((one) => one !== undefined),
      [id],
    );
    assert.equal(await adminConsents.takeDue(8999, 20_000), undefined);
    assert.equal((await adminConsents.takeDue(9000, 20_000))?.id, id);
  },
);
