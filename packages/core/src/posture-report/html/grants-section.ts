import type { PostureReport, ReportGrant } from '../report.ts';
import type { Telling } from '../telling.ts';
import { visible } from '../../visible.ts';
import { type Html, html } from './html.ts';
import type { Part } from './part.ts';
import { dataTable, id, name } from './pieces.ts';
import { type Ending, timelineChart } from './timeline-chart.ts';

/** Grants, the next to end first; those of which no day is known at the end. */
export function grantsSection(telling: Telling, { grants, at }: PostureReport): Part {
  const w = telling.words.grants;
  const ending = grants
    .flatMap(({ ends, ...grant }): Ending[] =>
      ends === undefined ? [] : [{ ...grant, at: Date.parse(ends.at), cause: ends.cause }],
    )
    .toSorted((a, b) => a.at - b.at);
  const content =
    grants.length === 0
      ? html`<p>${w.nothing}</p>`
      : html`<p class="lead">${w.intro}</p>
${ending.length === 0 ? '' : timelineChart(telling, ending, Date.parse(at))}
${listOf(telling, grants)}`;
  return { anchor: 'grants', heading: w.heading, content };
}

function listOf(telling: Telling, grants: readonly ReportGrant[]): Html {
  const { words, format, cause } = telling;
  const w = words.grants;
  const endOf = ({ ends }: ReportGrant): number => (ends === undefined ? Infinity : Date.parse(ends.at));
  const rows = grants
    .toSorted((a, b) => (endOf(a) < endOf(b) ? -1 : 1))
    .map((grant) => [
      html`${name(grant.accountName)}<br><span class="small">${id(grant.id)}</span>`,
      name(grant.application),
      mfaOf(telling, grant),
      grant.ends === undefined ? w.noDate : format.day(grant.ends.at),
      grant.ends === undefined ? '–' : cause(grant.ends.cause),
    ]);
  const columns = [
    { heading: w.account },
    { heading: w.application, kind: 'w' },
    { heading: w.mfa, kind: 'w' },
    { heading: w.ends, kind: 'keep' },
    { heading: w.cause, kind: 'w' },
  ] as const;
  return dataTable(w.heading, columns, rows);
}

function mfaOf({ words }: Telling, { amr, isMfaCompliant }: ReportGrant): Html {
  const w = words.grants;
  const methods = amr === undefined ? words.unknown : visible(amr.join(', '));
  const said = isMfaCompliant === undefined ? undefined : isMfaCompliant ? w.compliant : w.notCompliant;
  return html`<bdi>${methods}</bdi>${said === undefined ? '' : html`<br><span class="small">${said}</span>`}`;
}
