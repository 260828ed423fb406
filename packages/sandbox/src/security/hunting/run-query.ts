import type { Tenant } from '../../world/types.ts';
import type { SecurityData } from '../security-data.ts';
import { getColumn, readConditions } from './conditions.ts';
import { QueryError } from './table.ts';
import type { Cell, Column, Table } from './table.ts';
import { findTable } from './tables.ts';
import { readTokens, unexpected } from './tokens.ts';
import type { Tokens } from './tokens.ts';

const MOST_ROWS = 100_000;

/**
 * Runs a query over a tenant's tables. The sandbox knows a small part of the language: a table, then `where` (comparisons joined
 * by `and`), `project`, `take` or `limit`, `summarize count()` with or without `by`, `top … by`, `order by` or `sort by`. Names are
 * case-sensitive. Whatever else a query holds is refused and never left out of account.
 *
 * @throws QueryError
 */
export function runQuery(data: SecurityData, tenant: Tenant, query: string, now: number): Table {
  const tokens = readTokens(query);
  const name = tokens.name();
  let table = findTable(data, tenant, name, now);
  if (table === undefined)
    throw new QueryError(`Failed to resolve table or column expression named '${name}'.`);
  while (tokens.skip('|')) table = runStep(tokens, table, now);
  const rest = tokens.peek();
  if (rest !== undefined) throw unexpected(rest);
  return { ...table, rows: table.rows.slice(0, MOST_ROWS) };
}

function runStep(tokens: Tokens, table: Table, now: number): Table {
  const step = tokens.next();
  switch (step.value) {
    case 'where':
      return { ...table, rows: table.rows.filter(readConditions(tokens, table.columns, now)) };
    case 'project':
      return project(table, readColumns(tokens, table.columns));
    case 'take':
    case 'limit':
      return { ...table, rows: table.rows.slice(0, readCount(tokens)) };
    case 'summarize':
      return summarize(tokens, table);
    case 'top': {
      const count = readCount(tokens);
      const sorted = sort(tokens, table);
      return { ...sorted, rows: sorted.rows.slice(0, count) };
    }
    case 'order':
    case 'sort':
      return sort(tokens, table);
    default:
      throw unexpected(step);
  }
}

function readColumns(tokens: Tokens, columns: readonly Column[]): Column[] {
  const named: Column[] = [];
  do named.push(getColumn(columns, tokens.name()));
  while (tokens.skip(','));
  return named;
}

function readCount(tokens: Tokens): number {
  const word = tokens.next();
  if (word.kind !== 'number' || !/^\d+$/.test(word.value)) throw unexpected(word);
  return Number(word.value);
}

function project({ rows }: Table, columns: readonly Column[]): Table {
  return {
    columns,
    rows: rows.map((row) => Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]))),
  };
}

/** `[Name =] count() [by Column, …]`: the groups come in the order in which they first appear. */
function summarize(tokens: Tokens, { columns, rows }: Table): Table {
  let label = 'count_';
  if (tokens.peek()?.value !== 'count') {
    label = tokens.name();
    tokens.expect('=');
  }
  for (const word of ['count', '(', ')']) tokens.expect(word);
  const by = tokens.skip('by') ? readColumns(tokens, columns) : [];
  const groups = new Map<string, Record<string, Cell>>();
  for (const row of rows) {
    const cells = by.map(({ name }) => row[name] ?? null);
    const key = JSON.stringify(cells);
    const group = groups.get(key) ?? Object.fromEntries(by.map(({ name }, at) => [name, cells[at] ?? null]));
    group[label] = Number(group[label] ?? 0) + 1;
    groups.set(key, group);
  }
  // Without groups there is always one row, of nothing too.
  if (by.length === 0 && groups.size === 0) groups.set('', { [label]: 0 });
  return { columns: [...by, { name: label, type: 'Int64' }], rows: [...groups.values()] };
}

/** `by Column [asc|desc]`: descending unless told otherwise, as the language has it. */
function sort(tokens: Tokens, table: Table): Table {
  tokens.expect('by');
  const { name } = getColumn(table.columns, tokens.name());
  const isAscending = tokens.skip('asc');
  if (!isAscending) tokens.skip('desc');
  const sign = isAscending ? 1 : -1;
  const rows = table.rows.toSorted((one, other) => sign * order(one[name] ?? null, other[name] ?? null));
  return { ...table, rows };
}

function order(one: Cell, other: Cell): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
}
