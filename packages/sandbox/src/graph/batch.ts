import { z } from 'zod';
import type { SandboxParts } from '../parts.ts';
import { GraphError, badRequest } from './graph-error.ts';
import type { Entity } from './odata.ts';
import { readBody } from './read-body.ts';

const MOST = 20;

const itemSchema = z.strictObject({
  id: z.string().min(1),
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).optional(),
});
const batchSchema = z.strictObject({ requests: z.array(itemSchema).min(1) });

type Item = z.infer<typeof itemSchema>;

/** The answer to one request of a batch. */
interface ItemAnswer {
  id: string;
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

/**
 * `POST /v1.0/$batch`: up to twenty requests in one. Each is served as if it came alone, with faults and a place in the ledger of
 * its own; one that depends on another that failed is not served (424). The answers come in no order to rely on: the last first.
 *
 * @param serve what serves a request that comes alone
 * @see https://learn.microsoft.com/graph/json-batching (2026-11)
 * @throws GraphError 400 more than twenty, an id that is there twice, a `dependsOn` that names none that came before
 */
export async function runBatch(
  { origins }: SandboxParts,
  request: Request,
  serve: (request: Request) => Promise<Response>,
): Promise<Entity> {
  const { requests } = await readBody(request, batchSchema);
  if (requests.length > MOST)
    throw new GraphError(
      400,
      'MaximumValueExceeded',
      `Number of batch request steps exceeds max value of ${MOST}.`,
    );
  const answers = new Map<string, ItemAnswer>();
  checkIds(requests);
  for (const item of requests) {
    const { id, dependsOn = [] } = item;
    const hasFailed = dependsOn.some((other) => (answers.get(other)?.status ?? 500) >= 400);
    answers.set(id, hasFailed ? failedDependency(id) : await serveItem(origins.graph, request, item, serve));
  }
  return { responses: [...answers.values()].toReversed() };
}

function checkIds(requests: readonly Item[]): void {
  const seen = new Set<string>();
  for (const { id, dependsOn = [] } of requests) {
    if (seen.has(id)) throw badRequest(`The request id '${id}' is there twice.`);
    const unknown = dependsOn.find((other) => !seen.has(other));
    if (unknown !== undefined) throw badRequest(`'dependsOn' names no request before '${id}': '${unknown}'.`);
    seen.add(id);
  }
}

function failedDependency(id: string): ItemAnswer {
  const error = { code: 'FailedDependency', message: 'A request that this one depends on has failed.' };
  return { id, status: 424, headers: { 'content-type': 'application/json' }, body: { error } };
}

async function serveItem(
  origin: string,
  batch: Request,
  { id, method, url, headers = {}, body }: Item,
  serve: (request: Request) => Promise<Response>,
): Promise<ItemAnswer> {
  const sent = new Headers({ ...headers });
  const authorization = batch.headers.get('authorization');
  if (authorization !== null) sent.set('authorization', authorization);
  const answer = await serve(
    new Request(`${origin}/v1.0/${url.replace(/^\//, '')}`, {
      method,
      headers: sent,
      signal: batch.signal,
      ...(body === undefined || method === 'GET' ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await answer.text();
  return {
    id,
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    ...(text === '' ? {} : { body: readJson(text) }),
  };
}

/** What is no JSON stands in a batch as a text. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
