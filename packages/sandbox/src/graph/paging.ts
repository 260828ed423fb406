import { GraphError } from './graph-error.ts';

/** How many items a page has where `$top` names no number, and the largest number that it may name. */
export interface PageSizes {
  usual: number;
  largest: number;
}

const DIRECTORY_PAGES: PageSizes = { usual: 100, largest: 999 };

/**
 * Cuts one page out of a list by `$top` and `$skiptoken`.
 *
 * @param origin Graph's origin: the next link is absolute
 * @throws GraphError 400 when `$top` is out of range or the skip token is not one of ours
 */
export function cutPage<T>(
  origin: string,
  url: URL,
  list: readonly T[],
  sizes: PageSizes = DIRECTORY_PAGES,
): { items: T[]; nextLink?: string } {
  const top = readTop(url.searchParams.get('$top'), sizes);
  const start = readSkipToken(url.searchParams.get('$skiptoken'));
  const items = list.slice(start, start + top);
  if (start + top >= list.length) return { items };
  const next = new URL(`${origin}${url.pathname}`);
  for (const [name, value] of url.searchParams) {
    if (name !== '$skiptoken') next.searchParams.set(name, value);
  }
  next.searchParams.set('$skiptoken', Buffer.from(`page#${start + top}`).toString('base64url'));
  return { items, nextLink: next.href.replaceAll('%24', '$') };
}

function readTop(text: string | null, { usual, largest }: PageSizes): number {
  const top = text === null ? usual : Number(text);
  if (Number.isInteger(top) && top >= 1 && top <= largest) return top;
  throw new GraphError(
    400,
    'Request_BadRequest',
    `Invalid page size specified: '${text}'. Must be between 1 and ${largest}.`,
  );
}

function readSkipToken(token: string | null): number {
  if (token === null) return 0;
  const start = /^page#(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (start !== undefined) return Number(start);
  throw new GraphError(
    400,
    'Directory_ExpiredPageToken',
    'The specified page token value has expired or is not valid.',
  );
}
