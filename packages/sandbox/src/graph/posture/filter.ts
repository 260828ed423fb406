import { GraphError } from '../graph-error.ts';
import type { Entity } from '../odata.ts';

type Value = string | number | boolean | null;

/** One clause of a filter: `name operator value`, or that a list has a value. */
interface Clause {
  name: string;
  holds(found: unknown): boolean;
}

const OPERATORS: Record<string, (found: Value, wanted: Value) => boolean> = {
  eq: (found, wanted) => found === wanted,
  ne: (found, wanted) => found !== wanted,
  ge: (found, wanted) => found !== null && wanted !== null && found >= wanted,
  gt: (found, wanted) => found !== null && wanted !== null && found > wanted,
  le: (found, wanted) => found !== null && wanted !== null && found <= wanted,
  lt: (found, wanted) => found !== null && wanted !== null && found < wanted,
};

const COMPARISON = /^\s*([\w/]+)\s+(eq|ne|ge|gt|le|lt)\s+('[^']*'|[\w:.+-]+)\s*$/;
const ANY = /^\s*(\w+)\/any\(\s*(\w+)\s*:\s*(\w+)\s+eq\s+'([^']*)'\s*\)\s*$/;

/**
 * Reads a `$filter` of comparisons joined with `and`: texts, numbers, true and false, null, instants, and `list/any(x: x eq '…')`.
 *
 * @param properties the properties that may stand in it
 * @returns a test for an object as Graph shows it
 * @throws GraphError 400 for any other form
 */
export function readConditions(
  url: URL,
  properties: readonly string[],
): ((entity: Entity) => boolean) | undefined {
  const filter = url.searchParams.get('$filter');
  if (filter === null) return undefined;
  const clauses = filter.split(/\s+and\s+/).map((clause) => readClause(clause, properties));
  return (entity) => clauses.every(({ name, holds }) => holds(valueAt(entity, name)));
}

function readClause(clause: string, properties: readonly string[]): Clause {
  const [, name = '', operator = '', literal = ''] = COMPARISON.exec(clause) ?? [];
  const compare = OPERATORS[operator];
  const wanted = readLiteral(literal);
  if (compare !== undefined && wanted !== undefined && properties.includes(name)) {
    return { name, holds: (found) => compare(comparable(found), comparable(wanted)) };
  }
  const [, list = '', variable, again, text = ''] = ANY.exec(clause) ?? [];
  if (variable !== undefined && variable === again && properties.includes(list)) {
    return { name: list, holds: (found) => Array.isArray(found) && found.includes(text) };
  }
  const known = `The sandbox knows comparisons of ${properties.join(', ')}, joined with and.`;
  throw new GraphError(
    400,
    'Request_UnsupportedQuery',
    `Unsupported or invalid query filter clause. ${known}`,
  );
}

function readLiteral(literal: string): Value | undefined {
  if (literal.startsWith("'")) return literal.slice(1, -1);
  if (literal === 'true' || literal === 'false') return literal === 'true';
  if (literal === 'null') return null;
  if (/^-?\d+$/.test(literal)) return Number(literal);
  return /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(literal) && !Number.isNaN(Date.parse(literal))
    ? literal
    : undefined;
}

/** Instants compare as numbers, and texts in any case. */
function comparable(value: unknown): Value {
  if (typeof value === 'string') {
    return /^\d{4}-\d\d-\d\d(T|$)/.test(value) ? Date.parse(value) : value.toLowerCase();
  }
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** `status/errorCode` is a property of a property. */
function valueAt(entity: Entity, name: string): unknown {
  let at: unknown = entity;
  for (const part of name.split('/')) {
    at = typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined;
  }
  return at;
}
