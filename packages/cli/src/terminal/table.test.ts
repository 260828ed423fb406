import assert from 'node:assert/strict';
import { test } from 'node:test';
import { table } from './table.ts';

test('makes columns as wide as their widest cell', () => {
  const lines = table(
    ['id', 'name'],
    [
      ['1', 'Contoso'],
      ['1000', 'A'],
    ],
  ).split('\n');
  assert.deepEqual(lines, ['id    name', '────  ───────', '1     Contoso', '1000  A']);
});

test('ends no line with a blank', () => {
  const lines = table(
    ['a', 'b'],
    [
      ['long cell', ''],
      ['', ''],
    ],
  ).split('\n');
  assert.deepEqual(
    lines.filter((line) => /\s$/.test(line)),
    [],
  );
});

test('shows the headings alone when there are no rows', () => {
  assert.equal(table(['id', 'name'], []), 'id  name\n──  ────');
});

test('keeps a row on one line and a column in its place whatever its cells hold', () => {
  const lines = table(['name', 'state'], [['Con\ntoso\u001b[2J', 'healthy']]).split('\n');
  assert.equal(lines.length, 3);
  assert.equal(lines[2], 'Con\\u000atoso\\u001b[2J  healthy');
  assert.equal(lines[0]?.indexOf('state'), lines[2]?.indexOf('healthy'));
});
