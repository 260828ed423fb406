import type { PostureReport } from '../report.ts';
import type { Telling } from '../telling.ts';
import { html } from './html.ts';
import { dataTable, id, said } from './pieces.ts';
import type { Part } from './part.ts';

/** What nobody could see, why, and what to do so that it can be seen. */
export function unreadSection(telling: Telling, { unread }: PostureReport): Part | undefined {
  if (unread.length === 0) return undefined;
  const { words, format } = telling;
  const w = words.unread;
  const rows = unread.map((one) => [
    telling.source(one.source),
    html`${telling.reason(one.code)}<br>${id(one.code)}`,
    one.count === undefined ? '–' : format.count(one.count),
    said(telling.remedy(one), words.language),
  ]);
  const columns = [
    { heading: w.source },
    { heading: w.why, kind: 'w' },
    { heading: w.missing, kind: 'n' },
    { heading: words.findings.whatToDo, kind: 'w' },
  ] as const;
  return {
    anchor: 'unread',
    heading: w.heading,
    content: html`<p class="lead">${w.intro}</p>${dataTable(w.heading, columns, rows, { isNamed: true })}`,
  };
}
