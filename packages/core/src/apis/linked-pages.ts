import { ConsentryError } from '../errors.ts';
import { isJsonObject } from '../http/read-json.ts';
import type { Api } from './api.ts';
import type { ApiAnswer } from './call.ts';

const maxPages = 10_000;

/**
 * Walks a collection to its end, by the link to the next page (`@odata.nextLink` of Graph, `nextLink` of ARM): an absolute URL,
 * which is followed as long as it stays on the API's own base URL.
 *
 * @throws ConsentryError `host_refused` for a link that leads to another host; `api_bad_response` when a page is no collection or
 *   the pages go round in a circle; those of {@link Api.call}
 * @see https://learn.microsoft.com/graph/paging
 * @see https://learn.microsoft.com/rest/api/azure/#async-operations-throttling-and-paging (2026-11)
 */
export async function* pages<Item>(api: Api, firstPath: string): AsyncGenerator<Item> {
  const seen = new Set<string>();
  let path: string | undefined = firstPath;
  while (path !== undefined) {
    if (seen.has(path) || seen.size >= maxPages)
      throw new ConsentryError('api_bad_response', { message: 'The API’s pages do not end.' });
    seen.add(path);
    const answer: ApiAnswer = await api.call({ method: 'GET', path });
    const body = isJsonObject(answer.json) ? answer.json : {};
    if (!Array.isArray(body['value']))
      throw new ConsentryError('api_bad_response', { facts: { status: answer.status } });
    yield* body['value'] as Item[];
    path = readNextPath(answer.baseUrl, body['@odata.nextLink'] ?? body['nextLink']);
  }
}

/** @throws ConsentryError `host_refused` for a link that leads to another host */
function readNextPath(baseUrl: string, link: unknown): string | undefined {
  if (link === undefined || link === null) return undefined;
  const base = baseUrl.replace(/\/$/, '');
  // Some providers of ARM name the port that https has anyway.
  const plain = typeof link === 'string' ? link.replace(/^(https:\/\/[^/?#\\@:]+):443\//, '$1/') : '';
  if (!plain.startsWith(`${base}/`)) {
    throw new ConsentryError('host_refused', { message: 'The next page is on another host.' });
  }
  return plain.slice(base.length);
}
