import type { ReportTables } from '../report.ts';
import type { Telling } from '../telling.ts';
import { visible } from '../../visible.ts';
import { type Html, html } from './html.ts';
import type { Part } from './part.ts';
import { dataTable, id, name, nameList } from './pieces.ts';

const mostNames = 20;

/** Who calls Partner Center, and how often without MFA. */
export function applicationsPart(telling: Telling, table: ReportTables['applications']): Part {
  const { words, format } = telling;
  const w = words.tables.applications;
  const columns = [
    { heading: w.application },
    { heading: w.total, kind: 'n' },
    { heading: w.withoutMfa, kind: 'n' },
    { heading: w.share, kind: 'n' },
    { heading: w.last, kind: 'keep' },
    { heading: w.accounts, kind: 'w' },
  ] as const;
  const rows = table?.rows.map((row) => [
    html`${name(row.name)}<br><span class="small">${id(row.id)}</span>`,
    format.count(row.total),
    format.count(row.withoutMfa),
    row.percentWithMfa === undefined ? '–' : format.percent(row.percentWithMfa),
    row.lastWithoutMfaAt === undefined ? '–' : format.day(row.lastWithoutMfaAt),
    row.accounts === undefined
      ? words.unknown
      : nameList(row.accounts.slice(0, mostNames), row.accounts.length - mostNames, words.findings.more),
  ]);
  const content =
    rows &&
    (rows.length === 0 ? html`<p>${w.nothing}</p>` : dataTable(w.heading, columns, rows, { isNamed: true }));
  return part(telling, 'applications', w.heading, w.intro, content, table?.leftOut);
}

/** Which second factors are registered, as bars. */
export function methodsPart(telling: Telling, table: ReportTables['methods']): Part {
  const { format } = telling;
  const w = telling.words.tables.methods;
  const most = Math.max(1, ...(table?.rows.map(({ accounts }) => accounts) ?? []));
  const rows = table?.rows.map(({ method, accounts }) => [
    html`<bdi>${visible(method)}</bdi>`,
    html`<svg class="bar" width="100%" height="14" aria-hidden="true"><rect class="part" width="${((accounts * 100) / most).toFixed(1)}%" height="14"/></svg>`,
    format.count(accounts),
  ]);
  const columns = [
    { heading: w.method },
    { heading: '', kind: 'bars' },
    { heading: w.accounts, kind: 'n' },
  ] as const;
  const content =
    rows &&
    (rows.length === 0 ? html`<p>${w.nothing}</p>` : dataTable(w.heading, columns, rows, { isNamed: true }));
  const intro = table === undefined ? undefined : w.from[table.from];
  return part(telling, 'methods', w.heading, intro, content, table?.leftOut);
}

/** Who used Partner Center's pages without MFA. */
export function portalPart(telling: Telling, table: ReportTables['portal']): Part {
  const w = telling.words.tables.portal;
  const rows = table?.rows.map((row) => [
    name(row.name),
    row.lastAt === undefined ? '–' : telling.format.instant(row.lastAt),
  ]);
  const columns = [{ heading: w.account }, { heading: w.last, kind: 'keep' }] as const;
  const content =
    rows &&
    (rows.length === 0 ? html`<p>${w.nothing}</p>` : dataTable(w.heading, columns, rows, { isNamed: true }));
  return part(telling, 'portal', w.heading, w.intro, content, table?.leftOut);
}

function part(
  { words }: Telling,
  anchor: string,
  heading: string,
  intro: string | undefined,
  content: Html | undefined,
  leftOut: number = 0,
): Part {
  if (content === undefined) return { anchor, heading, content: html`<p>${words.tables.unread}</p>` };
  return {
    anchor,
    heading,
    content: html`${intro === undefined ? '' : html`<p class="lead">${intro}</p>`}${content}${leftOut === 0 ? '' : html`<p class="small">${words.tables.leftOut(leftOut)}</p>`}`,
  };
}
