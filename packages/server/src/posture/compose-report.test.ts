import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId, type Finding, type Report, type Unread } from '@consentry/core';
import { partner, random } from '../../test/a-store.ts';
import type { KeptReport } from '../stores/posture-reports.ts';
import { composeReport } from './compose-report.ts';

const iso = (at: number): string => new Date(at).toISOString();

function aFinding(subject: string, change: Partial<Finding> = {}): Finding {
  return {
    id: 'policy_limited_clients',
    subject,
    severity: 'medium',
    title: 'A policy is for some clients alone',
    owner: 'conditional-access-administrator',
    remedy: { steps: 'Let it be for all.', command: 'a command', link: 'https://learn.microsoft.com/entra' },
    evidence: { count: 2, examples: ['eva@contoso.example'], facts: { lastAt: 5000, isFederated: false } },
    ...change,
  };
}

const unreadOf = (...sources: readonly Unread['source'][]): readonly Unread[] =>
  sources.map((source) => ({ source, code: 'api_forbidden', remedy: 'Let it be read.' }));

/** All that no comparison looks at. */
const nothing = {
  organization: undefined,
  figures: [],
  tables: { accounts: undefined, applications: undefined, methods: undefined, portal: undefined },
} as const;

const judgedAs: Report['judgedAs'] = {
  kind: 'indirect-reseller',
  kindFrom: 'operator',
  cloud: 'public',
  weight: 'mandate',
  remarks: ['reseller'],
};

/** Makes one report after the other. */
function aHistory() {
  let before: KeptReport | undefined;
  return (
    at: number,
    findings: readonly Finding[],
    unread: readonly Unread[] = [],
    notOffered: readonly Unread[] = [],
  ) => {
    const seen = { findings, unread, notOffered };
    const report: Report = { ...nothing, partner, at, judgedAs, ...seen };
    before = composeReport({ id: createId('PostureReportId', random), report, grants: [], before });
    return before;
  };
}

const keysOf = (findings: readonly { readonly subject: string; readonly firstSeenAt: string }[] = []) =>
  findings.map(({ subject, firstSeenAt }) => `${subject} ${Date.parse(firstSeenAt)}`);

test('the first report compares with none, and what it finds is the same as ever', () => {
  const { report, unseen } = aHistory()(1000, [aFinding('one')]);
  assert.deepEqual([report.since, unseen], [undefined, []]);
  assert.deepEqual(report.findings, [
    {
      ...aFinding('one'),
      evidence: {
        count: 2,
        examples: ['eva@contoso.example'],
        facts: { lastAt: iso(5000), isFederated: false },
      },
      firstSeenAt: iso(1000),
      change: 'same',
    },
  ]);
});

test('a finding is new, the same, worse, or mended', () => {
  const make = aHistory();
  make(1000, [aFinding('goes'), aFinding('stays'), aFinding('grows'), aFinding('sharpens')]);
  const more = aFinding('grows', { evidence: { count: 3, examples: [], facts: {} } });
  const { report } = make(2000, [
    aFinding('sharpens', { severity: 'high' }),
    more,
    aFinding('stays'),
    aFinding('comes'),
  ]);
  assert.deepEqual(
    report.findings.map(({ subject, change, firstSeenAt }) => [subject, change, Date.parse(firstSeenAt)]),
    [
      ['sharpens', 'worse', 1000],
      ['grows', 'worse', 1000],
      ['stays', 'same', 1000],
      ['comes', 'new', 2000],
    ],
  );
  assert.deepEqual([keysOf(report.since?.fixed), report.since?.unknown], [['goes 1000'], []]);
});

test('what is gone while something cannot be read is unknown, however long that lasts', () => {
  const make = aHistory();
  make(1000, [aFinding('one')]);
  for (const at of [2000, 3000, 4000]) {
    const { report } = make(at, [], unreadOf('policies'));
    assert.deepEqual([keysOf(report.since?.unknown), report.since?.fixed], [['one 1000'], []], String(at));
  }
  const { report, unseen } = make(5000, [aFinding('one')]);
  assert.deepEqual([keysOf(report.findings), report.findings[0]?.change, unseen], [['one 1000'], 'same', []]);
});

for (const [what, now] of [
  ['is wholly unread', { code: 'api_forbidden' }],
  ['misses more', { code: 'incomplete', count: 200 }],
] as const) {
  test(`what is gone while a source that missed a little ${what} is unknown, and not mended`, () => {
    const make = aHistory();
    const [remedy, source] = ['Run it again.', 'registrations'] as const;
    make(1000, [aFinding('one')], [{ source, code: 'incomplete', remedy, count: 1 }]);
    for (const at of [2000, 3000]) {
      const { report } = make(at, [], [{ source, remedy, ...now }]);
      assert.deepEqual([report.since?.fixed, keysOf(report.since?.unknown)], [[], ['one 1000']]);
    }
    const { report } = make(4000, [], [{ source, code: 'incomplete', remedy, count: 1 }]);
    assert.deepEqual(keysOf(report.since?.fixed), ['one 1000']);
  });
}

test('what is mended meanwhile is told as mended, once its sources are read again', () => {
  const make = aHistory();
  make(1000, [aFinding('one')]);
  make(2000, [], unreadOf('policies'));
  const { report, unseen } = make(3000, []);
  assert.deepEqual([keysOf(report.since?.fixed), report.since?.unknown, unseen], [['one 1000'], [], []]);
  assert.deepEqual(make(4000, []).report.since?.fixed, []);
});

test('a source that is lost for good keeps no later finding from being mended', () => {
  const make = aHistory();
  make(1000, [aFinding('old')]);
  make(2000, [aFinding('later')], unreadOf('policies'));
  const { report } = make(3000, [], unreadOf('policies'));
  assert.deepEqual(
    [keysOf(report.since?.fixed), keysOf(report.since?.unknown)],
    [['later 2000'], ['old 1000']],
  );
});

test('after it was mended, the same finding begins anew', () => {
  const make = aHistory();
  make(1000, [aFinding('one')]);
  make(2000, []);
  const { report } = make(3000, [aFinding('one')]);
  assert.deepEqual([keysOf(report.findings), report.findings[0]?.change], [['one 3000'], 'new']);
});

test('no report of the history grows by what is unseen for long', () => {
  const make = aHistory();
  make(1000, [aFinding('one'), aFinding('other')]);
  const sizes = [2000, 3000, 4000].map((at) => JSON.stringify(make(at, [], unreadOf('policies'))).length);
  assert.equal(new Set(sizes).size, 1);
});

test('what is offered no more was not mended, and what is gone while nothing changes in that was', () => {
  const next = aHistory();
  const portal = unreadOf('portal');
  next(1000, [aFinding('one'), aFinding('two')]);
  const { report } = next(2000, [aFinding('two')], [], portal);
  assert.deepEqual([report.since?.fixed.length, keysOf(report.since?.unknown)], [0, ['one 1000']]);
  const later = next(3000, [], [], portal).report;
  assert.deepEqual(keysOf(later.since?.fixed), ['two 1000']);
  assert.equal(later.judgedAs.remarks[0]?.id, 'reseller');
});
