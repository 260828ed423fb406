/**
 * Works on many things, several at once, in no order to rely on. After a failure nothing more is begun.
 * @throws what the work throws; the first of several
 */
export async function forEachAtOnce<Item>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  // One generator for all: whoever fails ends it for the others.
  const left = each(items);
  const walk = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, walk));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function* each<Item>(items: Iterable<Item>): Generator<Item> {
  yield* items;
}
