import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plain } from './plain.ts';

for (const text of [
  '',
  'Contoso',
  'Ümläut & Søn “GmbH”',
  'ООО «Ключ»',
  '株式会社',
  '🔑',
  'می\u200cخواهم',
  '👩\u200d🔧',
  'שלום',
  'a\u00a0b',
]) {
  test(`leaves “${text}” as it is`, () => {
    assert.equal(plain(text), text);
  });
}

for (const [what, character, shown] of [
  ['an escape, which starts commands of the terminal', '\u001b', '\\u001b'],
  ['the one-character form of such a command', '\u009b', '\\u009b'],
  ['a line break', '\n', '\\u000a'],
  ['a carriage return, which overwrites the line', '\r', '\\u000d'],
  ['a tab', '\t', '\\u0009'],
  ['a backspace', '\b', '\\u0008'],
  ['a bell', '\u0007', '\\u0007'],
  ['a null', '\u0000', '\\u0000'],
  ['a delete', '\u007f', '\\u007f'],
  ['a mark that turns text to the right', '\u200f', '\\u200f'],
  ['a mark that overrides the direction', '\u202e', '\\u202e'],
  ['a mark of Arabic that turns text', '\u061c', '\\u061c'],
  ['a line separator', '\u2028', '\\u2028'],
  ['a blank without width', '\u200b', '\\u200b'],
  ['a mark of byte order', '\ufeff', '\\ufeff'],
  ['a letter of the hidden alphabet', '\u{e0041}', '\\u{e0041}'],
  ['half a character', '\ud83d', '\\ud83d'],
  ['a mark that isolates a direction', '\u2066', '\\u2066'],
] as const) {
  test(`shows ${what}`, () => {
    assert.equal(plain(`a${character}b`), `a${shown}b`);
  });
}

test('shows every one of them, and not the first alone', () => {
  assert.equal(plain('\u001b[2J\u001b[H\r\n'), '\\u001b[2J\\u001b[H\\u000d\\u000a');
});

test('leaves no control character in any text', () => {
  const all = Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)).join('');
  assert.doesNotMatch(plain(all), /\p{Cc}/u);
});
