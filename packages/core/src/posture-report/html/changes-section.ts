import type { GoneFinding, PostureReport } from '../report.ts';
import type { Telling } from '../telling.ts';
import { type Html, html } from './html.ts';
import { dataTable, name, said } from './pieces.ts';
import type { Part } from './part.ts';

/** What changed since the report before. What was not seen is not taken for mended. */
export function changesSection(telling: Telling, { since, findings }: PostureReport): Part {
  const { words, format } = telling;
  const w = words.changed;
  if (since === undefined) return { anchor: 'changes', heading: w.heading, content: html`<p>${w.first}</p>` };
  const changed = (change: string): number => findings.filter((finding) => finding.change === change).length;
  const counts = w.counts({ new: changed('new'), worse: changed('worse'), fixed: since.fixed.length });
  return {
    anchor: 'changes',
    heading: w.heading,
    content: html`<p>${w.since(format.instant(since.at))} ${counts}</p>
${since.fixed.length === 0 ? '' : gone(telling, w.fixed, since.fixed)}
${since.unknown.length === 0 ? '' : html`${gone(telling, w.unknown, since.unknown)}<p class="small">${w.unknownNote}</p>`}`,
  };
}

function gone(telling: Telling, caption: string, findings: readonly GoneFinding[]): Html {
  const { words, format } = telling;
  const w = words.findings;
  return dataTable(
    caption,
    [
      { heading: w.finding },
      { heading: w.severity, kind: 'keep' },
      { heading: w.subject, kind: 'w' },
      { heading: w.since, kind: 'keep' },
    ],
    findings.map((finding) => [
      said(telling.title(finding), words.language),
      html`<span class="mark ${finding.severity}">${w.severities[finding.severity]}</span>`,
      name(telling.subject(finding)),
      format.day(finding.firstSeenAt),
    ]),
  );
}
