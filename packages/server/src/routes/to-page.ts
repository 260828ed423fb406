/**
 * One page of a list that was read with one item too many: if that item is there, more follow.
 */
export function toPage<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  describe: (row: Row) => Item,
): { items: Item[]; next?: string } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(describe),
    ...(rows.length > limit && last !== undefined ? { next: last.id } : {}),
  };
}
