import { notOfferedTable } from '../../posture/not-offered.ts';
import { type SourceName, sourceTable } from '../../posture/sources/source-table.ts';
import type { PostureReport } from '../report.ts';
import { lookUp, type Telling } from '../telling.ts';
import { type Html, html } from './html.ts';
import { dataTable } from './pieces.ts';
import type { Part } from './part.ts';

/** How the report is had: every source, its call, what it needs, and whether it was read. */
export function methodSection(telling: Telling, { unread, notOffered }: PostureReport): Part {
  const { words } = telling;
  const w = words.method;
  const codes = new Map([...unread, ...notOffered].map(({ source, code }) => [source, code]));
  const names = Object.keys(sourceTable) as SourceName[];
  const rows = names.map((source) => [
    telling.source(source),
    w.apis[sourceTable[source].api],
    callOf(telling, source),
    lookUp(words.unread.remedies?.permission ?? {}, source) ?? needsOf(telling, source),
    outcomeOf(telling, codes.get(source)),
  ]);
  const columns = [
    { heading: words.unread.source },
    { heading: w.api, kind: 'keep' },
    { heading: w.call, kind: 'w' },
    { heading: w.needs, kind: 'w' },
    { heading: w.outcome, kind: 'keep' },
  ] as const;
  return {
    anchor: 'method',
    heading: w.heading,
    content: html`${w.paragraphs.map((text) => html`<p>${text}</p>`)}${dataTable(w.sourcesTable, columns, rows)}`,
  };
}

function callOf({ words }: Telling, source: SourceName): Html {
  const { api, path } = sourceTable[source];
  return api === 'broker' ? html`${words.method.ownRecords}` : html`<code>${path}</code>`;
}

function needsOf({ words }: Telling, source: SourceName): string {
  const { api, needs } = sourceTable[source];
  return api === 'broker' ? words.method.nothingOfMicrosoft : needs;
}

function outcomeOf({ words }: Telling, code: string | undefined): string {
  if (code === undefined) return words.method.read;
  if (Object.hasOwn(notOfferedTable, code)) return words.method.notOffered;
  return code === 'incomplete' ? words.method.partly : words.method.notRead;
}
