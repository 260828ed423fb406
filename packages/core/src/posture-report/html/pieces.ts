import { findLink } from '../report.ts';
import type { Told } from '../telling.ts';
import type { Language } from '../words/words.ts';
import { visible } from '../../visible.ts';
import { type Html, html, type Piece } from './html.ts';

/** A name from a tenant: it keeps its direction to itself. */
export function name(text: string, most?: number): Html {
  return html`<bdi>${visible(text, most)}</bdi>`;
}

/** An id from a tenant. */
export function id(text: string): Html {
  return html`<code><bdi>${visible(text)}</bdi></code>`;
}

/** A text, marked with its language where that is not the page’s. */
export function said({ text, language }: Told, pageLanguage: Language): Html {
  return language === pageLanguage ? html`${text}` : html`<span lang="${language}">${text}</span>`;
}

/** A link that shows where it goes. What may not be a link is text. */
export function link(address: string): Html {
  const href = findLink(address);
  if (href === undefined) return name(address, 1000);
  return html`<a href="${href}" rel="noopener noreferrer external"><bdi>${visible(href, 1000)}</bdi></a>`;
}

/** A column: its heading, and how its cells stand: `n` a number, `keep` on one line, `w` not too narrow, `bars` a chart. */
export interface Column {
  readonly heading: string;
  readonly kind?: 'n' | 'keep' | 'w' | 'bars';
}

/** Rows with more cells than that stand as blocks where there is little room. */
const mostAbreast = 3;

/**
 * A table with a caption; the first cell of a row is its heading. Where it is too wide it scrolls by itself, by keys too. The roles are
 * said, for a table whose rows stand as blocks would lose them.
 * @param options.isNamed the heading above says what the caption says: it is for those who listen
 */
export function dataTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Piece[])[],
  options: { readonly isNamed?: boolean } = {},
): Html {
  const hasBars = columns.some(({ kind }) => kind === 'bars');
  const shape = columns.length > mostAbreast && !hasBars ? 'stack' : 'plain';
  return html`<div class="scroll" role="group" aria-label="${caption}" tabindex="0"><table class="${shape}" role="table">
<caption${options.isNamed === true ? html` class="unseen"` : ''}>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(headingCell)}</tr></thead>
<tbody role="rowgroup">${rows.map(
    (cells) => html`<tr role="row">${cells.map((cell, index) => bodyCell(cell, index, columns[index]))}</tr>
`,
  )}</tbody>
</table></div>`;
}

function bodyCell(cell: Piece, index: number, column: Column | undefined): Html {
  const kind = column?.kind ?? 't';
  return index === 0
    ? html`<th scope="row" role="rowheader" class="${kind}">${cell}</th>`
    : html`<td role="cell" class="${kind}" data-label="${column?.heading ?? ''}"><div>${cell}</div></td>`;
}

/** Over bars stands nothing: the next column says what they show. */
function headingCell({ heading, kind }: Column): Html {
  if (heading === '') return html`<td role="cell" class="${kind ?? 't'}"></td>`;
  return html`<th scope="col" role="columnheader" class="${kind ?? 't'}">${heading}</th>`;
}

/** A list of names, and how many others there are. */
export function nameList(names: readonly string[], others: number, more: (count: number) => string): Html {
  return html`<ul>${names.map((one) => html`<li>${name(one)}</li>`)}${others > 0 ? html`<li>${more(others)}</li>` : ''}</ul>`;
}
