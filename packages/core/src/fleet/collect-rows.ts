import type { Row } from './sweep-task.ts';

/** What is kept of one customer, as JSON: a bound for memory and store, whatever an API answers. */
export const rowLimits = { bytes: 1024 * 1024, rows: 20_000 } as const;

/** What a customer's rows came to. */
export interface CollectedRows {
  readonly rows: readonly Row[];
  /** True when there was more. */
  readonly isCut: boolean;
}

/**
 * Takes rows up to the limits, and asks for no more after that.
 * @throws whatever the rows do; the reason of the signal
 */
export async function collectRows(
  found: AsyncIterable<Row> | Promise<readonly Row[]>,
  signal: AbortSignal | undefined,
): Promise<CollectedRows> {
  const rows: Row[] = [];
  let bytes = 0;
  for await (const row of found instanceof Promise ? await found : found) {
    signal?.throwIfAborted();
    bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
    if (bytes > rowLimits.bytes || rows.length === rowLimits.rows) return { rows, isCut: true };
    rows.push(row);
  }
  signal?.throwIfAborted();
  return { rows, isCut: false };
}
