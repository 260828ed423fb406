import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Asked, chooseLanguage, wordsFor } from './words-of.ts';

const asked = (target: string, accepted?: string, fields?: string): Asked => ({
  raw: { target, header: (name) => (name === 'accept-language' ? accepted : undefined) },
  fields: fields === undefined ? undefined : new URLSearchParams(fields),
});

for (const [accepted, language] of [
  [undefined, 'en'],
  ['', 'en'],
  ['nl', 'nl'],
  ['nl-BE', 'nl'],
  ['SV-se', 'sv'],
  ['fr-FR, sv-SE;q=0.8, nl;q=0.9', 'nl'],
  ['nl;q=0, sv', 'sv'],
  ['de;q=1, *;q=0.1', 'en'],
  ['nl;q=2', 'en'],
  [`${'fr,'.repeat(400)}nl`, 'en'],
] as const) {
  test(`of “${(accepted ?? 'no header').slice(0, 40)}” the browser gets ${language}`, () => {
    assert.equal(chooseLanguage(accepted), language);
  });
}

for (const [what, request, language] of [
  ['what was chosen, before all else', asked('/x?language=sv', 'nl', 'state=a.en'), 'sv'],
  ['the sign-in that a person comes back from, before the browser', asked('/x', 'sv', 'state=a.nl'), 'nl'],
  ['that sign-in in a query too', asked('/x?state=a.nl', 'sv'), 'nl'],
  ['the browser', asked('/x', 'sv'), 'sv'],
  ['nothing that is no language here', asked('/x?language=fr', 'nl'), 'nl'],
  ['nothing that is a name of the language’s own', asked('/x?language=constructor', 'nl'), 'nl'],
  ['nothing that stands twice', asked('/x?language=sv&language=nl', 'en'), 'en'],
  ['no language of a state that there is not', asked('/x', 'sv', 'state=a.xx'), 'sv'],
] as const) {
  test(`heeds ${what}`, () => {
    assert.equal(wordsFor(request).language, language);
  });
}
