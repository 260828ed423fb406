import type { z } from 'zod';
import type { forecast } from '../contract/forecast.ts';
import type { postureReport, postureSummary } from '../contract/posture.ts';

/** A report as the broker gives it. */
export type PostureReport = z.output<typeof postureReport>;

/** A report in the list of them. */
export type PostureSummary = z.output<typeof postureSummary>;

export type ReportFigure = PostureReport['figures'][number];
export type ReportFinding = PostureReport['findings'][number];
export type ReportUnread = PostureReport['unread'][number];
export type ReportGrant = PostureReport['grants'][number];
/** The tables that stand beside the figures. */
export type ReportTables = PostureReport['tables'];
export type ReportAccount = NonNullable<ReportTables['accounts']>['rows'][number];
export type AccountKind = ReportAccount['kind'];
export type CoverageState = ReportAccount['state'];
/** For which kind of partner, and which cloud, a report was judged. */
export type JudgedAs = PostureReport['judgedAs'];
/** Of what grants end, where that has a date. A language that lacks one does not compile. */
export type EndCause = z.output<typeof forecast>['customers'][number]['cause'];
/** One that is gone: how it compares with the report before is said by where it stands. */
export type GoneFinding = NonNullable<PostureReport['since']>['fixed'][number];

/** What can be said of a finding against the report before. */
export type Change = ReportFinding['change'] | 'fixed' | 'unknown';

/** What the whole report says. Nothing that was not seen is taken for good. */
export type Verdict = 'not-met' | 'not-seen' | 'nothing-found';

/** Findings of high severity speak first; then what could not be read and could have been. */
export function verdictOf({ findings, unread }: Pick<PostureReport, 'findings' | 'unread'>): Verdict {
  if (findings.some(({ severity }) => severity === 'high')) return 'not-met';
  return unread.some(isReadable) ? 'not-seen' : 'nothing-found';
}

/** False for what no API tells anybody: that is under `unread` in every report. */
export function isReadable({ code }: Pick<ReportUnread, 'code'>): boolean {
  return code !== 'not_available_by_api';
}

/** Only https, and no name or password in it: everything else is text, and no link. */
export function findLink(link: string): string | undefined {
  const url = URL.parse(link);
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '')
    return undefined;
  return url.href;
}
