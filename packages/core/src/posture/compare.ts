import type { Report } from './assess.ts';
import type { Finding, FindingSeverity } from './findings/finding.ts';

/** What changed from one report to the next. */
export interface Changes {
  readonly appeared: readonly Finding[];
  /** Those that are gone, and whose sources were read: what was not looked at is not mended. */
  readonly fixed: readonly Finding[];
  /** Those that are graver, or are about more accounts, calls or grants. */
  readonly worse: readonly Finding[];
  /** Those that are gone only because something could not be read this time. */
  readonly unknown: readonly Finding[];
}

/** As much of a report as a comparison looks at. */
export type ComparedReport = Pick<Report, 'findings' | 'unread' | 'notOffered'>;

const ranks: Readonly<Record<FindingSeverity, number>> = { info: 0, low: 1, medium: 2, high: 3 };

/**
 * Compares a report with the one before it. A finding is the same where its id and its subject are.
 * Where a source that was read before is unreadable now, what disappeared is `unknown`, and not `fixed`.
 */
export function compareReports(before: ComparedReport, now: ComparedReport): Changes {
  const known = new Map(before.findings.map((finding) => [keyOf(finding), finding]));
  const current = new Set(now.findings.map(keyOf));
  const gone = before.findings.filter((finding) => !current.has(keyOf(finding)));
  const seesLess = hasLost(before, now);
  return {
    appeared: now.findings.filter((finding) => !known.has(keyOf(finding))),
    fixed: seesLess ? [] : gone,
    worse: now.findings.filter((finding) => isWorse(known.get(keyOf(finding)), finding)),
    unknown: seesLess ? gone : [],
  };
}

function keyOf({ id, subject }: Finding): string {
  return JSON.stringify([id, subject]);
}

function isWorse(before: Finding | undefined, now: Finding): boolean {
  if (before === undefined) return false;
  if (ranks[now.severity] > ranks[before.severity]) return true;
  return (now.evidence.count ?? 0) > (before.evidence.count ?? Number.POSITIVE_INFINITY);
}

function hasLost(before: ComparedReport, now: ComparedReport): boolean {
  const unread = new Set([...before.unread, ...before.notOffered].map(({ source }) => source));
  return [...now.unread, ...now.notOffered].some(({ source }) => !unread.has(source));
}
