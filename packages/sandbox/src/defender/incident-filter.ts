import type { Incident } from '../security/incident.ts';
import { DefenderError } from './defender-error.ts';

/** Says whether an incident is asked for. */
export type IncidentTest = (incident: Incident) => boolean;

const INSTANTS = ['lastUpdateTime', 'createdTime'] as const;
const TEXTS = ['status', 'assignedTo'] as const;
const TOKEN = /\s*(?:(\(|\))|('(?:[^']|'')*')|([^\s()']+))/y;

/**
 * Reads a `$filter` of incidents: comparisons of `lastUpdateTime` and `createdTime` (`eq`, `ge`, `gt`, `le`, `lt`) and of `status` and
 * `assignedTo` (`eq`), joined by `and` and `or`, with parentheses.
 *
 * @throws DefenderError `ODataError` for any other field or form; severity is one of them
 */
export function readIncidentFilter(filter: string): IncidentTest {
  const tokens = readTokens(filter);
  const test = readOr(tokens);
  if (tokens.length > 0) throw invalid(`'${tokens[0]}' is not expected`);
  return test;
}

function readTokens(filter: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < filter.trimEnd().length) {
    const [found] = TOKEN.exec(filter) ?? [];
    if (found === undefined) throw invalid('a quote is not closed');
    tokens.push(found.trim());
  }
  return tokens;
}

/** `and` binds more than `or`. */
function readOr(tokens: string[]): IncidentTest {
  const tests = [readAnd(tokens)];
  while (tokens[0] === 'or') {
    tokens.shift();
    tests.push(readAnd(tokens));
  }
  return (incident) => tests.some((test) => test(incident));
}

function readAnd(tokens: string[]): IncidentTest {
  const tests = [readOne(tokens)];
  while (tokens[0] === 'and') {
    tokens.shift();
    tests.push(readOne(tokens));
  }
  return (incident) => tests.every((test) => test(incident));
}

function readOne(tokens: string[]): IncidentTest {
  const name = tokens.shift();
  if (name === '(') {
    const test = readOr(tokens);
    if (tokens.shift() !== ')') throw invalid('a parenthesis is not closed');
    return test;
  }
  const operator = tokens.shift() ?? '';
  const literal = tokens.shift() ?? '';
  const instant = INSTANTS.find((one) => one === name);
  if (instant !== undefined) return readComparison(instant, operator, literal);
  const text = TEXTS.find((one) => one === name);
  if (text === undefined)
    throw invalid(`'${name ?? ''}' cannot be filtered by; ${[...INSTANTS, ...TEXTS].join(', ')} can`);
  if (operator !== 'eq') throw invalid(`'${operator}' does not go with '${text}'`);
  const wanted = readText(literal);
  return (incident) => incident[text] === wanted;
}

function readText(literal: string): string | null {
  if (literal === 'null') return null;
  if (!/^'.*'$/s.test(literal)) throw invalid(`${literal} is no text in quotes`);
  return literal.slice(1, -1).replaceAll("''", "'");
}

/** Instants of one form are in order as texts are. */
const COMPARE: Readonly<Record<string, (found: string, wanted: string) => boolean>> = {
  eq: (found, wanted) => found === wanted,
  ge: (found, wanted) => found >= wanted,
  gt: (found, wanted) => found > wanted,
  le: (found, wanted) => found <= wanted,
  lt: (found, wanted) => found < wanted,
};

function readComparison(name: (typeof INSTANTS)[number], operator: string, literal: string): IncidentTest {
  const compare = Object.hasOwn(COMPARE, operator) ? COMPARE[operator] : undefined;
  if (compare === undefined) throw invalid(`'${operator}' is no operator`);
  const wanted = readInstant(literal);
  return (incident) => compare(incident[name], wanted);
}

/** An instant without quotes, with up to seven digits behind the second, as OData writes it. */
function readInstant(literal: string): string {
  const [, date = '', time = '', fraction = '', zone = ''] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,7}))?(Z|[+-]\d\d:\d\d))$/i.exec(literal) ?? [];
  const at = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  if (Number.isNaN(at)) throw invalid(`${literal} is no instant such as 2026-01-31T12:00:00Z`);
  return `${new Date(at).toISOString().slice(0, 19)}.${fraction.padEnd(7, '0')}Z`;
}

function invalid(what: string): DefenderError {
  return new DefenderError('ODataError', `The $filter is not good: ${what}.`);
}
