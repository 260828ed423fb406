import type { World } from '../world/types.ts';
import { ApiFault } from './api-fault.ts';

/** A short list, all of it at once. */
export function writeCollection(request: Request, items: object[]): Collection {
  const { pathname, search } = new URL(request.url);
  const self: Link = { uri: `${pathname}${search}`, method: 'GET', headers: [] };
  return { totalCount: items.length, items, links: { self }, attributes: { objectType: 'Collection' } };
}

/** A list of those that have no links at all. */
export function writeUnlinked(items: object[]): object {
  return { totalCount: items.length, items, attributes: { objectType: 'Collection' } };
}

/** A collection as Partner Center sends it. */
export interface Collection {
  /** The number of items of this page, not of all pages. */
  totalCount: number;
  items: object[];
  links: Record<string, Link>;
  attributes: { objectType: 'Collection' };
}

interface Link {
  uri: string;
  method: 'GET';
  headers: { key: string; value: string }[];
}

const DEFAULT_SIZE = 100;
const LARGEST_SIZE = 500;
const TOKEN_HEADER = 'MS-ContinuationToken';

/**
 * Cuts one page out of a list. The next page is asked for with `seekOperation=Next` and the header `MS-ContinuationToken`.
 *
 * @param nextUri how the next link is written; without `/v1` unless told otherwise, as in most of Microsoft's own examples
 * @throws ApiFault 400/2000 size out of range, another operation, a next page without its token. The code is a guess (2025-11): it
 * stands in the published list, and nobody saw it with paging.
 */
export function writePage<T>(
  request: Request,
  list: readonly T[],
  write: (item: T) => object,
  nextUri: World['settings']['partnerCenterNextUri'] = 'without-v1',
): Collection {
  const url = new URL(request.url);
  const size = readSize(url.searchParams.get('size'));
  const start = readStart(request, url);
  const items = list.slice(start, start + size).map(write);
  const self: Link = { uri: `${url.pathname}${url.search}`, method: 'GET', headers: [] };
  const isLast = start + size >= list.length;
  const next = isLast ? {} : { next: nextLink(url, size, start + size, nextUri === 'with-v1') };
  return {
    totalCount: items.length,
    items,
    links: { self, ...next },
    attributes: { objectType: 'Collection' },
  };
}

function nextLink(url: URL, size: number, start: number, hasVersion: boolean): Link {
  const path = hasVersion ? url.pathname : url.pathname.replace(/^\/v1/, '');
  const filter = url.searchParams.get('filter');
  const kept = filter === null ? '' : `&filter=${encodeURIComponent(filter)}`;
  return {
    uri: `${path}?size=${size}&seekOperation=Next${kept}`,
    method: 'GET',
    headers: [{ key: TOKEN_HEADER, value: writeToken(url.pathname, start) }],
  };
}

function readSize(text: string | null): number {
  const size = text === null || text === '0' ? DEFAULT_SIZE : Number(text);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_SIZE) {
    throw new ApiFault(400, '2000', `The size must be between 1 and ${LARGEST_SIZE}.`);
  }
  return size;
}

function readStart(request: Request, url: URL): number {
  const operation = url.searchParams.get('seekOperation');
  if (operation === null) return 0;
  if (operation.toLowerCase() !== 'next')
    throw new ApiFault(400, '2000', 'The only seekOperation that the sandbox knows is Next.');
  const token = request.headers.get(TOKEN_HEADER) ?? '';
  const [path, start] = Buffer.from(token, 'base64url').toString().split('#');
  if (path !== url.pathname || start === undefined) {
    throw new ApiFault(400, '2000', 'The continuation token is missing or not valid.');
  }
  return Number(start);
}

function writeToken(path: string, start: number): string {
  return Buffer.from(`${path}#${start}`).toString('base64url');
}
