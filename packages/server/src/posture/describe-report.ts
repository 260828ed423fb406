import {
  type Figure,
  type Finding,
  type GrantFacts,
  type JudgedAs,
  type PostureReportId,
  remarkTable,
  type Report,
  type Unread,
} from '@consentry/core';
import { instant } from '../instant.ts';
import type { PostureSummary } from '../stores/newest-postures.ts';
import type { PostureFinding, PostureReport } from '../stores/posture-reports.ts';
import { describeTables } from './describe-tables.ts';

type WireFigure = PostureReport['figures'][number];

/** A report in the form of the contract, as far as it says nothing of the one before. */
export function describeReport(
  id: PostureReportId,
  report: Report,
  grants: readonly GrantFacts[],
): Omit<PostureReport, 'findings' | 'since'> {
  const { partner, at, organization, figures, tables, unread, notOffered, judgedAs } = report;
  return {
    id,
    partner,
    at: instant(at),
    ...(organization !== undefined && { organization: { ...organization } }),
    figures: figures.map(describeFigure),
    unread: unread.map(describeUnread),
    notOffered: notOffered.map(describeUnread),
    judgedAs: describeJudgedAs(judgedAs),
    grants: grants.map(describeGrant),
    tables: describeTables(tables),
  };
}

/** Enough for a line of a chart. */
export function summarize(report: PostureReport): PostureSummary {
  const { id, partner, at, organization, figures, findings, judgedAs, unread } = report;
  const counts: PostureSummary['findings'] = { high: 0, medium: 0, low: 0, info: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  const name = organization?.name;
  return {
    id,
    partner,
    at,
    ...(name !== undefined && { name }),
    figures,
    findings: counts,
    unread: [...new Set(unread.map(({ source }) => source))],
    judgedAs,
  };
}

/** @param firstSeenAt as the contract writes an instant */
export function describeFinding(finding: Finding, firstSeenAt: string): PostureFinding {
  const { id, subject, severity, title, owner, remedy, evidence } = finding;
  return {
    id,
    subject,
    severity,
    title,
    owner,
    remedy: { ...remedy },
    evidence: {
      ...(evidence.count !== undefined && { count: evidence.count }),
      examples: [...evidence.examples],
      facts: Object.fromEntries(
        Object.entries(evidence.facts).map(([name, value]) => [name, describeFact(name, value)]),
      ),
    },
    firstSeenAt,
  };
}

function describeJudgedAs({ kind, kindFrom, cloud, weight, remarks }: JudgedAs): PostureReport['judgedAs'] {
  return {
    ...(kind !== undefined && { kind }),
    ...(kindFrom !== undefined && { kindFrom }),
    cloud,
    weight,
    remarks: remarks.map((id) => ({ id, text: remarkTable[id] })),
  };
}

function describeFact(name: string, value: string | number | boolean): string | number | boolean {
  return name.endsWith('At') && typeof value === 'number' ? instant(value) : value;
}

function describeFigure(figure: Figure): WireFigure {
  const from = [...figure.from];
  const at = instant(figure.at);
  if (figure.kind === 'not-available') return { ...figure, from, at };
  const { name, kind, percent, part, whole, unknown } = figure;
  if (name === 'portal-requests-with-mfa') throw new TypeError('no API counts what is done in the portal');
  return { name, kind, ...(percent !== undefined && { percent }), part, whole, unknown, from, at };
}

function describeUnread({ source, code, remedy, count }: Unread): PostureReport['unread'][number] {
  return { source, code, remedy, ...(count !== undefined && { count }) };
}

function describeGrant(grant: GrantFacts): PostureReport['grants'][number] {
  const { id, accountName, application, amr, isMfaCompliant, ends } = grant;
  return {
    id,
    accountName,
    application,
    ...(amr !== undefined && { amr: [...amr] }),
    ...(isMfaCompliant !== undefined && { isMfaCompliant }),
    ...(ends !== undefined && { ends: { at: instant(ends.at), cause: ends.cause } }),
  };
}
