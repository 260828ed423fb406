import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTenantId } from '@consentry/core';
import { aBroker, type TestBroker } from './a-broker.ts';
import { aFinding, aKeptReport, keep } from './a-kept-report.ts';
import { aGrant } from './a-store.ts';

const aPartner = (number: number) =>
  readTenantId(`20000000-0000-4000-8000-${String(number).padStart(12, '0')}`);

/** Partners with a grant; of the first ones a report with so many findings as their number says. */
async function somePartners(t: TestBroker, all: number, reported: number): Promise<void> {
  for (let number = 1; number <= all; number++) {
    const partner = aPartner(number);
    await t.broker.store.grants.save(aGrant({ partner }), 0);
    if (number > reported) continue;
    const at = '2026-06-20T00:00:00.000Z';
    const kept = aKeptReport(number * 1000, {
      partner,
      organization: { name: `Contoso ${number}`, plan: 'p1' },
      figures: [
        {
          name: 'accounts-with-mfa',
          kind: 'estimate',
          from: [],
          at,
          part: number,
          whole: 20,
          unknown: 1,
          percent: number * 5,
        },
      ],
      findings: Array.from({ length: number }, () => aFinding()),
      unread: [{ source: 'score', code: 'api_forbidden', remedy: 'x' }],
    });
    await keep(t.broker.store.postureReports, kept);
  }
}

test('gives every partner with its newest report, the gravest first and those without one last, and the sums over all', async () => {
  await using t = await aBroker();
  await somePartners(t, 5, 3);
  const first = await t.operator.call('listPostures', { query: { limit: 2 } });
  assert.deepEqual(
    first.items.map(({ partner, report }) => [partner, report?.name, report?.findings.high, report?.unread]),
    [
      [aPartner(3), 'Contoso 3', 3, ['score']],
      [aPartner(2), 'Contoso 2', 2, ['score']],
    ],
  );
  const { next: after } = first;
  const rest = await t.operator.call('listPostures', { query: { after } });
  assert.deepEqual(
    rest.items.map(({ partner, report }) => [partner, report?.findings.high]),
    [
      [aPartner(1), 1],
      [aPartner(4), undefined],
      [aPartner(5), undefined],
    ],
  );
  assert.equal(rest.next, undefined);
  assert.deepEqual(
    [first.partners, first.reported, first.oldestAt, first.findings.high],
    [5, 3, new Date(1000).toISOString(), 6],
  );
  const [accounts] = first.figures;
  assert.ok(accounts?.kind === 'estimate');
  const { part, whole, unknown, percent, partners, leftOut } = accounts;
  assert.deepEqual([part, whole, unknown, percent, partners, leftOut], [6, 60, 3, 10, 3, 2]);
});

test('finds partners by how their names or ids begin', async () => {
  await using t = await aBroker();
  await somePartners(t, 12, 12);
  const of = async (partner: string) =>
    (await t.operator.call('listPostures', { query: { partner, order: 'partner' } })).items.map(
      ({ partner: id }) => id,
    );
  assert.deepEqual(await of('contoso 1'), [1, 10, 11, 12].map(aPartner));
  assert.deepEqual(await of(aPartner(7)), [aPartner(7)]);
  assert.deepEqual(await of('ontoso'), []);
});

test('a newer report takes the place of the one before, and a partner that was taken back is not there', async () => {
  await using t = await aBroker();
  await somePartners(t, 2, 2);
  await t.operator.call('listPostures', {});
  await keep(t.broker.store.postureReports, aKeptReport(9000, { partner: aPartner(1), findings: [] }));
  await t.operator.call('revokeGrants', { body: { partner: aPartner(2) } });
  const { items } = await t.operator.call('listPostures', {});
  assert.deepEqual(
    items.map(({ partner, report }) => [partner, report?.findings.high]),
    [[aPartner(1), 0]],
  );
});
