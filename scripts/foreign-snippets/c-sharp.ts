import type { Surroundings } from './sent-request.ts';

/**
 * Goes through a C# program as far as this repository writes it: settings from the environment, one function that asks for a token, and
 * `HttpRequestMessage`s with a bearer token and JSON.
 *
 * @returns how many requests it made
 * @throws Error a form that is not known, or a value that is not there
 */
export async function runCSharp(text: string, around: Surroundings): Promise<number> {
  const values = new Map<string, unknown>(readSettings(text, around));
  bindParameters(text, values, around);
  const staysAtHost = text.includes('AllowAutoRedirect = false');
  const requests = [
    ...text.matchAll(/\b(\w+) = new HttpRequestMessage\(\s*HttpMethod\.(\w+), \$"([^\n]*)"\);/g),
  ];
  if (requests.length !== text.split('new HttpRequestMessage').length - 1)
    throw new Error('a request is not understood');
  for (const [, name = '', method = '', url = ''] of requests) {
    const [, scheme = '', bearer = ''] =
      new RegExp(
        `\\b${name}\\.Headers\\.Authorization = new AuthenticationHeaderValue\\("(\\w+)", (.*)\\);`,
      ).exec(text) ?? [];
    const [, fields] =
      new RegExp(`\\b${name}\\.Content = JsonContent\\.Create\\(new \\{ (.*) \\}\\);`).exec(text) ?? [];
    const body = fields === undefined ? undefined : readFields(fields, values);
    const answer = await around.send({
      method: method.toUpperCase(),
      // `{a("b")}` is a value; an OData option begins with a plain dollar.
      url: url.replaceAll(/\{([^{}]+)\}/g, (_, expression: string) => asText(read(expression, values))),
      headers: {
        authorization: `${scheme} ${asText(read(bearer, values))}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
      staysAtHost,
      mayBePlain: true,
    });
    const [, asked] = /\bvar (\w+) = await \w+\(Setting/.exec(text) ?? [];
    if (body !== undefined && asked !== undefined) values.set(asked, answer);
    else readItems(text, answer);
  }
  return requests.length;
}

function* readSettings(text: string, { environment, files }: Surroundings): Generator<[string, unknown]> {
  for (const [, name = '', setting = ''] of text.matchAll(/\bvar (\w+) = Setting\("(\w+)"/g)) {
    yield [name, environment[setting]];
  }
  for (const [, name = '', setting = ''] of text.matchAll(
    /\bvar (\w+) = File\.ReadAllText\(Setting\("(\w+)"/g,
  )) {
    yield [name, files[environment[setting] ?? '']?.trim()];
  }
}

/** What the one function is called with becomes its parameters. */
function bindParameters(text: string, values: Map<string, unknown>, { environment }: Surroundings): void {
  const [, name = '', parameters = ''] = /async Task<JsonElement> (\w+)\((.*?)\)/.exec(text) ?? [];
  const [, call = ''] = new RegExp(`= await ${name}\\((.*)\\);`).exec(text) ?? [];
  const given = [...call.matchAll(/Setting\("(\w+)"\)|"(\w+)"/g)];
  for (const [index, parameter] of parameters.split(', ').entries()) {
    const [, setting, literal] = given[index] ?? [];
    values.set(parameter.replace('string ', ''), setting === undefined ? literal : environment[setting]);
  }
}

function readFields(fields: string, values: Map<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(fields.split(', ').map((field) => [field, read(field, values)]));
}

/** `token.GetProperty("baseUrl").GetString()` @throws Error it is not there */
function read(expression: string, values: Map<string, unknown>): unknown {
  const [, name = '', path = ''] =
    /^(\w+)((?:\.GetProperty\("\w+"\))*)(?:\.GetString\(\))?$/.exec(expression) ?? [];
  const value = [...path.matchAll(/"(\w+)"/g)].reduce<unknown>(
    (of, [, property = '']) => (of as Readonly<Record<string, unknown>> | undefined)?.[property],
    values.get(name),
  );
  if (value === undefined) throw new Error(`${expression} is not there`);
  return value;
}

const asText = (value: unknown): string => String(value);

/** The list in the answer, and what is read of each item. @throws Error it is not there */
function readItems(text: string, answer: unknown): void {
  const [, item = '', list = ''] =
    /foreach \(var (\w+) in .*GetProperty\("(\w+)"\)\.EnumerateArray\(\)\)/.exec(text) ?? [];
  const items = (answer as Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>)[list];
  if (items === undefined || items.length === 0) throw new Error(`the answer has no ${list}`);
  for (const [, property = ''] of text.matchAll(new RegExp(`\\b${item}\\.GetProperty\\("(\\w+)"\\)`, 'g'))) {
    if (items.some((one) => one[property] === undefined)) throw new Error(`${item} has no ${property}`);
  }
}
