import { html } from 'hono/html';
import type { Html } from '../../http/answer.ts';
import { type Column, table } from './pieces.ts';

/** A table in a section of its own. Where it has no row, its caption stands above what is said instead. */
export function tableCard<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  empty: string,
  below: Html = html``,
): Html {
  const heading = rows.length === 0 ? html`<h2>${caption}</h2>` : '';
  return html`<section class="card">${heading}${table(caption, columns, rows, empty)}${below}</section>`;
}
