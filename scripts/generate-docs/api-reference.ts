import { commonRefusals, type Endpoint, endpoints, refusal, toJsonSchema } from '@consentry/core/contract';
import { fieldsOf } from './describe-schema.ts';
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

A running broker serves the same as an OpenAPI 3.1 document: \`GET /openapi.json\` on its \`api\` listener.

There are three listeners: \`public\` faces the people who are invited, \`api\` faces programs and operators, and
\`managed-identity\`, off unless it is configured, faces [SDKs on this machine](ways-in.md#the-managed-identity-of-app-service).
Callers and operators send their key as \`Authorization: Bearer …\`, on the last one as \`X-IDENTITY-HEADER\`. Instants are RFC 3339 in UTC. A field that
is not described here is refused in a request and never sent in an answer. So is a name that stands twice in one
object or in the query: a proxy in front may have read the other one. A path is written as it stands here: empty parts,
\`.\`, \`..\`, \`;\`, backslashes and encoded slashes are refused.

${table(['Endpoint', 'Listener', 'Who may call', 'What it does'], overview)}

## Refusals

A refusal has the status of its error (see [errors](errors.md)) and this body. Beside those named below, every
endpoint may answer ${common({})}; one that needs a key ${common({ role: 'operator' })}; one for callers
${common({ role: 'caller' }, { role: 'operator' })}; one that reads a body ${common({ body: anyBody })}.

${fieldTable(refusal, 'answer')}

${all.map(([name, endpoint]) => section(name, endpoint)).join('\n\n')}
`;
}

const anyBody = { contentType: 'application/json', maxBytes: 1 } as const;

/** The refusals that an endpoint has by being of a kind, and others have not. */
function common(kind: Partial<Endpoint>, other: Partial<Endpoint> = {}): string {
  const plain: Endpoint = { ...endpoints.health, role: 'anyone' };
  const isPlain = Object.keys(kind).length === 0;
  const others = isPlain ? [] : commonRefusals({ ...plain, ...other });
  return commonRefusals({ ...plain, ...kind })
    .filter((own) => !others.includes(own))
    .map(linkToError)
    .join(', ');
}

function section(name: string, endpoint: Endpoint): string {
  const { params, headers, query, body, response } = endpoint;
  return [
    `## ${name}`,
    `${code(`${endpoint.method} ${endpoint.path}`)} on the ${endpoint.listener} listener, for ${roles[endpoint.role]}.`,
    endpoint.summary,
    recordsOf(endpoint),
    ...(params === undefined ? [] : ['**In the path**', fieldTable(params, 'request')]),
    ...(headers === undefined ? [] : ['**In the headers**', fieldTable(headers, 'request')]),
    ...(query === undefined ? [] : ['**In the query**', fieldTable(query, 'request')]),
    ...(body === undefined ? [] : [bodyTitle(body), ...bodyFields(body)]),
    ...answerOf(response),
    endpoint.errors.length === 0
      ? '**Refuses** with nothing of its own.'
      : `**Refuses** with ${endpoint.errors.map(linkToError).join(', ')}.`,
  ].join('\n\n');
}

function answerOf(response: Endpoint['response']): readonly string[] {
  if (response === 'page' || response === 'dashboard')
    return ['**Answers** with a page, or sends the browser on.'];
  if (response === 'stream') {
    const marked = `marked by the header ${code('Consentry-Upstream')}`;
    return [
      `**Answers** with what the API answers, as it comes, ${marked}. See [forward calls](forward-calls.md).`,
    ];
  }
  if (response === 'file')
    return ['**Answers** with a file, `application/octet-stream`. See [backups](backup.md).'];
  if (response === 'lines')
    return ['**Answers** with lines, `application/x-ndjson` or `text/csv`. See [sweeps](sweeps.md).'];
  return [`**Answers** ${response.status}:`, fieldTable(response.schema, 'answer')];
}

const roles: Readonly<Record<Endpoint['role'], string>> = {
  anyone: 'anyone',
  invited: 'a person who was invited',
  person: 'a person who is signed in at the dashboard',
  caller: 'a caller, with its key',
  operator: 'an operator, with the operator key',
  'caller or operator': 'a caller or an operator, with its key',
};

function recordsOf({ audit }: Endpoint): string {
  if ('none' in audit) return `**Records** nothing: ${audit.none}`;
  return `**Records** ${audit.map(code).join(' or ')}.`;
}

type Body = NonNullable<Endpoint['body']>;

function bodyTitle({ contentType, maxBytes }: Body): string {
  const limit = `at most ${maxBytes / 1024} KiB`;
  return contentType === 'any'
    ? `**Body**: of any content type, passed on as it comes, ${limit}`
    : `**Body**: ${contentType}, ${limit}`;
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
