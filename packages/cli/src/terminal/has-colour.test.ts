import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasColour } from './has-colour.ts';

for (const [what, isTTY, environment, expected] of [
  ['a terminal', true, {}, true],
  ['a pipe', undefined, {}, false],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
  ['a terminal that shows none', true, { TERM: 'dumb' }, false],
  ['a pipe with FORCE_COLOR', undefined, { FORCE_COLOR: '1' }, true],
  ['a terminal with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
  ['both', true, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
] as const) {
  test(`${expected ? 'shows' : 'leaves out'} colours: ${what}`, () => {
    assert.equal(hasColour({ isTTY }, environment), expected);
  });
}
