import { ConsentryError } from '../../errors.ts';
import type { OutgoingRequest } from '../../ports.ts';
import { type Filter, writeFilter } from './filter.ts';
import type { Operation } from './operation.ts';
import type { QueryValue } from './operation-types.ts';

/** What fills the gaps of a row. */
export interface Filling {
  /** In the order of the path. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, QueryValue | Filter | undefined>>;
}

/** The names in a row’s request, in their order. */
export interface RequestNames {
  readonly method: OutgoingRequest['method'];
  readonly path: readonly string[];
  /** With what is sent always, where it is no name. */
  readonly query: readonly { readonly name: string; readonly fixed?: string; readonly isRequired: boolean }[];
  readonly template: string;
}

/** Takes a row’s request apart. */
export function readRequest(request: Operation['request']): RequestNames {
  const [, method, rest = ''] = /^(\w+) (.*)$/.exec(request) ?? [];
  const [template = '', fixedQuery = ''] = rest.replace(/\{[?&][^}]*\}/, '').split('?');
  const [, optional = ''] = /\{[?&]([^}]*)\}/.exec(rest) ?? [];
  const given = split(fixedQuery, '&').map((pair) => {
    const [name = '', value = ''] = pair.split('=');
    return value === `{${name}}` ? { name, isRequired: true } : { name, fixed: value, isRequired: true };
  });
  return {
    method: method as OutgoingRequest['method'],
    path: [...template.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name),
    query: [...given, ...split(optional, ',').map((name) => ({ name, isRequired: false }))],
    template,
  };
}

const split = (text: string, by: string): string[] => (text === '' ? [] : text.split(by));

/**
 * Fills a row’s request.
 *
 * @throws ConsentryError `path_refused` for an id that is empty or would make another path of it
 */
export function fillRequest({ path, query, template }: RequestNames, filling: Filling): string {
  const values = [...filling.path];
  let filled = template;
  for (const name of path) filled = filled.replace(`{${name}}`, () => readSegment(name, values.shift()));
  const pairs = query.flatMap(({ name, fixed }) =>
    writeValue(fixed ?? filling.query[name]).map((value) => `${name}=${encodeURIComponent(value)}`),
  );
  return pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`;
}

function readSegment(name: string, value: unknown): string {
  if (typeof value === 'string' && !/^\.{0,2}$|[/\\%?#\p{Cc}\s]/u.test(value))
    return encodeURIComponent(value);
  throw new ConsentryError('path_refused', {
    message: `The ${name} is no id: it is empty, or could mean another path.`,
    remedy: 'Give the id as Partner Center gave it.',
    facts: { parameter: name },
  });
}

function writeValue(value: QueryValue | Filter | undefined): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value as readonly string[];
  return [typeof value === 'object' ? writeFilter(value as Filter) : String(value)];
}
