import { type Endpoint, endpoints, refusal } from '@consentry/core/contract';
import { fieldsOf, type JsonSchema } from './describe-schema.ts';
import { linkToError } from './error-reference.ts';
import { code, table } from './markdown.ts';

type Schema = NonNullable<Endpoint['query']> | NonNullable<NonNullable<Endpoint['body']>['schema']>;

/** The reference of the broker's HTTP API, in Markdown: `docs/api.md`. */
export function apiReference(): string {
  const all: readonly (readonly [string, Endpoint])[] = Object.entries(endpoints);
  const overview = all.map(([name, endpoint]) => [
    `[${code(`${endpoint.method} ${endpoint.path}`)}](#${name.toLowerCase()})`,
    endpoint.listener,
    endpoint.role,
    endpoint.summary,
  ]);
  return `# HTTP API

Generated from \`packages/core/src/contract\`.

There are three listeners: \`public\` faces the people who are invited, \`api\` faces programs and operators, and
\`managed-identity\`, off unless it is configured, faces [SDKs on this machine](ways-in.md#the-managed-identity-of-app-service).
Callers and operators send their key as \`Authorization: Bearer …\`, on the last one as \`X-IDENTITY-HEADER\`. Instants are RFC 3339 in UTC. A field that
is not described here is refused in a request and never sent in an answer.

${table(['Endpoint', 'Listener', 'Who may call', 'What it does'], overview)}

## Refusals

A refusal has the status of its error (see [errors](errors.md)) and this body. Beside those named below, every
endpoint may answer ${(['invalid_request', 'not_found', 'internal_error'] as const).map(linkToError).join(', ')}; one
that needs a key ${linkToError('unauthorized')}; one that reads a body ${linkToError('body_too_large')} and
${linkToError('unsupported_media_type')}.

${fieldTable(refusal, 'answer')}

${all.map(([name, endpoint]) => section(name, endpoint)).join('\n\n')}
`;
}

function section(name: string, endpoint: Endpoint): string {
  const { params, query, body, response } = endpoint;
  return [
    `## ${name}`,
    `${code(`${endpoint.method} ${endpoint.path}`)} on the ${endpoint.listener} listener, for ${roles[endpoint.role]}.`,
    endpoint.summary,
    recordsOf(endpoint),
    ...(params === undefined ? [] : ['**In the path**', fieldTable(params, 'request')]),
    ...(query === undefined ? [] : ['**In the query**', fieldTable(query, 'request')]),
    ...(body === undefined ? [] : [bodyTitle(body), ...bodyFields(body)]),
    ...(response === 'page'
      ? ['**Answers** with a page, or sends the browser on.']
      : [`**Answers** ${response.status}:`, fieldTable(response.schema, 'answer')]),
    endpoint.errors.length === 0
      ? '**Refuses** with nothing of its own.'
      : `**Refuses** with ${endpoint.errors.map(linkToError).join(', ')}.`,
  ].join('\n\n');
}

const roles: Readonly<Record<Endpoint['role'], string>> = {
  anyone: 'anyone',
  invited: 'a person who was invited',
  caller: 'a caller, with its key',
  operator: 'an operator, with the operator key',
};

function recordsOf({ audit }: Endpoint): string {
  if ('none' in audit) return `**Records** nothing: ${audit.none}`;
  return `**Records** ${audit.map(code).join(' or ')}.`;
}

type Body = NonNullable<Endpoint['body']>;

function bodyTitle({ contentType, maxBytes }: Body): string {
  return `**Body**: ${contentType}, at most ${maxBytes / 1024} KiB`;
}

function bodyFields({ schema }: Body): readonly string[] {
  return schema === undefined ? [] : [fieldTable(schema, 'request')];
}

function fieldTable(schema: Schema, side: 'request' | 'answer'): string {
  const fields = fieldsOf(toJsonSchema(schema, side));
  return table(
    ['Field', 'Type', side === 'request' ? 'Needed' : 'Always there', 'What it is'],
    fields.map(({ name, type, isRequired, description }) => [
      code(name),
      type,
      isRequired ? 'yes' : 'no',
      description,
    ]),
  );
}

/**
 * What passes the wire. Defaults, and the fields that are there because of them, are known only of what comes
 * out of the schema; how a field that is changed on its way in looks is known only of what goes in.
 */
function toJsonSchema(schema: Schema, side: 'request' | 'answer'): JsonSchema {
  const goesIn = schema.toJSONSchema({ io: 'input' }) as JsonSchema;
  const comesOut = schema.toJSONSchema({ io: 'output', unrepresentable: 'any' }) as JsonSchema;
  return side === 'request' ? withDefaults(goesIn, comesOut) : withoutDefaults(goesIn, comesOut);
}

function withDefaults(goesIn: JsonSchema, comesOut: JsonSchema): JsonSchema {
  const whole = comesOut.default === undefined ? goesIn : { ...goesIn, default: comesOut.default };
  return inside(whole, comesOut, withDefaults);
}

function withoutDefaults({ default: _, ...goesIn }: JsonSchema, comesOut: JsonSchema): JsonSchema {
  const whole = comesOut.required === undefined ? goesIn : { ...goesIn, required: comesOut.required };
  return inside(whole, comesOut, withoutDefaults);
}

function inside(
  goesIn: JsonSchema,
  comesOut: JsonSchema,
  change: (goesIn: JsonSchema, comesOut: JsonSchema) => JsonSchema,
): JsonSchema {
  const { properties, items } = goesIn;
  const changed = Object.entries(properties ?? {}).map(([key, value]) => [
    key,
    change(value, comesOut.properties?.[key] ?? {}),
  ]);
  return {
    ...goesIn,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(changed) as typeof properties }),
    ...(items === undefined ? {} : { items: change(items, comesOut.items ?? {}) }),
  };
}
