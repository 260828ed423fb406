import assert from 'node:assert/strict';
import { widthOf } from '../src/posture-report/terminal/cells.ts';

/** What acts instead of being seen, in every kind of output. */
const unseen = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;

/**
 * Lines for a terminal that holds nothing but letters, none wider than it but those that people copy.
 * @param text without colours
 */
export function assertInertLines(text: string, width: number): void {
  for (const line of text.split('\n')) {
    assert.doesNotMatch(line, unseen);
    const isCopied = /^ {2}[$→] /.test(line);
    assert.ok(isCopied || widthOf(line) <= width, line);
  }
}

/** Everything that a report needs. What stands here can neither load nor run anything: `href` and `content` are looked at besides. */
const allowedTags =
  'html head meta title style body a div header p h1 h2 h3 h4 bdi section dl dt dd code nav ol ul li main article span br svg rect line circle text figure figcaption table caption thead tbody tr th td details summary pre footer';
const allowedAttributes =
  'lang charset http-equiv content name class href id role aria-label aria-labelledby aria-hidden tabindex scope data-label rel width height x y x1 x2 y1 y2 cx cy r text-anchor';

interface Tag {
  readonly name: string;
  readonly isEnd: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}

/** Reads a page as strictly as nobody else does: each `<` begins a tag of a few forms, and no `>` stands elsewhere. */
function readTags(page: string): readonly Tag[] {
  const token = /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?: [a-z0-9-]+="[^"<>]*")*)\/?>|[^<>]+/y;
  const tags: Tag[] = [];
  while (token.lastIndex < page.length) {
    const start = token.lastIndex;
    const match = token.exec(page);
    assert.ok(match, `no HTML of ours: ${page.slice(start, start + 120)}`);
    const [, end, name, attributes = ''] = match;
    if (name === undefined) continue;
    const pairs = [...attributes.matchAll(/ ([a-z0-9-]+)="([^"]*)"/g)].map(
      ([, key = '', value = '']) => [key, value] as const,
    );
    tags.push({ name, isEnd: end === '/', attributes: new Map(pairs) });
  }
  return tags;
}

/** A page of ours, in which nothing runs or loads, and no text turns another. */
export function assertInertHtml(page: string): void {
  const tags = readTags(page);
  const known = { tags: new Set(allowedTags.split(' ')), attributes: new Set(allowedAttributes.split(' ')) };
  for (const { name, attributes } of tags) {
    assert.ok(known.tags.has(name), name);
    for (const [key, value] of attributes) {
      assert.ok(known.attributes.has(key), key);
      if (key === 'href') assert.match(value, /^(#|https:\/\/(?![^/]*@))/);
    }
  }
  const equivalents = tags.flatMap(({ attributes }) => attributes.get('http-equiv') ?? []);
  assert.deepEqual(equivalents, ['Content-Security-Policy']);
  assert.equal(tags.filter(({ name }) => name === 'style').length, 2);
  assertNested(tags);
  assert.doesNotMatch(page.replaceAll('\n', ''), unseen);
}

const withoutEnd = new Set(['meta', 'br', 'rect', 'line', 'circle']);

function assertNested(tags: readonly Tag[]): void {
  const open: string[] = [];
  for (const { name, isEnd } of tags) {
    if (withoutEnd.has(name)) continue;
    if (isEnd) assert.equal(open.pop(), name);
    else open.push(name);
  }
  assert.deepEqual(open, []);
}

/** Every anchor and label is there, and once. */
export function assertLinked(page: string): void {
  const tags = readTags(page);
  const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);
  assert.equal(new Set(ids).size, ids.length, 'an id stands twice');
  const goals = tags.flatMap(({ attributes }) => [
    ...(attributes.get('href')?.startsWith('#') === true ? [attributes.get('href')?.slice(1)] : []),
    ...(attributes.get('aria-labelledby')?.split(' ') ?? []),
  ]);
  for (const goal of goals) assert.ok(ids.includes(goal ?? ''), `nothing is at #${goal}`);
}

/** Reads CSV by RFC 4180, and takes nothing else for it. */
export function readCsv(text: string): readonly (readonly string[])[] {
  assert.ok(text.startsWith('\ufeff'));
  const cell = /"((?:[^"]|"")*)"(,|\r\n)/y;
  cell.lastIndex = 1;
  const rows: string[][] = [];
  let row: string[] = [];
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    assert.ok(match, 'not by RFC 4180');
    const [, value = '', end] = match;
    row.push(value.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** CSV in which no cell is a formula, and every row has the cells of the first. */
export function assertInertCsv(text: string): void {
  const rows = readCsv(text);
  for (const row of rows) {
    assert.equal(row.length, rows[0]?.length);
    for (const value of row) {
      assert.doesNotMatch(value, /^\s*[=+\-@＝＋－＠]/u);
      assert.doesNotMatch(value, unseen);
    }
  }
}
