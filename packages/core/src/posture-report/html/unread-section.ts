import type { PostureReport } from '../report.ts';
import type { Telling } from '../telling.ts';
import { type Html, html } from './html.ts';
import { dataTable, id, said } from './pieces.ts';
import type { Part } from './part.ts';

/** What nobody could see, why, and what to do so that it can be seen. */
export function unreadSection(telling: Telling, { unread, notOffered }: PostureReport): Part | undefined {
  if (unread.length + notOffered.length === 0) return undefined;
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
    content: html`<p class="lead">${w.intro}</p>
${rows.length === 0 ? '' : dataTable(w.heading, columns, rows, { isNamed: true })}
${notOffered.length === 0 ? '' : listNotOffered(telling, notOffered)}`,
  };
}

/** What nobody failed to read: Microsoft does not offer it. */
function listNotOffered(telling: Telling, notOffered: PostureReport['unread']): Html {
  const { words } = telling;
  const w = words.unread;
  const rows = notOffered.map((one) => [
    telling.source(one.source),
    html`${telling.reason(one.code)} ${said(telling.remedy(one), words.language)}`,
  ]);
  return html`${dataTable(w.notOffered, [{ heading: w.source }, { heading: w.why }], rows)}<p class="small">${w.notOfferedIntro}</p>`;
}
