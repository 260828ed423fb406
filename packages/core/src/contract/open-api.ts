import type { z } from 'zod';
import { type ErrorCode, type ErrorEntry, errorTable } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import { type JsonSchema, toJsonSchema } from './json-schema.ts';
import { refusalsOf } from './refusals-of.ts';
import { type Refusal, refusal } from './wire.ts';

/** A document in JSON. */
export type JsonObject = Record<string, unknown>;

/**
 * The API listener of the broker as an OpenAPI document. Its schemas are the contract's, by which requests and answers
 * are checked, so it says neither more nor less than what is served. Pages for people are not in it.
 *
 * @param version of the broker
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function createOpenApi(version: string): JsonObject {
  const all: readonly (readonly [string, Endpoint])[] = Object.entries(endpoints);
  // The dashboard is for people: its pages are no API.
  const own = all.filter(([, { listener, role }]) => listener === 'api' && role !== 'person');
  const byPath = Map.groupBy(own, ([, { path }]) => path);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Consentry broker',
      version,
      description:
        'Access tokens of partners’ grants, and what an operator does with invitations, grants, callers and the audit. A field that is not described is refused in a request and never sent in an answer.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The API listener, where this document was read.' }],
    paths: Object.fromEntries(
      [...byPath].map(([path, group]) => [templateOf(path), Object.fromEntries(group.map(method))]),
    ),
    components: {
      schemas: { Refusal: toJsonSchema(refusal, 'answer') },
      examples: Object.fromEntries(
        [...new Set(own.flatMap(([, endpoint]) => refusalsOf(endpoint)))].map((code) => [
          code,
          example(code),
        ]),
      ),
      securitySchemes: {
        callerKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'The key of a caller: `cty_…`; or a token (JWT) that an identity of the caller fits.',
        },
        operatorKey: { type: 'http', scheme: 'bearer', description: 'The operator key: `ctyop_…`.' },
      },
    },
  };
}

/** A path of the contract as OpenAPI writes it. It has no word for a parameter of any number of parts. */
function templateOf(path: string): string {
  return path.replace('...}', '}');
}

const keysOf: Readonly<Record<Endpoint['role'], readonly string[]>> = {
  anyone: [],
  invited: [],
  person: [],
  caller: ['callerKey'],
  operator: ['operatorKey'],
  'caller or operator': ['callerKey', 'operatorKey'],
};

function method([name, endpoint]: readonly [string, Endpoint]): readonly [string, JsonObject] {
  const { summary, role, audit, params, query, headers, body } = endpoint;
  const parameters = [
    ...parametersOf('path', params),
    ...parametersOf('query', query),
    ...parametersOf('header', headers),
  ];
  const operation = {
    operationId: name,
    summary,
    description: 'none' in audit ? `Records nothing: ${audit.none}` : `Records ${audit.join(' or ')}.`,
    security: keysOf[role].map((key) => ({ [key]: [] })),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: bodyOf(body) }),
    responses: responsesOf(endpoint),
  };
  return [endpoint.method.toLowerCase(), operation];
}

function bodyOf({ contentType, schema }: NonNullable<Endpoint['body']>): JsonObject {
  if (contentType === 'any') return { required: false, content: { '*/*': {} } };
  return {
    required: true,
    content: { [contentType]: schema === undefined ? {} : { schema: toJsonSchema(schema, 'request') } },
  };
}

function parametersOf(
  place: 'path' | 'query' | 'header',
  schema: z.ZodObject | undefined,
): readonly JsonObject[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema, 'request');
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest satisfies JsonSchema,
  }));
}

const requestId = {
  'x-request-id': {
    description: 'What the log and the audit call this request.',
    schema: { type: 'string' },
  },
};
const retryAfter = {
  'retry-after': { description: 'Seconds, where it is known how long.', schema: { type: 'integer' } },
};

function responsesOf(endpoint: Endpoint): JsonObject {
  const { response } = endpoint;
  const success = successOf(response);
  const byStatus = Map.groupBy(refusalsOf(endpoint), (code) => errorTable[code].status);
  const refusals = [...byStatus]
    .toSorted(([one], [other]) => one - other)
    .map(([status, codes]) => [status, refused(status, codes)] as const);
  return { ...success, ...Object.fromEntries(refusals) };
}

function successOf(response: Endpoint['response']): JsonObject {
  if (response === 'page' || response === 'dashboard') return {};
  if (response === 'stream') {
    return { '2XX': { description: 'What the API answered, as it came.', content: { '*/*': {} } } };
  }
  if (response === 'file') {
    return { '200': { description: 'The file.', content: { 'application/octet-stream': {} } } };
  }
  if (response === 'lines') {
    return { '200': { description: 'The lines.', content: { 'application/x-ndjson': {}, 'text/csv': {} } } };
  }
  return { [response.status]: answer(response.schema) };
}

function answer(schema: z.ZodType): JsonObject {
  return {
    description: 'Done.',
    headers: requestId,
    content: { 'application/json': { schema: toJsonSchema(schema, 'answer') } },
  };
}

function refused(status: number, codes: readonly ErrorCode[]): JsonObject {
  const examples = codes.map((code) => [code, { $ref: `#/components/examples/${code}` }] as const);
  return {
    description: codes.map((code) => `\`${code}\`: ${errorTable[code].message}`).join('\n\n'),
    headers: status === 429 || status === 503 ? { ...requestId, ...retryAfter } : requestId,
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Refusal' },
        examples: Object.fromEntries(examples),
      },
    },
  };
}

function example(code: ErrorCode): JsonObject {
  const { message, remedy, retry }: ErrorEntry = errorTable[code];
  const value: Refusal = {
    error: { code, message, remedy, retry, requestId: '11111111-2222-4333-8444-555555555555', facts: {} },
  };
  return { summary: message, value };
}
