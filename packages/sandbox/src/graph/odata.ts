import type { SandboxParts } from '../parts.ts';
import { GraphError } from './graph-error.ts';
import { cutPage } from './paging.ts';
import type { PageSizes } from './paging.ts';

/** One object as Graph shows it. */
export type Entity = Record<string, unknown>;

/** What is called `@odata.context`. */
export function contextOf({ origins }: SandboxParts, path: string): { '@odata.context': string } {
  return { '@odata.context': `${origins.graph}/v1.0/$metadata#${path}` };
}

/** One object, with its context and what `$select` wants of it. */
export function writeEntity(parts: SandboxParts, path: string, entity: Entity, url?: URL): Entity {
  return {
    ...contextOf(parts, `${path}/$entity`),
    ...select(entity, url?.searchParams.get('$select') ?? null),
  };
}

/**
 * One page of a list: `$top`, `$skiptoken` and `$select`.
 *
 * @throws GraphError 400
 */
export function writeList<T>(
  parts: SandboxParts,
  path: string,
  url: URL,
  list: readonly T[],
  write: (item: T) => Entity,
  sizes?: PageSizes,
): Entity {
  const { items, nextLink } = cutPage(parts.origins.graph, url, list, sizes);
  return {
    ...contextOf(parts, path),
    ...(nextLink === undefined ? {} : { '@odata.nextLink': nextLink }),
    value: items.map((item) => select(write(item), url.searchParams.get('$select'))),
  };
}

/**
 * Reads a `$filter` of the form `a eq 'x' and b eq 'y'`.
 *
 * @param properties the properties that may stand in it
 * @returns a test for an object as Graph shows it
 * @throws GraphError 400 for any other form
 */
export function readFilter(url: URL, properties: readonly string[]): (entity: Entity) => boolean {
  const filter = url.searchParams.get('$filter');
  if (filter === null) return () => true;
  const found = [...filter.matchAll(CLAUSE)];
  if (found.map(([clause]) => clause).join('') !== filter) throw unsupported(properties);
  const clauses = found.map(([, name = '', value = '']) => {
    if (properties.includes(name)) return { name, value: value.replaceAll("''", "'") };
    throw unsupported(properties);
  });
  return (entity) => clauses.every(({ name, value }) => isEqual(valueAt(entity, name), value));
}

/** `a eq 'x'`, with what joins it to the next one. A quote inside of a text is doubled. */
const CLAUSE = /\s*(\w+(?:\/\w+)?)\s+eq\s+'((?:[^']|'')*)'(?:\s+and(?=\s)|\s*$)/gy;

function unsupported(properties: readonly string[]): GraphError {
  const supported = properties.map((one) => `${one} eq '…'`).join(', ');
  return new GraphError(
    400,
    'Request_UnsupportedQuery',
    `Unsupported or invalid query filter clause. The sandbox knows ${supported}, joined with and.`,
  );
}

/**
 * Refuses query options of OData that the sandbox would leave out of account.
 *
 * @throws GraphError 400
 */
export function assertNoQuery({ searchParams }: URL, names: readonly string[]): void {
  const found = names.find((name) => searchParams.has(name));
  if (found !== undefined)
    throw new GraphError(400, 'Request_UnsupportedQuery', `The sandbox does not know ${found} here.`);
}

/** `customer/tenantId` is a property of a property. */
function valueAt(entity: Entity, name: string): unknown {
  return name
    .split('/')
    .reduce<unknown>(
      (at, part) => (typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined),
      entity,
    );
}

/** Ids are GUIDs, whose letters may be of either case. */
function isEqual(found: unknown, wanted: string): boolean {
  return typeof found === 'string' && found.toLowerCase() === wanted.toLowerCase();
}

function select(entity: Entity, names: string | null): Entity {
  if (names === null) return entity;
  const wanted = names.split(',').map((name) => name.trim().toLowerCase());
  return Object.fromEntries(Object.entries(entity).filter(([name]) => wanted.includes(name.toLowerCase())));
}
