/** A cell: text, a number, or nothing. */
export type Cell = string | number | undefined;

/** What a spreadsheet takes for a formula, also behind blanks; and the wide forms, which some take for the same. */
const formula = /^[\p{Z}\p{C}]*[=+\-@＝＋－＠]/u;
/** Excel takes no more in a cell. */
const longest = 32_000;

/**
 * CSV by RFC 4180: commas, CRLF, and every cell in quotes, so that no other separator that a spreadsheet may be set to cuts one in two. It
 * begins with the mark of UTF-8, without which Excel takes it for something else.
 *
 * Text that begins like a formula gets an apostrophe in front: a spreadsheet then shows it, and does not reckon.
 * @param rows text in them was made inert before (see `visible`): there is no line break in it
 */
export function toCsv(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [headings, ...rows].map((cells) => cells.map(toCell).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

function toCell(cell: Cell): string {
  if (cell === undefined) return '""';
  if (typeof cell === 'number') return `"${cell}"`;
  const text = cell.length > longest ? `${cell.slice(0, longest - 1)}…` : cell;
  return `"${formula.test(text) ? "'" : ''}${text.replaceAll('"', '""')}"`;
}
