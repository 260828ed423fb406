import { ConsentryError } from '@consentry/core';
import type { Endpoint } from '@consentry/core/contract';
import type { Incoming } from './incoming.ts';
import { readJson } from './read-json.ts';

interface RequestParts {
  readonly params: Readonly<Record<string, string>>;
  readonly incoming: Pick<Incoming, 'header'>;
  readonly query: URLSearchParams;
  readonly body: string | undefined;
}

/** The parts of a request that the contract gives a schema for. */
export interface ReadInput {
  readonly params?: unknown;
  readonly headers?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

/** @throws ConsentryError `not_found` (a path that cannot exist), `invalid_request` naming every field that is wrong */
export function readInput(endpoint: Endpoint, raw: RequestParts): ReadInput {
  const input: { params?: unknown; headers?: unknown; query?: unknown; body?: unknown } = {};
  if (endpoint.params !== undefined) {
    const params = endpoint.params.safeParse(raw.params);
    if (!params.success) throw new ConsentryError('not_found');
    input.params = params.data;
  }
  if (endpoint.headers !== undefined)
    input.headers = parse(endpoint.headers, readHeaders(endpoint.headers, raw.incoming), 'headers');
  if (endpoint.query !== undefined) input.query = parse(endpoint.query, readQuery(raw.query), 'query');
  if (endpoint.body?.schema !== undefined)
    input.body = parse(endpoint.body.schema, readJson(raw.body ?? ''), 'body');
  return input;
}

type Schema = NonNullable<Endpoint['query']> | NonNullable<NonNullable<Endpoint['body']>['schema']>;

/** @throws ConsentryError `invalid_request` naming every field that is wrong */
export function parse(schema: Schema, value: unknown, part: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || part}: ${message}`);
  throw new ConsentryError('invalid_request', {
    message: `The ${part} is not in the expected form. ${problems.join('. ')}.`,
    facts: { fields: parsed.error.issues.map(({ path }) => path.join('.') || part) },
  });
}

function readHeaders(
  { shape }: NonNullable<Endpoint['headers']>,
  incoming: Pick<Incoming, 'header'>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.keys(shape).map((name) => [name, incoming.header(name)]));
}

/** @throws ConsentryError `invalid_request` for a name that stands twice: nobody knows which one is meant */
function readQuery(query: URLSearchParams): Record<string, string> {
  const names = [...query.keys()];
  if (new Set(names).size < names.length) {
    throw new ConsentryError('invalid_request', { message: 'The query has a name that stands twice.' });
  }
  return Object.assign(Object.create(null), Object.fromEntries(query)) as Record<string, string>;
}
