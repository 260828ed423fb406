import { findingSeverities } from '../../posture/findings/finding.ts';
import type { PostureReport, ReportFinding } from '../report.ts';
import { findLink } from '../report.ts';
import { visible } from '../../visible.ts';
import { widthOf, wrap } from './cells.ts';
import type { Paper } from './paper.ts';

const mostNames = 5;

/** Findings by severity: what it is, who acts, and what to do. */
export function findingLines(paper: Paper, { findings, since }: PostureReport): readonly string[] {
  const { telling } = paper;
  const w = telling.words.findings;
  const groups = findingSeverities.flatMap((severity) => {
    const those = findings.filter((finding) => finding.severity === severity);
    if (those.length === 0) return [];
    return [
      ...paper.heading(`${w.severities[severity]} · ${telling.format.count(those.length)}`),
      ...those.flatMap((finding) => linesOf(paper, finding)),
    ];
  });
  const none = findings.length === 0 ? [...paper.heading(w.heading), w.nothing, ''] : [];
  const paths = findings.length === 0 ? [] : [...wrap(w.clickPaths, paper.width).map(paper.ink.faint), ''];
  return [...none, ...groups, ...paths, ...goneLines(paper, since)];
}

function linesOf(paper: Paper, finding: ReportFinding): readonly string[] {
  const { telling, ink, width } = paper;
  const { words, format } = telling;
  const w = words.findings;
  const changed = finding.change === 'same' ? '' : ` [${w.changes[finding.change]}]`;
  const title = wrap(`${telling.title(finding).text}${changed}`, width - 2);
  const facts = telling
    .facts(finding)
    .map(({ name, value }) => `${name}: ${value}`)
    .join(' · ');
  const entries: readonly (readonly [string, string])[] = [
    [w.subject, subjectOf(paper, finding)],
    ...(facts === '' ? [] : [[w.evidence, facts] as const]),
    [w.owner, w.owners[finding.owner]],
    [w.since, format.day(finding.firstSeenAt)],
    [w.whatToDo, telling.steps(finding).text],
  ];
  const labelWidth = Math.max(...[w.subject, w.evidence, w.owner, w.since, w.whatToDo].map(widthOf));
  return [
    ...title.map((line, index) =>
      index === 0 ? `${ink.severity(finding.severity, '●')} ${ink.strong(line)}` : `  ${ink.strong(line)}`,
    ),
    ...entries.flatMap(([label, text]) => paper.entry(label, text, labelWidth)),
    ...copyLines(finding),
    '',
  ];
}

/** What people copy stays on one line, and may be wider than the terminal: broken in two it would be worth nothing. */
function copyLines({ remedy: { command, link } }: ReportFinding): readonly string[] {
  const address = findLink(link);
  return [
    ...(command === undefined ? [] : [`  $ ${visible(command, 4000)}`]),
    ...(address === undefined ? [] : [`  → ${visible(address, 1000)}`]),
  ];
}

/** What it is about, how many, and the first names. */
function subjectOf({ telling }: Paper, finding: ReportFinding): string {
  const names = finding.evidence.examples.slice(0, mostNames).map((name) => visible(name));
  const others = telling.others(finding, names.length);
  const more = others > 0 && names.length > 0 ? ` ${telling.words.findings.more(others)}` : '';
  const count = telling.count(finding);
  const subject =
    finding.subject === 'accounts' && count !== undefined ? undefined : telling.subject(finding);
  return [subject, count, names.length === 0 ? undefined : `${names.join(', ')}${more}`]
    .filter((part) => part !== undefined)
    .join(' · ');
}

function goneLines(paper: Paper, since: PostureReport['since']): readonly string[] {
  if (since === undefined) return [];
  const { telling, width } = paper;
  const w = telling.words.changed;
  const list = (mark: string, heading: string, findings: typeof since.fixed): readonly string[] =>
    findings.length === 0
      ? []
      : [
          ...paper.heading(`${heading} · ${telling.format.count(findings.length)}`),
          ...findings.flatMap((finding) =>
            wrap(`${telling.title(finding).text} (${telling.subject(finding)})`, width - 2).map(
              (line, index) => `${index === 0 ? mark : ' '} ${line}`,
            ),
          ),
          '',
        ];
  return [...list('✓', w.fixed, since.fixed), ...list('?', w.unknown, since.unknown)];
}
