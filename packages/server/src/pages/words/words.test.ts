import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aadstsNumbers, type ErrorCode } from '@consentry/core';
import { endpoints, refusalsOf } from '@consentry/core/contract';
import { languages } from './words.ts';
import { wordsOf } from './words-of.ts';

/** Every word by its path; of a sentence with values, what it makes of values that tell themselves apart. */
function leavesOf(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const made: unknown = (value as (...values: readonly string[]) => unknown)('«1»', '«2»', '«3»');
    return leavesOf(made, `${path}()`);
  }
  assert.ok(typeof value === 'object' && value !== null, path);
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, `${path}/${key}`));
}

const english = new Map(leavesOf(wordsOf('en')));

/** Names, and words that are the same in another language. */
const sameInBoth: readonly string[] = [
  'Account',
  'Azure Resource Manager',
  'Code',
  'Consentry',
  'Microsoft Defender XDR',
  'Microsoft Graph',
  'Organisation',
  'Partner Center',
];

const marksIn = (text: string): readonly string[] => (text.match(/«\d»/g) ?? []).toSorted();
const linksIn = (text: string): readonly string[] =>
  (text.match(/https?:\/\/[^\s,;)]+[^\s,;).]/g) ?? []).toSorted();

for (const language of languages.filter((one) => one !== 'en')) {
  const words = new Map(leavesOf(wordsOf(language)));

  test(`${language} has every word that English has, and none more`, () => {
    const paths = (of: ReadonlyMap<string, string>) => [...of.keys()].toSorted();
    assert.deepEqual(paths(words), paths(english));
  });

  test(`${language} says nothing in English`, () => {
    const left = [...words].filter(
      ([path, text]) => text === english.get(path) && !sameInBoth.includes(text),
    );
    assert.deepEqual(left, []);
  });

  test(`${language} puts the same values, and the same links, into each sentence`, () => {
    for (const [path, text] of words) {
      const there = english.get(path) ?? '';
      assert.deepEqual(marksIn(text), marksIn(there), path);
      assert.deepEqual(linksIn(text), linksIn(there), path);
    }
  });
}

for (const language of languages) {
  const { refused, ...words } = wordsOf(language);

  test(`${language} leaves no word empty, and none with spaces at its ends or straight quotes`, () => {
    assert.equal(words.language, language);
    for (const [path, text] of leavesOf({ ...words, refused })) {
      assert.ok(text !== '' && text === text.trim() && !/ {2}|["']|undefined/.test(text), `${path}: ${text}`);
    }
  });

  test(`${language} ends what happened and what to do as sentences`, () => {
    for (const [path, text] of leavesOf({
      codes: refused.codes,
      number: refused.aadsts,
      cases: refused.aadstsRemedies,
    }))
      assert.match(text, /[.?]$/, path);
  });

  test(`${language} knows every number of Microsoft’s that is known here`, () => {
    assert.deepEqual(Object.keys(refused.aadsts).map(Number), aadstsNumbers.map(Number));
  });

  test(`${language} has words for exactly the refusals that a page for people may show`, () => {
    const pages = Object.values(endpoints).filter(
      ({ listener, response }) => listener === 'public' && response === 'page',
    );
    const codes: readonly ErrorCode[] = ['path_refused', 'method_not_allowed', ...pages.flatMap(refusalsOf)];
    assert.deepEqual(Object.keys(refused.codes).toSorted(), [...new Set(codes)].toSorted());
  });
}
