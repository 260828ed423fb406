import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRowReader } from './read-changed.ts';

interface Row {
  readonly name: string;
  readonly size: number | null;
}

function aReader(limit: number) {
  const looked: Row[] = [];
  const read = createRowReader(limit, (row: Row) => {
    looked.push(row);
    return { text: `${row.name} ${row.size}` };
  });
  return { read, looked };
}

test('a row that stands as it stood is looked through once', () => {
  const { read, looked } = aReader(2);
  const first = read('a', { name: 'one', size: null });
  assert.equal(read('a', { name: 'one', size: null }), first);
  assert.equal(looked.length, 1);
});

test('a row is read anew whichever of its columns has changed, and when it has changed back', () => {
  const { read } = aReader(2);
  const rows: readonly Row[] = [
    { name: 'one', size: null },
    { name: 'one', size: 1 },
    { name: 'two', size: 1 },
    { name: 'one', size: null },
  ];
  for (const row of rows) assert.equal(read('a', row).text, `${row.name} ${row.size}`);
});

test('rows of several keys do not stand for each other, and no more are kept than may be', () => {
  const { read, looked } = aReader(2);
  for (const name of ['a', 'b', 'c']) assert.equal(read(name, { name, size: 1 }).text, `${name} 1`);
  for (const name of ['c', 'b']) read(name, { name, size: 1 });
  assert.equal(looked.length, 3);
  read('a', { name: 'a', size: 1 });
  assert.equal(looked.length, 4);
});
