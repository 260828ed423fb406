import type { VaultCall } from './call.ts';
import { badParameter } from './vault-error.ts';

const LARGEST_PAGE = 25;

/**
 * Cuts one page out of a list by `maxresults` and `$skiptoken`. The token names the last item of the page before, so that
 * nothing is skipped when another item goes.
 *
 * @param list in the order of its keys
 * @throws VaultError 400 `BadParameter`
 */
export function writePage<T>(
  { url, baseUrl }: VaultCall,
  list: readonly T[],
  keyOf: (item: T) => string,
  write: (item: T) => object,
): object {
  const size = readSize(url.searchParams.get('maxresults'));
  const after = readSkipToken(url);
  const rest = after === undefined ? list : list.filter((item) => keyOf(item) > after);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  const hasMore = rest.length > items.length && last !== undefined;
  return { value: items.map(write), nextLink: hasMore ? writeNextLink(baseUrl, url, keyOf(last)) : null };
}

function writeNextLink(baseUrl: string, url: URL, last: string): string {
  const next = new URL(`${baseUrl}${url.pathname}`);
  for (const [name, value] of url.searchParams) {
    if (name !== '$skiptoken') next.searchParams.set(name, value);
  }
  next.searchParams.set('$skiptoken', Buffer.from(`${url.pathname}#${last}`).toString('base64url'));
  return next.href.replaceAll('%24', '$');
}

function readSize(text: string | null): number {
  const size = text === null ? LARGEST_PAGE : Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE) return size;
  throw badParameter(`maxresults must be between 1 and ${LARGEST_PAGE}.`);
}

function readSkipToken({ searchParams, pathname }: URL): string | undefined {
  const token = searchParams.get('$skiptoken');
  if (token === null) return undefined;
  const [path, last] = Buffer.from(token, 'base64url').toString().split('#');
  if (path === pathname && last !== undefined) return last;
  throw badParameter('The $skiptoken is not one of this list.');
}
