import type { Report, Unread } from './assess.ts';
import { byGravity, type Finding } from './findings/finding.ts';

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

/**
 * Compares a report with the one before it. A finding is the same where its id and its subject are.
 * Where a source, or more of it, is unread that was read before, what disappeared is `unknown`, and not `fixed`.
 */
export function compareReports(before: ComparedReport, now: ComparedReport): Changes {
  const known = new Map(before.findings.map((finding) => [findingKey(finding), finding]));
  const current = new Set(now.findings.map(findingKey));
  const gone = before.findings.filter((finding) => !current.has(findingKey(finding)));
  const seesLess = hasLost(before, now);
  return {
    appeared: now.findings.filter((finding) => !known.has(findingKey(finding))),
    fixed: seesLess ? [] : gone,
    worse: now.findings.filter((finding) => isWorse(known.get(findingKey(finding)), finding)),
    unknown: seesLess ? gone : [],
  };
}

/** The same for the same finding in every report. */
export function findingKey({ id, subject }: Pick<Finding, 'id' | 'subject'>): string {
  return JSON.stringify([id, subject]);
}

function isWorse(before: Finding | undefined, now: Finding): boolean {
  if (before === undefined) return false;
  if (byGravity(now, before) < 0) return true;
  return (now.evidence.count ?? 0) > (before.evidence.count ?? Number.POSITIVE_INFINITY);
}

function hasLost(before: ComparedReport, now: ComparedReport): boolean {
  const missing = new Map(listMissing(before));
  return listMissing(now).some(([source, count]) => count > (missing.get(source) ?? 0));
}

/** Of each source that was not read, or is not offered, how much is missing: all of it, so many, or some. */
function listMissing({
  unread,
  notOffered,
}: ComparedReport): readonly (readonly [Unread['source'], number])[] {
  return [...unread, ...notOffered].map(({ source, code, count }) => [
    source,
    code === 'incomplete' ? (count ?? 1) : Number.POSITIVE_INFINITY,
  ]);
}
