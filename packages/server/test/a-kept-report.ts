import { createId, type PostureReportId } from '@consentry/core';
import { summarize } from '../src/posture/describe-report.ts';
import type { KeptReport, PostureReport, PostureReportStore } from '../src/stores/posture-reports.ts';
import { partner, random } from './a-store.ts';

type Finding = PostureReport['findings'][number];

/** A finding as a report gives it. */
export function aFinding(change: Partial<Finding> = {}): Finding {
  return {
    id: 'account_no_method',
    subject: 'accounts',
    severity: 'high',
    title: 'Accounts without a second factor',
    owner: 'account-owner',
    remedy: { steps: 'Register one.', link: 'https://learn.microsoft.com/entra' },
    evidence: { count: 1, examples: ['eva@contoso.example'], facts: {} },
    firstSeenAt: '2026-11-20T00:00:00.000Z',
    change: 'same',
    ...change,
  };
}

/** A report that is kept, made at an instant. */
export function aKeptReport(at: number, change: Partial<PostureReport> = {}): KeptReport {
  return {
    report: {
      id: createId('PostureReportId', random),
      partner,
      at: new Date(at).toISOString(),
      figures: [],
      findings: [aFinding()],
      unread: [],
      notOffered: [],
      judgedAs: { cloud: 'public', weight: 'mandate', remarks: [] },
      grants: [],
      tables: {},
      ...change,
    },
    unseen: [],
  };
}

/** Begins and saves a report. */
export async function keep(store: PostureReportStore, kept: KeptReport): Promise<PostureReportId> {
  const at = Date.parse(kept.report.at);
  const of = kept.report.partner as typeof partner;
  const key = { partner: of, report: kept.report.id as PostureReportId };
  await store.begin({ ...key, startedAt: at, expiresAt: at + 1000 }, false);
  await store.save(key, at, kept, summarize(kept.report));
  return key.report;
}
