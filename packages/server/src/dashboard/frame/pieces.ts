import { html, raw } from 'hono/html';
import type { Html } from '../../http/answer.ts';

/** How a state looks. The words beside it say it alone. */
export type Tone = 'good' | 'warn' | 'bad' | 'quiet';

/** A state in words; the colour only repeats them. */
export function mark(text: string, tone: Tone): Html {
  return html`<span class="mark ${tone}">${text}</span>`;
}

/** A remark beside the content. */
export function notice(content: Html, tone: Exclude<Tone, 'quiet'> | 'note' = 'note'): Html {
  return html`<div class="notice ${tone}">${content}</div>`;
}

/** A section of a page under a heading of its own. */
export function card(title: string, content: Html): Html {
  return html`<section class="card"><h2>${title}</h2>${content}</section>`;
}

/** Pairs of a name and what is said of it. Pairs without a value are left out. */
export function facts(pairs: readonly (readonly [string, Html | string | undefined])[]): Html {
  const given = pairs.filter(([, value]) => value !== undefined);
  return html`<dl>${given.map(([name, value]) => html`<dt>${name}</dt><dd>${value ?? ''}</dd>`)}</dl>`;
}

/** A column: its head, what stands in a row, and whether that is a number. The first column names its row. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Html | string;
  readonly isNumber?: boolean;
}

/** A table with its caption. @param empty what is said where there is no row */
export function table<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  empty: Html | string,
): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ head, isNumber }) => html`<th scope="col"${numberClass(isNumber)}>${head}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) => html`<tr>${columns.map((column, at) => cellOf(column, row, at))}</tr>
`,
)}</tbody></table></div>`;
}

function cellOf<Row>({ cell, isNumber }: Column<Row>, row: Row, at: number): Html {
  return at === 0
    ? html`<th scope="row">${cell(row)}</th>`
    : html`<td${numberClass(isNumber)}>${cell(row)}</td>`;
}

const numberClass = (isNumber: boolean | undefined) => (isNumber === true ? raw(' class="number"') : '');

/** The way to the next page of a list, and back to its first. @param next the cursor of the next page, if there is one */
export function pager(path: string, query: URLSearchParams, next: string | undefined): Html {
  const isFirst = !query.has('after');
  if (isFirst && next === undefined) return html``;
  return html`<nav class="pager" aria-label="More">
${isFirst ? '' : html`<a class="button quiet" href="/dashboard${withQuery(path, query, undefined)}">First page</a>`}
${next === undefined ? '' : html`<a class="button quiet" rel="next" href="/dashboard${withQuery(path, query, next)}">Next page</a>`}
</nav>`;
}

function withQuery(path: string, query: URLSearchParams, after: string | undefined): string {
  const next = new URLSearchParams(query);
  next.delete('done');
  next.delete('after');
  if (after !== undefined) next.set('after', after);
  return next.size === 0 ? path : `${path}?${next}`;
}

/** A part that is kept up to date while the page is open; it goes into {@link Sheet.parts} too, by the same id. */
export function part(id: string, content: Html): Html {
  return html`<div id="${id}" data-live>${content}</div>`;
}

/** A form that does one thing. @param path below the dashboard */
export function actForm(
  path: string,
  formField: Html,
  button: string,
  tone: 'plain' | 'quiet' | 'danger' = 'plain',
  fields: Html = html``,
): Html {
  return html`<form method="post" action="/dashboard${path}">${formField}${fields}<button${tone === 'plain' ? '' : raw(` class="${tone}"`)}>${button}</button></form>`;
}
