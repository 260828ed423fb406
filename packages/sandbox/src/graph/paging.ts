import { GraphError } from './graph-error.ts';

const DEFAULT_TOP = 100;
const LARGEST_TOP = 999;

/**
 * Cuts one page out of a list by `$top` and `$skiptoken`.
 *
 * @param origin Graph's origin: the next link is absolute
 * @throws GraphError 400 when `$top` is out of range or the skip token is not one of ours
 */
export function cutPage<T>(origin: string, url: URL, list: readonly T[]): { items: T[]; nextLink?: string } {
  const top = readTop(url.searchParams.get('$top'));
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

function readTop(text: string | null): number {
  const top = text === null ? DEFAULT_TOP : Number(text);
  if (Number.isInteger(top) && top >= 1 && top <= LARGEST_TOP) return top;
  throw new GraphError(
    400,
    'Request_BadRequest',
    `Invalid page size specified: '${text}'. Must be between 1 and 999.`,
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
