import { ConsentryError } from '../../errors.ts';
import { isJsonObject } from '../../http/read-json.ts';
import type { Api } from '../api.ts';
import type { ApiAnswer } from '../call.ts';

/** Where the next page is: a path, and headers that must be sent with it. */
interface NextPage {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const maxPages = 10_000;

/**
 * Walks a collection of Partner Center to its end. More pages follow as long as `links.next` is there; its
 * headers (`MS-ContinuationToken`) go with the next request. The link is relative and comes with or without
 * `/v1`; it never leads to another host.
 *
 * @throws ConsentryError `api_bad_response` when a page is no collection or the pages go round in a circle; those of {@link Api.call}
 * @see Partner Center REST, "Paging" (2023-10)
 */
export async function* pages<Item>(api: Api, firstPath: string): AsyncGenerator<Item> {
  const seen = new Set<string>();
  let next: NextPage | undefined = { path: firstPath, headers: {} };
  while (next !== undefined) {
    const mark = JSON.stringify(next);
    if (seen.has(mark) || seen.size >= maxPages) {
      throw new ConsentryError('api_bad_response', { message: 'Partner Center’s pages do not end.' });
    }
    seen.add(mark);
    const answer: ApiAnswer = await api.call({ method: 'GET', path: next.path, headers: next.headers });
    const page = readPage(answer);
    yield* page.items as Item[];
    next = page.next;
  }
}

function readPage(answer: ApiAnswer): { items: unknown[]; next: NextPage | undefined } {
  const body = answer.json as { items?: unknown; links?: { next?: unknown } } | null | undefined;
  if (!Array.isArray(body?.items))
    throw new ConsentryError('api_bad_response', { facts: { status: answer.status } });
  return { items: body.items, next: readNext(body.links?.next) };
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
    if (isContinuation && typeof value === 'string' && /^[\x20-\x7e]*$/.test(value))
      copied[key.toLowerCase()] = value;
  }
  return copied;
}
