import { findingSeverities } from '../../posture/findings/finding.ts';
import type { PostureReport, ReportFinding } from '../report.ts';
import type { Telling } from '../telling.ts';
import { visible } from '../../visible.ts';
import { findingArticle } from './finding-article.ts';
import { type Html, html } from './html.ts';
import { dataTable, name, said } from './pieces.ts';
import type { Part } from './part.ts';

/** Findings by severity, at a glance, and each with its evidence and what to do. */
export function findingsSection(telling: Telling, { findings }: PostureReport): Part {
  const { words } = telling;
  const w = words.findings;
  const anchored = findingSeverities
    .flatMap((severity) => findings.filter((finding) => finding.severity === severity))
    .map((finding, index) => ({ finding, anchor: `finding-${index + 1}` }));
  const details = findingSeverities.map((severity) => {
    const those = anchored.filter(({ finding }) => finding.severity === severity);
    if (those.length === 0) return html``;
    return html`<h3>${w.severities[severity]} · ${telling.format.count(those.length)}</h3>
<p class="small">${w.severityNotes[severity]}</p>
${those.map(({ finding, anchor }) => findingArticle(telling, finding, anchor))}`;
  });
  return {
    anchor: 'findings',
    heading: w.heading,
    content: html`${bySeverity(telling, findings)}
${findings.length === 0 ? html`<p>${w.nothing}</p>` : glance(telling, anchored)}
${findings.length === 0 ? '' : html`<p class="small">${w.clickPaths}</p>`}
${details}`,
  };
}

/** The chart is its table: a bar a row. */
function bySeverity({ words, format }: Telling, findings: readonly ReportFinding[]): Html {
  const w = words.findings;
  const most = Math.max(1, ...findingSeverities.map((one) => countOf(findings, one)));
  const rows = findingSeverities.map((severity) => {
    const those = findings.filter((finding) => finding.severity === severity);
    const changed = (change: string): string =>
      format.count(those.filter((finding) => finding.change === change).length);
    const width = ((those.length * 100) / most).toFixed(1);
    return [
      html`<span class="mark ${severity}">${w.severities[severity]}</span>`,
      html`<svg class="bar" width="100%" height="14" aria-hidden="true"><rect class="f-${severity}" width="${width}%" height="14"/></svg>`,
      format.count(those.length),
      changed('new'),
      changed('worse'),
    ];
  });
  return dataTable(
    w.bySeverity,
    [
      { heading: w.severity, kind: 'keep' },
      { heading: '', kind: 'bars' },
      { heading: w.findingsCount, kind: 'n' },
      { heading: w.changes.new, kind: 'n' },
      { heading: w.changes.worse, kind: 'n' },
    ],
    rows,
  );
}

function countOf(findings: readonly ReportFinding[], severity: ReportFinding['severity']): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function glance(
  telling: Telling,
  anchored: readonly { readonly finding: ReportFinding; readonly anchor: string }[],
): Html {
  const { words, format } = telling;
  const w = words.findings;
  const rows = anchored.map(({ finding, anchor }) => [
    html`<a href="#${anchor}">${said(telling.title(finding), words.language)}</a><br><span class="small">${name(telling.subject(finding))}</span>`,
    html`<span class="mark ${finding.severity}">${w.severities[finding.severity]}</span>`,
    finding.evidence.count === undefined ? '–' : format.count(finding.evidence.count),
    visible(w.owners[finding.owner]),
    format.day(finding.firstSeenAt),
    finding.change === 'same'
      ? w.changes.same
      : html`<span class="mark ${finding.change}">${w.changes[finding.change]}</span>`,
  ]);
  return dataTable(
    w.glance,
    [
      { heading: w.finding },
      { heading: w.severity, kind: 'keep' },
      { heading: w.howMany, kind: 'n' },
      { heading: w.owner, kind: 'w' },
      { heading: w.since, kind: 'keep' },
      { heading: w.state, kind: 'keep' },
    ],
    rows,
  );
}
