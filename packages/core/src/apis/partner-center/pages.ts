import { ConsentryError } from '../../errors.ts';
import { isJsonObject } from '../../http/read-json.ts';
import type { Api } from '../api.ts';
import type { ApiAnswer } from '../call.ts';

/** Where the next page is: a path, and headers that must be sent with it. */
interface NextPage {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PageOptions {
  /** Sent with the request for every page. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the continuation stands. In the links of the body unless told otherwise. */
  readonly continuation?: 'links' | 'header';
}

const maxPages = 10_000;
const continuationHeader = 'ms-continuationtoken';

/**
 * Walks a collection of Partner Center to its end. More pages follow as long as `links.next` is there; its
 * headers (`MS-ContinuationToken`) go with the next request. The link is relative and comes with or without
 * `/v1`; it never leads to another host. A collection without links, or a bare array, is all there is; where the
 * continuation stands in a header of the answer, the same path is asked for again with it.
 *
 * @throws ConsentryError `api_bad_response` when a page is no collection, or the pages go round in a circle or repeat their token;
 *   those of {@link Api.call}
 * @see Partner Center REST, "Paging" (2023-10), "Query for migrated subscriptions" (2023-07)
 */
export async function* pages<Item>(
  api: Api,
  firstPath: string,
  { headers = {}, continuation = 'links' }: PageOptions = {},
): AsyncGenerator<Item> {
  const marks = createMarks();
  let next: NextPage | undefined = { path: firstPath, headers: {} };
  while (next !== undefined) {
    marks.add(next);
    const { path }: NextPage = next;
    const answer = await api.call({ method: 'GET', path, headers: { ...headers, ...next.headers } });
    const page = readPage(answer);
    yield* page.items as Item[];
    next = continuation === 'links' ? page.next : readHeaderToken(path, answer);
  }
}

/** Knows the pages that were asked for. A token stands for one place in a collection, whatever path it comes with. */
function createMarks(): { readonly add: (page: NextPage) => void } {
  const seen = new Set<string>();
  let count = 0;
  return {
    add({ path, headers }) {
      const token = headers[continuationHeader];
      const marks = [JSON.stringify([path, headers]), ...(token === undefined ? [] : [`token ${token}`])];
      count += 1;
      if (count > maxPages || marks.some((mark) => seen.has(mark))) {
        throw new ConsentryError('api_bad_response', { message: 'Partner Center’s pages do not end.' });
      }
      for (const mark of marks) seen.add(mark);
    },
  };
}

function readPage({ json, status }: ApiAnswer): { items: readonly unknown[]; next: NextPage | undefined } {
  if (Array.isArray(json)) return { items: json, next: undefined };
  const { items, links } = isJsonObject(json) ? json : {};
  if (!Array.isArray(items)) throw new ConsentryError('api_bad_response', { facts: { status } });
  return { items, next: isJsonObject(links) ? readNext(links['next']) : undefined };
}

function readNext(link: unknown): NextPage | undefined {
  if (link === undefined || link === null) return undefined;
  const { uri, headers } = link as { uri?: unknown; headers?: unknown };
  if (typeof uri !== 'string' || !uri.startsWith('/')) throw new ConsentryError('api_bad_response');
  return { path: uri.startsWith('/v1/') ? uri : `/v1${uri}`, headers: readHeaders(headers) };
}

/** Only continuation headers are copied: an answer does not decide about the others that we send. */
function readHeaders(headers: unknown): Record<string, string> {
  const copied: Record<string, string> = {};
  for (const header of Array.isArray(headers) ? headers : []) {
    const { key, value } = isJsonObject(header) ? header : {};
    const isContinuation = typeof key === 'string' && /^MS-[A-Za-z-]{1,60}$/i.test(key);
    if (isContinuation && isToken(value)) copied[key.toLowerCase()] = value;
  }
  return copied;
}

/** @throws ConsentryError `api_bad_response` for a token that no header can carry */
function readHeaderToken(path: string, { headers, status }: ApiAnswer): NextPage | undefined {
  const token = headers[continuationHeader];
  if (token === undefined || token === '') return undefined;
  if (!isToken(token)) throw new ConsentryError('api_bad_response', { facts: { status } });
  return { path, headers: { [continuationHeader]: token } };
}

const isToken = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x20-\x7e]*$/.test(value);
