import assert from 'node:assert/strict';
import { test } from 'node:test';
import { someSources, wasRead, wasRefused } from '../../test/a-posture.ts';
import { noon } from '../../test/builders.ts';
import { readTenantId } from '../ids.ts';
import { assess, type Report } from './assess.ts';
import { type CombinableReport, combineReports } from './combine-reports.ts';

const [one, two, three] = [1, 2, 3].map((digit) =>
  readTenantId(`20000000-0000-4000-8000-00000000000${digit}`),
);
assert.ok(one !== undefined && two !== undefined && three !== undefined);

/** A report of a tenant with so many calls, all without a name. */
function aReport(partner: typeof one, part: number, whole: number, change = {}): Report {
  const calls = { id: 'app', name: 'App', total: whole, withMfa: part, lastWithoutMfaAt: undefined };
  const applications = wasRead(whole === 0 ? [] : [calls]);
  return assess({ ...someSources({ applications, ...change }), partner: partner ?? assert.fail() }, noon);
}

/** The figure of that name, as it is summed. */
function figureOf(
  reports: readonly CombinableReport<number>[],
  name: string,
  missing: { partner: string; code: string }[] = [],
) {
  return combineReports(reports, missing).figures.find((figure) => figure.name === name);
}

test('parts and wholes are summed, and shares are not averaged', () => {
  // 100 % of two calls and 10 % of a hundred: 12 of 102, and not 55 %.
  const figure = figureOf([aReport(one, 2, 2), aReport(two, 10, 100)], 'api-requests-with-mfa');
  assert.deepEqual(figure, {
    name: 'api-requests-with-mfa',
    kind: 'reported',
    percent: 11.7,
    part: 12,
    whole: 102,
    unknown: 0,
    partners: [one, two],
    leftOut: [],
    at: noon,
  });
});

test('what is unknown stays unknown, in the whole and not in the part', () => {
  const blind = aReport(two, 0, 0, { policies: wasRefused() });
  const figure = figureOf([aReport(one, 0, 0), blind], 'accounts-with-mfa');
  assert.ok(figure?.kind === 'estimate');
  assert.deepEqual([figure.part, figure.whole, figure.unknown, figure.percent], [3, 6, 3, 50]);
});

test('who has no such figure, and who has no report, is named and counts neither way', () => {
  const without = aReport(two, 0, 0, { applications: wasRefused('not_offered_to_resellers') });
  const missing = [{ partner: three ?? '', code: 'posture_report_not_found' }];
  const figure = figureOf([aReport(one, 1, 4), without], 'api-requests-with-mfa', missing);
  assert.ok(figure?.kind === 'reported');
  assert.equal(figure.percent, 25);
  assert.deepEqual(figure.partners, [one]);
  assert.deepEqual(figure.leftOut, [
    { partner: three, code: 'posture_report_not_found' },
    { partner: two, code: 'not_offered_to_resellers' },
  ]);
});

test('a figure that nobody has is not made up', () => {
  assert.deepEqual(figureOf([aReport(one, 1, 1)], 'portal-requests-with-mfa'), {
    name: 'portal-requests-with-mfa',
    kind: 'not-available',
    leftOut: [{ partner: one, code: 'not_available_by_api' }],
  });
  const [accounts] = combineReports([], [{ partner: one ?? '', code: 'api_forbidden' }]).figures;
  assert.equal(accounts?.kind, 'not-available');
});

test('an empty whole has no share', () => {
  const figure = figureOf([aReport(one, 0, 0), aReport(two, 0, 0)], 'api-requests-with-mfa');
  assert.ok(figure?.kind === 'reported');
  assert.deepEqual([figure.percent, figure.whole], [undefined, 0]);
});

test('the oldest of the figures says how old the sum is, also where instants are text', () => {
  const figure = (at: string) =>
    ({ name: 'accounts-with-mfa', kind: 'estimate', part: 1, whole: 1, unknown: 0, at }) as const;
  const [accounts] = combineReports(
    [
      { partner: 'b', figures: [figure('2026-06-21T00:00:00.000Z')], findings: [] },
      { partner: 'a', figures: [figure('2026-06-20T00:00:00.000Z')], findings: [] },
    ],
    [],
  ).figures;
  assert.ok(accounts?.kind === 'estimate');
  assert.equal(accounts.at, '2026-06-20T00:00:00.000Z');
});

test('a finding of several partners is one, the gravest, with the sum of what it is about', () => {
  const nobody = { policies: wasRead([]), securityDefaults: wasRead({ isEnabled: false }) };
  const { findings } = combineReports([aReport(one, 1, 4), aReport(two, 3, 5, nobody)], []);
  assert.deepEqual(
    findings.map(({ id, severity, count, partners }) => ({ id, severity, count, partners })),
    [
      { id: 'application_calls_without_mfa', severity: 'high', count: 5, partners: [one, two] },
      { id: 'tenant_asks_no_mfa', severity: 'high', count: findings[1]?.count, partners: [two] },
    ],
  );
});

test('a count that is unknown at one partner is unknown of all', () => {
  const finding = { id: 'x', title: 'X', severity: 'low', evidence: {} } as const;
  const of = (partner: string, count?: number) => ({
    partner,
    figures: [],
    findings: [{ ...finding, evidence: { count } }],
  });
  assert.equal(combineReports([of('a', 3), of('b')], []).findings[0]?.count, undefined);
  assert.equal(combineReports([of('a', 3), of('b', 4)], []).findings[0]?.count, 7);
});

test('no partner counts twice', () => {
  assert.throws(() => combineReports([aReport(one, 1, 1), aReport(one, 1, 1)], []), TypeError);
});
