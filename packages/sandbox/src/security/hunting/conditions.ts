import { writeInstant } from '../incident.ts';
import { QueryError } from './table.ts';
import type { Cell, Column, ColumnType } from './table.ts';
import { unexpected } from './tokens.ts';
import type { Token, Tokens } from './tokens.ts';

/** Says whether a row is wanted. */
export type RowTest = (row: Readonly<Record<string, Cell>>) => boolean;

type Compare = (found: Cell, wanted: Cell) => boolean;
type Ordered = number | string;

const EVERY: readonly ColumnType[] = ['String', 'DateTime', 'Int64', 'Boolean'];
const IN_ORDER: readonly ColumnType[] = ['DateTime', 'Int64'];
const lower = (cell: Cell): string => String(cell).toLowerCase();

/** The operators, and the types that they go with. Only `==` and `!=` look at upper and lower case. */
const OPERATORS: Readonly<Record<string, { compare: Compare; types: readonly ColumnType[] }>> = {
  '==': { compare: (found, wanted) => found === wanted, types: EVERY },
  '!=': { compare: (found, wanted) => found !== wanted, types: EVERY },
  '<': { compare: (found, wanted) => (found as Ordered) < (wanted as Ordered), types: IN_ORDER },
  '<=': { compare: (found, wanted) => (found as Ordered) <= (wanted as Ordered), types: IN_ORDER },
  '>': { compare: (found, wanted) => (found as Ordered) > (wanted as Ordered), types: IN_ORDER },
  '>=': { compare: (found, wanted) => (found as Ordered) >= (wanted as Ordered), types: IN_ORDER },
  '=~': { compare: (found, wanted) => lower(found) === lower(wanted), types: ['String'] },
  contains: { compare: (found, wanted) => lower(found).includes(lower(wanted)), types: ['String'] },
  startswith: { compare: (found, wanted) => lower(found).startsWith(lower(wanted)), types: ['String'] },
  endswith: { compare: (found, wanted) => lower(found).endsWith(lower(wanted)), types: ['String'] },
};

/**
 * Reads `Column operator literal`, joined by `and`.
 *
 * @param now what `ago(…)` and `now()` are counted from
 * @throws QueryError
 */
export function readConditions(tokens: Tokens, columns: readonly Column[], now: number): RowTest {
  const tests: RowTest[] = [];
  do {
    const column = getColumn(columns, tokens.name());
    const word = tokens.next();
    const operator = Object.hasOwn(OPERATORS, word.value) ? OPERATORS[word.value] : undefined;
    if (operator === undefined || word.kind === 'text') throw unexpected(word);
    if (!operator.types.includes(column.type))
      throw new QueryError(
        `'where' operator: '${word.value}' does not go with the type of '${column.name}'.`,
      );
    const wanted = readLiteral(tokens, column, now);
    tests.push((row) => operator.compare(row[column.name] ?? null, wanted));
  } while (tokens.skip('and'));
  return (row) => tests.every((test) => test(row));
}

/** @throws QueryError for a name that is no column, in another case too */
export function getColumn(columns: readonly Column[], name: string): Column {
  const column = columns.find((one) => one.name === name);
  if (column !== undefined) return column;
  throw new QueryError(`Failed to resolve table or column expression named '${name}'.`);
}

function readLiteral(tokens: Tokens, column: Column, now: number): Cell {
  const word = tokens.next();
  switch (column.type) {
    case 'String':
      if (word.kind === 'text') return word.value;
      break;
    case 'Int64':
      if (word.kind === 'number') return Number(word.value);
      break;
    case 'Boolean':
      if (word.kind === 'name' && ['true', 'false'].includes(word.value)) return word.value === 'true';
      break;
    case 'DateTime':
      return readInstant(tokens, word, now);
  }
  throw new QueryError(`'where' operator: '${word.value}' cannot be compared with '${column.name}'.`);
}

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** `ago(7d)`, `now()` or `datetime("2026-01-31T12:00:00Z")`. */
function readInstant(tokens: Tokens, word: Token, now: number): string {
  if (word.kind !== 'name' || !['ago', 'now', 'datetime'].includes(word.value)) throw unexpected(word);
  tokens.expect('(');
  let at = now;
  if (word.value === 'ago') {
    const { kind, value } = tokens.next();
    if (kind !== 'span') throw unexpected({ kind, value });
    at = now - Number(value.slice(0, -1)) * (UNIT_MS[value.slice(-1)] ?? 0);
  }
  if (word.value === 'datetime') at = readDate(tokens.next());
  tokens.expect(')');
  return writeInstant(Math.max(0, at)).replace(/3333Z$/, '0000Z');
}

function readDate(word: Token): number {
  const at =
    word.kind === 'text' && /^\d{4}-\d\d-\d\d/.test(word.value) ? Date.parse(word.value) : Number.NaN;
  if (Number.isNaN(at)) throw unexpected(word);
  return at;
}
