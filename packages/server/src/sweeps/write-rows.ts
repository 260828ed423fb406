import type { ItemRows, Row } from '@consentry/core';

/** Reads the rows from the beginning, each time that it is called. */
export type ReadRows = () => AsyncIterable<ItemRows>;

/** Each row as a line of JSON, with whose it is: that is not for the row to say, whose columns a customer's data may name. */
export async function* writeNdjson(read: ReadRows): AsyncGenerator<string> {
  for await (const { rows, partner, customer, customerName } of read()) {
    const whose = { partner, customer, customerName };
    yield rows.map((row) => `${JSON.stringify({ ...whose, ...row, ...whose })}\n`).join('');
  }
}

const whoseColumns = ['partner', 'customer', 'customerName'];

/** As a table (RFC 4180). It is read twice: a column that one row has, all have. */
export async function* writeCsv(read: ReadRows): AsyncGenerator<string> {
  const columns = new Set(whoseColumns);
  for await (const { rows } of read()) {
    for (const row of rows) for (const name of Object.keys(row)) columns.add(name);
  }
  const names = [...columns];
  yield toLine(names);
  for await (const { rows, partner, customer, customerName = '' } of read()) {
    yield rows
      .map((row) => {
        const all: Row = { ...row, partner, customer, customerName };
        return toLine(names.map((name) => (Object.hasOwn(all, name) ? all[name] : undefined) ?? ''));
      })
      .join('');
  }
}

function toLine(values: readonly (string | number | boolean)[]): string {
  return `${values.map(toCell).join(',')}\r\n`;
}

/**
 * A spreadsheet would take a text that begins so for a formula, and a customer chooses texts of its own: an apostrophe in front makes it
 * a text. Numbers stay numbers.
 * @see https://owasp.org/www-community/attacks/CSV_Injection (2026-11)
 */
function toCell(value: string | number | boolean): string {
  const text =
    typeof value === 'string' && /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
