import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visible } from './visible.ts';

for (const text of [
  '',
  'Contoso',
  'Ümläut & Søn “GmbH”',
  'ООО «Ключ»',
  '株式会社',
  'שלום',
  'می\u200cخواهم',
  '👩\u200d🔧',
  'a\u00a0b',
]) {
  test(`leaves “${text}” as it is`, () => {
    assert.equal(visible(text), text);
  });
}

for (const [what, character, shown] of [
  ['an escape of terminals', '\u001b', '\\u001b'],
  ['the one-character form of such an escape', '\u009b', '\\u009b'],
  ['a line break', '\n', '\\u000a'],
  ['a carriage return', '\r', '\\u000d'],
  ['a tab', '\t', '\\u0009'],
  ['a null', '\u0000', '\\u0000'],
  ['a line separator', '\u2028', '\\u2028'],
  ['a mark that overrides the direction', '\u202e', '\\u202e'],
  ['a mark of Arabic that turns text', '\u061c', '\\u061c'],
  ['a blank without width', '\u200b', '\\u200b'],
  ['a mark of byte order', '\ufeff', '\\ufeff'],
  ['a letter of the hidden alphabet', '\u{e0041}', '\\u{e0041}'],
  ['half a character', '\ud83d', '\\ud83d'],
] as const) {
  test(`shows ${what}`, () => {
    assert.equal(visible(`a${character}b`), `a${shown}b`);
  });
}

test('cuts what is too long where a character begins, and shows that it did', () => {
  assert.equal(visible('abcdef', 4), 'abc…');
  assert.equal(visible('ab😀def', 4), 'ab…');
  assert.equal(visible('x'.repeat(1_000_000)).length, 256);
});

test('leaves at most four marks on one letter', () => {
  assert.equal(visible(`e${'\u0301'.repeat(40)}`), `e${'\u0301'.repeat(4)}…`);
});
