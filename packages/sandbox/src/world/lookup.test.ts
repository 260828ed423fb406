import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLookup } from './lookup.ts';

interface Thing {
  name: string;
  colour: string;
}

const byColour = createLookup<Thing>(({ colour }) => [colour]);

function namesOf(things: readonly Thing[], colour: string): string[] {
  return byColour(things, colour).map(({ name }) => name);
}

function someThings(): Thing[] {
  return ['red', 'blue', 'red'].map((colour, index) => ({ name: `thing ${index}`, colour }));
}

test('finds every record with a key, in order', () => {
  assert.deepEqual(namesOf(someThings(), 'red'), ['thing 0', 'thing 2']);
  assert.deepEqual(namesOf(someThings(), 'green'), []);
});

test('sees records that were added, taken out or replaced since it was last asked', () => {
  const things = someThings();
  assert.deepEqual(namesOf(things, 'red'), ['thing 0', 'thing 2']);
  things.push({ name: 'thing 3', colour: 'red' });
  assert.deepEqual(namesOf(things, 'red'), ['thing 0', 'thing 2', 'thing 3']);
  things.splice(0, 1);
  assert.deepEqual(namesOf(things, 'red'), ['thing 2', 'thing 3']);
  things.splice(0, 1);
  things.push({ name: 'thing 4', colour: 'blue' });
  assert.deepEqual(namesOf(things, 'blue'), ['thing 4']);
});

test('sees a record that got another key', () => {
  const things = someThings();
  assert.deepEqual(namesOf(things, 'blue'), ['thing 1']);
  for (const thing of things) thing.colour = 'green';
  assert.deepEqual(namesOf(things, 'blue'), []);
  assert.deepEqual(namesOf(things, 'green'), ['thing 0', 'thing 1', 'thing 2']);
});
