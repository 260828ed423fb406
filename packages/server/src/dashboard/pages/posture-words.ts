import type { AnswerOf } from '@consentry/core/contract';
import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { mark, type Tone } from '../frame/pieces.ts';
import { count } from '../frame/text.ts';

/** A report in the list of them. */
export type Summary = AnswerOf<'listPostureReports'>['items'][number];

/** How grave a finding is. */
export type Severity = 'high' | 'medium' | 'low' | 'info';
type FigureName = 'accounts-with-mfa' | 'portal-requests-with-mfa' | 'api-requests-with-mfa';

/** The gravest first. */
export const severities: readonly Severity[] = ['high', 'medium', 'low', 'info'];

/** How grave a finding looks. */
export const severityTones: Readonly<Record<Severity, Tone>> = {
  high: 'bad',
  medium: 'warn',
  low: 'quiet',
  info: 'quiet',
};

/** What the figures of a report are called. */
export const figureNames: Readonly<Record<FigureName, string>> = {
  'accounts-with-mfa': 'Accounts with MFA',
  'portal-requests-with-mfa': 'Portal requests with MFA',
  'api-requests-with-mfa': 'API requests with MFA',
};

/** A share, or that there is none. An estimate says so. */
export function shareOf(figures: Summary['figures'], wanted: FigureName): Html {
  const figure = figures.find(({ name }) => name === wanted);
  if (figure === undefined || figure.kind === 'not-available')
    return html`<span class="soft">not known</span>`;
  if (figure.percent === undefined) return html`<span class="soft">nothing to count</span>`;
  return html`${figure.kind === 'estimate' ? '≈ ' : ''}${figure.percent} %`;
}

/** How many findings of a severity. */
export function severityCount(findings: Readonly<Record<string, number>>, severity: Severity): Html | string {
  const many = findings[severity] ?? 0;
  return many === 0 ? '0' : mark(count(many), severityTones[severity]);
}

/** What the whole of a report says, from its counts. What was not seen is never taken for good. */
export function verdictMark({ findings, unread }: Pick<Summary, 'findings' | 'unread'>): Html {
  if ((findings.high ?? 0) > 0) return mark('requirements not met', 'bad');
  if (unread === undefined || unread.some((source) => source !== 'remembered-devices'))
    return mark('not all was seen', 'warn');
  return mark('nothing found', 'good');
}
