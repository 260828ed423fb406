import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createState, findStateLanguage } from './state.ts';

const random = { bytes: (length: number) => new Uint8Array(length).fill(7) };
const answer = (state: string): URLSearchParams => new URLSearchParams({ state });

test('brings the language of the reader back with the answer, behind 256 bits', () => {
  const state = createState(random, 'nl');
  assert.match(state, /^[A-Za-z0-9_-]{43}\.nl$/);
  assert.equal(findStateLanguage(answer(state)), 'nl');
});

test('is nothing but 256 bits where no language is known', () => {
  const state = createState(random, undefined);
  assert.match(state, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(findStateLanguage(answer(state)), undefined);
});

for (const [what, fields] of [
  ['no state', ''],
  ['a state that stands twice', 'state=a.nl&state=b.nl'],
  ['a state that is too long', `state=${'a'.repeat(600)}.nl`],
  ['what is no tag', 'state=a.%22%3E%3Cscript'],
] as const) {
  test(`reads no language of ${what}`, () => {
    assert.equal(findStateLanguage(new URLSearchParams(fields)), undefined);
  });
}
