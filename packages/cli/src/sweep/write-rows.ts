import type { Row } from '@consentry/core';
import type { Remote } from '@consentry/core/remote';
import type { PrivateFile } from '../private-file.ts';
import { table } from '../terminal/table.ts';

export type RowFormat = 'ndjson' | 'csv' | 'json' | 'table';
export const rowFormats = ['ndjson', 'csv', 'json', 'table'] as const;

/**
 * Writes what was found to a file, or to standard output. It is personal data of customers: only the owner may read the file.
 * @param file undefined: standard output
 * @throws ConsentryError `usage` when the file cannot be written; those of the operation
 */
export async function writeRows(
  remote: Pick<Remote, 'lines'>,
  id: string,
  format: RowFormat,
  file: PrivateFile | undefined,
): Promise<void> {
  const asked = format === 'csv' ? 'csv' : 'ndjson';
  if (file === undefined) {
    for await (const piece of inFormat(await linesOf(remote, id, asked), format)) process.stdout.write(piece);
    return;
  }
  await file.write(inFormat(await linesOf(remote, id, asked), format));
}

async function linesOf(remote: Pick<Remote, 'lines'>, id: string, format: 'ndjson' | 'csv') {
  return (await remote.lines('readSweepRows', { params: { id }, query: { format } })).pipeThrough(
    new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>,
  );
}

async function* inFormat(text: ReadableStream<string>, format: RowFormat): AsyncGenerator<string> {
  if (format === 'ndjson' || format === 'csv') {
    yield* text;
    return;
  }
  const rows: Row[] = [];
  for await (const line of splitLines(text)) rows.push(JSON.parse(line) as Row);
  if (format === 'json') {
    yield `${JSON.stringify(rows)}\n`;
    return;
  }
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  yield `${table(
    columns,
    rows.map((row) => columns.map((name) => cell(row[name]))),
  )}\n`;
}

function cell(value: Row[string] | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

async function* splitLines(text: ReadableStream<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
}
