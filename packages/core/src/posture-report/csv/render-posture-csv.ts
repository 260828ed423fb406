import { findLink, type GoneFinding, type PostureReport } from '../report.ts';
import { allFindings, type Telling, tellingIn } from '../telling.ts';
import { visible } from '../../visible.ts';
import type { Language } from '../words/words.ts';
import { type Cell, toCsv } from './csv.ts';

/**
 * The findings of a report as CSV, a row each; those that are fixed, or were not seen this time, stand at the end. Ids and instants are
 * as in the report (RFC 3339), so that programs can read them; the rest is in the language.
 */
export function renderPostureCsv(report: PostureReport, language: Language): string {
  const telling = tellingIn(language);
  const w = telling.words.findings;
  const headings = [
    telling.words.report,
    telling.words.made,
    telling.words.tenant,
    w.severity,
    w.state,
    w.id,
    w.finding,
    w.subject,
    `${w.subject} (${w.id})`,
    w.howMany,
    w.examples,
    w.evidence,
    w.owner,
    w.since,
    w.whatToDo,
    w.command,
    w.link,
  ];
  const rows = allFindings(report).map((finding): readonly Cell[] => [
    report.id,
    report.at,
    report.partner,
    w.severities[finding.severity],
    w.changes[finding.change],
    visible(finding.id),
    ...toCells(telling, finding),
  ]);
  return toCsv(headings, rows);
}

function toCells(telling: Telling, finding: GoneFinding): readonly Cell[] {
  const { evidence, remedy, owner, firstSeenAt, subject } = finding;
  return [
    telling.title(finding).text,
    telling.subject(finding),
    visible(subject),
    evidence.count,
    evidence.examples.map((name) => visible(name)).join('; '),
    telling
      .facts(finding)
      .map(({ name, value }) => `${name}: ${value}`)
      .join('; '),
    telling.words.findings.owners[owner],
    firstSeenAt,
    telling.steps(finding).text,
    remedy.command === undefined ? undefined : visible(remedy.command, 4000),
    findLink(remedy.link),
  ];
}
