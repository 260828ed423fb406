import { QueryError } from './table.ts';

/** One word of a query. */
export interface Token {
  kind: 'name' | 'text' | 'number' | 'symbol' | 'span';
  /** As it stands there; of a text what is between the quotes. */
  value: string;
}

/** The words of a query, read one after another. */
export interface Tokens {
  /** The next word, which stays there. Undefined at the end. */
  peek(): Token | undefined;
  /** Takes the next word. @throws QueryError at the end */
  next(): Token;
  /** Takes the next word if it is this one. */
  skip(value: string): boolean;
  /** Takes this word. @throws QueryError for another one */
  expect(value: string): void;
  /** Takes a name. @throws QueryError for anything else */
  name(): string;
}

const WORD =
  /(\s+|\/\/[^\n]*)|(?<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<span>\d+[dhms]\b)|(?<number>\d+(?:\.\d+)?\b)|(?<name>[A-Za-z_]\w*)|(?<symbol>==|!=|=~|<=|>=|[|<>(),=])/y;

/** @throws QueryError for a character that no query has */
export function readTokens(query: string): Tokens {
  const words = cutWords(query);
  let at = 0;
  const tokens: Tokens = {
    peek: () => words[at],
    next: () => {
      const word = words[at];
      if (word === undefined) throw new QueryError('Query could not be parsed: it ends too early.');
      at += 1;
      return word;
    },
    skip: (value) => {
      const word = words[at];
      if (word === undefined || word.kind === 'text' || word.value !== value) return false;
      at += 1;
      return true;
    },
    expect: (value) => {
      if (!tokens.skip(value)) throw unexpected(words[at]);
    },
    name: () => {
      const word = tokens.next();
      if (word.kind !== 'name') throw unexpected(word);
      return word.value;
    },
  };
  return tokens;
}

/** Something stands where the sandbox knows no meaning for it. */
export function unexpected(word: Token | undefined): QueryError {
  return new QueryError(`Query could not be parsed at '${word?.value ?? 'the end'}'.`);
}

function cutWords(query: string): Token[] {
  const words: Token[] = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < query.length) {
    const start = WORD.lastIndex;
    const found = WORD.exec(query);
    if (found === null)
      throw new QueryError(`Query could not be parsed at '${query.slice(start, start + 20)}'.`);
    for (const kind of ['text', 'span', 'number', 'name', 'symbol'] as const) {
      const value = found.groups?.[kind];
      if (value === undefined) continue;
      words.push({ kind, value: kind === 'text' ? unquote(value) : value });
    }
  }
  return words;
}

function unquote(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}
