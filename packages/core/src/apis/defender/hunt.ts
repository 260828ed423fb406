import { ConsentryError, isConsentryError, withWords } from '../../errors.ts';
import { isJsonObject, type JsonObject } from '../../http/read-json.ts';
import type { Api, ApiCall } from '../api.ts';

/** What a query found. */
export interface HuntingResult {
  /** The columns, in their order. */
  readonly schema: readonly { readonly name: string; readonly type: string }[];
  /** At most 100,000: more are cut off, and nothing says so. Column names are compared letter by letter. */
  readonly rows: readonly JsonObject[];
  /** What the query cost, as Defender tells it. */
  readonly stats: JsonObject;
}

/** A query may run three minutes; the rest is for its way. */
const deadlineMs = 3 * 60_000 + 10_000;
const maxResponseBytes = 50 * 1024 * 1024;

/**
 * Runs a query in the Kusto language over the last 30 days.
 *
 * @throws ConsentryError `invalid_request` (an empty query), `api_refused` (400: the query is not good), `api_throttled` (the fact
 *   `quota` says of what there was too much: `calls` or `cpu`), `api_bad_response` (also for more than 50 MB); those of {@link Api.call}
 * @see https://learn.microsoft.com/defender-xdr/api-advanced-hunting (2026-11)
 */
export async function hunt(
  api: Api,
  query: string,
  options: Pick<ApiCall, 'checkToken'>,
): Promise<HuntingResult> {
  if (typeof query !== 'string' || query.trim() === '')
    throw new ConsentryError('invalid_request', { message: 'There is no query.' });
  try {
    const answer = await api.call({
      method: 'POST',
      path: '/api/advancedhunting/run',
      // The name of the field is compared letter by letter.
      body: { Query: query },
      limit: 'hunting',
      // A query changes nothing.
      isRepeatable: true,
      deadlineMs,
      maxResponseBytes,
      ...options,
    });
    return readResult(answer.json);
  } catch (error) {
    throw explained(error);
  }
}

function readResult(json: unknown): HuntingResult {
  const { Schema: schema, Results: rows, Stats: stats } = isJsonObject(json) ? json : {};
  if (!Array.isArray(schema) || !Array.isArray(rows) || !rows.every(isJsonObject))
    throw new ConsentryError('api_bad_response');
  return { schema: schema.map(readColumn), rows, stats: isJsonObject(stats) ? stats : {} };
}

function readColumn(column: unknown): { name: string; type: string } {
  const { Name: name, Type: type } = isJsonObject(column) ? column : {};
  if (typeof name !== 'string' || typeof type !== 'string') throw new ConsentryError('api_bad_response');
  return { name, type };
}

/** What helps against the limits of hunting. */
function explained(error: unknown): unknown {
  if (!isConsentryError(error)) return error;
  const { code, facts } = error;
  if (code === 'api_throttled' && facts['quota'] === 'cpu') {
    return withWords(error, {
      message: 'The tenant’s queries have used up the computing time that Defender gives them.',
      remedy: 'Wait until the next quarter of an hour, and make the query cheaper: less time, fewer tables.',
    });
  }
  if (code === 'api_bad_response' && facts['failure'] === 'too_large') {
    return withWords(error, {
      message: 'The query found more than 50 MB.',
      remedy: 'Narrow the query, or let it give fewer columns (`project`).',
    });
  }
  return error;
}
