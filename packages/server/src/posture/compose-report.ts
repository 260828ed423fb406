import {
  type Changes,
  type ComparedReport,
  compareReports,
  type Finding,
  findingKey,
  type GrantFacts,
  type PostureReportId,
  type Report,
  type Unread,
} from '@consentry/core';
import type { KeptReport, OutOfSight, PostureFinding } from '../stores/posture-reports.ts';
import { describeFinding, describeReport } from './describe-report.ts';

/** What a report is composed of. */
export interface ReportParts {
  readonly id: PostureReportId;
  readonly report: Report;
  readonly grants: readonly GrantFacts[];
  /** The one before. */
  readonly before: KeptReport | undefined;
}

/**
 * Puts a report beside the one before: since when each finding stands, what is new, worse, mended, or out of sight. A finding
 * that nobody could look for goes on, unseen, until its sources are read again; then it stands since its beginning, or is mended.
 */
export function composeReport({ id, report, grants, before }: ReportParts): KeptReport {
  const plain = describeReport(id, report, grants);
  const known = new Map(before && knownFindings(before).map((finding) => [findingKey(finding), finding]));
  const changes = before === undefined ? undefined : compareWith(before, report);
  const appeared = new Set(changes?.appeared.map(findingKey));
  const worse = new Set(changes?.worse.map(findingKey));
  const findings = report.findings.map((finding) => {
    const key = findingKey(finding);
    const change = appeared.has(key) ? 'new' : worse.has(key) ? 'worse' : 'same';
    return { ...describeFinding(finding, known.get(key)?.firstSeenAt ?? plain.at), change } as const;
  });
  const { fixed = [], unseen = [] } = changes ?? {};
  const since = before && {
    id: before.report.id,
    at: before.report.at,
    fixed: [...fixed],
    unknown: unseen.map(({ finding }) => finding),
  };
  return { report: { ...plain, findings, ...(since !== undefined && { since }) }, unseen };
}

interface ChangesSince extends Pick<Changes, 'appeared' | 'worse'> {
  readonly fixed: readonly PostureFinding[];
  readonly unseen: KeptReport['unseen'];
}

/** What was unseen before is judged by what was unread when it was last seen, and the rest by the report before. */
function compareWith({ report, unseen }: KeptReport, now: Report): ChangesSince {
  const groups = [
    { findings: report.findings.map(withoutChange), unread: outOfSight(report) },
    ...unseen.map(({ finding, unread }) => ({ findings: [finding], unread })),
  ];
  const compared = groups.map((group) => ({ ...group, changes: compareReports(asReport(group), now) }));
  const newToAll = compared
    .map(({ changes }) => new Set(changes.appeared.map(findingKey)))
    .reduce((one, other) => one.intersection(other));
  const among = (group: readonly PostureFinding[], gone: readonly Finding[]): readonly PostureFinding[] => {
    const keys = new Set(gone.map(findingKey));
    return group.filter((finding) => keys.has(findingKey(finding)));
  };
  return {
    appeared: now.findings.filter((finding) => newToAll.has(findingKey(finding))),
    worse: compared.flatMap(({ changes }) => changes.worse),
    fixed: compared.flatMap(({ findings, changes }) => among(findings, changes.fixed)),
    unseen: compared.flatMap(({ findings, unread, changes }) =>
      among(findings, changes.unknown).map((finding) => ({ finding, unread })),
    ),
  };
}

/** As much of an older report as a comparison looks at. */
function asReport({
  findings,
  unread,
}: {
  readonly findings: readonly PostureFinding[];
  readonly unread: readonly OutOfSight[];
}): ComparedReport {
  return {
    notOffered: [],
    findings: findings.map(asFinding),
    unread: unread.map(({ source, code, count }) => ({
      source: source as Unread['source'],
      code,
      remedy: '',
      ...(count !== undefined && { count }),
    })),
  };
}

/**
 * What could not be read, and how much of it, and what is not offered: of none of it can it be said that something was mended.
 * Where a part was missing, more of it may be missing later.
 */
function outOfSight({ unread, notOffered }: KeptReport['report']): readonly OutOfSight[] {
  return [...unread, ...notOffered].map(({ source, code, count }) => ({
    source,
    code,
    ...(count !== undefined && { count }),
  }));
}

function asFinding({ remedy: { command, ...remedy }, evidence, ...finding }: PostureFinding): Finding {
  return {
    ...finding,
    remedy: { ...remedy, ...(command !== undefined && { command }) },
    evidence: { ...evidence, count: evidence.count },
  };
}

function knownFindings({ report, unseen }: KeptReport): readonly PostureFinding[] {
  return [...unseen.map(({ finding }) => finding), ...report.findings];
}

function withoutChange({
  change: _change,
  ...finding
}: KeptReport['report']['findings'][number]): PostureFinding {
  return finding;
}
