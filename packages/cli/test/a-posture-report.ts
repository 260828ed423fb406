import type { PostureReport } from '@consentry/core/posture-report';

type Severity = PostureReport['findings'][number]['severity'];

/** A report with a finding of each of these severities, and without what could not be read: source and code. */
export function aPostureReport(
  severities: readonly Severity[] = [],
  unread: readonly (readonly [string, string])[] = [],
): PostureReport {
  return {
    id: 'pos_AAAAAAAAAAAAAAAAAAAAAA',
    partner: '11111111-2222-4333-8444-555555555555',
    at: '2026-11-26T12:00:00.000Z',
    figures: [],
    findings: severities.map((severity) => ({
      id: `a_${severity}_one`,
      subject: 'tenant',
      severity,
      title: 'Something',
      owner: 'global-administrator',
      remedy: { steps: 'Mend it.', link: 'https://learn.microsoft.com/' },
      evidence: { examples: [], facts: {} },
      firstSeenAt: '2026-11-26T12:00:00.000Z',
      change: 'new',
    })),
    unread: unread.map(([source, code]) => ({ source, code, remedy: 'Let it be read.' })),
    notOffered: [],
    judgedAs: { cloud: 'public', weight: 'mandate', remarks: [] },
    grants: [],
    tables: {},
  };
}
