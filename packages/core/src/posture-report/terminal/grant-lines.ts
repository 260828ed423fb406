import type { PostureReport, ReportGrant } from '../report.ts';
import { visible } from '../../visible.ts';
import { widthOf, wrap } from './cells.ts';
import type { Paper } from './paper.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Grants, the next to end first: whose, when, and of what. */
export function grantLines(paper: Paper, { grants, at }: PostureReport): readonly string[] {
  if (grants.length === 0) return [];
  const { telling } = paper;
  const w = telling.words.grants;
  const endOf = ({ ends }: ReportGrant): number => (ends === undefined ? Infinity : Date.parse(ends.at));
  return [
    ...paper.heading(`${w.heading} · ${telling.format.count(grants.length)}`),
    ...grants
      .toSorted((a, b) => (endOf(a) < endOf(b) ? -1 : 1))
      .flatMap((grant) => linesOf(paper, grant, endOf(grant) - Date.parse(at))),
  ];
}

function linesOf(paper: Paper, grant: ReportGrant, leftMs: number): readonly string[] {
  const { telling, ink, width } = paper;
  const w = telling.words.grants;
  const labelWidth = Math.max(...[w.ends, w.mfa, w.grant].map(widthOf));
  const urgency = leftMs <= 7 * dayMs ? 'high' : leftMs <= 30 * dayMs ? 'medium' : 'info';
  return [
    ...wrap(visible(grant.accountName), width - 2).map((line, index) =>
      index === 0 ? `${ink.severity(urgency, '●')} ${ink.strong(line)}` : `  ${ink.strong(line)}`,
    ),
    ...paper.entry(w.ends, endText(paper, grant), labelWidth),
    ...paper.entry(w.mfa, mfaText(paper, grant), labelWidth),
    ...paper.entry(w.grant, `${grant.id} · ${visible(grant.application)}`, labelWidth),
  ];
}

function endText({ telling }: Paper, { ends }: ReportGrant): string {
  const { words, format, cause } = telling;
  return ends === undefined ? words.grants.noDate : `${format.day(ends.at)} · ${cause(ends.cause)}`;
}

function mfaText({ telling: { words } }: Paper, { amr, isMfaCompliant }: ReportGrant): string {
  const w = words.grants;
  const methods = amr === undefined ? words.unknown : visible(amr.join(', '));
  if (isMfaCompliant === undefined) return methods;
  return `${methods} · ${isMfaCompliant ? w.compliant : w.notCompliant}`;
}
