/** One page of a list of the broker. `next` is given where more follow. */
interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly next?: string | undefined;
}

/** As many as the broker puts on a page. */
export const pageLimit = 1000;

/**
 * Every item of a list, page after page.
 *
 * @param readPage the page that begins after an id; the first one where it is undefined
 * @throws whatever `readPage` throws
 */
export async function* listAll<Item>(
  readPage: (after: string | undefined) => Promise<ListPage<Item>>,
): AsyncGenerator<Item> {
  let after: string | undefined;
  do {
    const { items, next } = await readPage(after);
    yield* items;
    after = next;
  } while (after !== undefined);
}
