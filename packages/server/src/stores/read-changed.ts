/** Reads the row that stands under a key. */
export type RowReader<Row extends object, Read> = (key: string, row: Row) => Read;

/**
 * Looks through a row only when it has changed: one that stands as it stood when it was read last is read as it was then. Every
 * column is compared, so what is given is never of an older row. It comes again as the same object, which nobody may change.
 *
 * @param limit how many rows are kept; beyond it the one that was read first is read anew
 * @param read must make of a row whatever it makes by the row alone
 */
export function createRowReader<Row extends object, Read>(
  limit: number,
  read: (row: Row) => Read,
): RowReader<Row, Read> {
  const kept = new Map<string, { readonly row: Row; readonly read: Read }>();
  return (key, row) => {
    const last = kept.get(key);
    if (last !== undefined && isSame(last.row, row)) return last.read;
    const now = { row, read: read(row) };
    kept.delete(key);
    kept.set(key, now);
    const oldest = kept.keys().next();
    if (kept.size > limit && oldest.done !== true) kept.delete(oldest.value);
    return now.read;
  };
}

/** Of rows of one query: they have the same columns. */
function isSame<Row extends object>(one: Row, other: Row): boolean {
  for (const name in one) if (one[name] !== other[name]) return false;
  return true;
}
