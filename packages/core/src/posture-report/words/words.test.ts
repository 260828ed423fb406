import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { errorTable } from '../../error-table.ts';
import { type FindingId, findingTable } from '../../posture/findings/finding-table.ts';
import { sourceTable } from '../../posture/sources/source-table.ts';
import { isReadCode } from './read-codes.ts';
import { findLanguage, wordsOf } from './words-of.ts';
import { languages } from './words.ts';

const ids = Object.keys(findingTable) as FindingId[];
const translations = languages.filter((language) => language !== 'en');

describe('the words of a report', () => {
  for (const language of translations) {
    const table = wordsOf(language).findings.table;

    test(`say every finding in ${language}, in words of its own`, () => {
      assert.deepEqual(Object.keys(table ?? {}).toSorted(), ids.toSorted());
      const borrowed = ids.filter((id) => table?.[id].title === findingTable[id].title);
      assert.deepEqual(borrowed, []);
      const titles = ids.map((id) => table?.[id].title);
      assert.equal(new Set(titles).size, titles.length, 'two findings say the same');
    });

    test(`keep addresses, numbers and names of Microsoft’s pages in ${language}`, () => {
      const kept =
        /https?:\/\/[\w./-]*\w|\(\d+\)|\b(?:Microsoft )?[A-Z][\w-]+(?: [a-z&]+)* [A-Z]\w+ admin center|> [A-Z][\w& -]*\w/g;
      for (const id of ids) {
        const own: { readonly title: string; readonly remedy: { readonly steps: string } } = findingTable[id];
        const translated = table?.[id];
        for (const piece of `${own.title} ${own.remedy.steps}`.match(kept) ?? []) {
          const segment = piece.replace(/^> /, '').split(/[:(]/)[0]?.trim() ?? '';
          assert.ok(`${translated?.title} ${translated?.steps}`.includes(segment), `${id}: ${segment}`);
        }
      }
    });
  }

  test('know every refusal of an API, the identity provider and the vault', () => {
    const codes = Object.keys(errorTable).filter((code) => /^(api|idp|vault|secret)_/.test(code));
    const outside = new Set(['api_changed', 'vault_move_running', 'secret_too_large']);
    assert.deepEqual(
      codes.filter((code) => !isReadCode(code) && !outside.has(code)),
      [],
    );
  });

  test('have a permission in words where its source is told in words', () => {
    for (const language of translations) {
      const permissions = wordsOf(language).unread.remedies?.permission ?? {};
      const told = Object.entries(sourceTable).filter(([, { needs }]) => needs.includes(' '));
      assert.deepEqual(told.map(([name]) => name).toSorted(), Object.keys(permissions).toSorted());
    }
  });

  for (const [tag, language] of [
    ['nl', 'nl'],
    ['nl-BE', 'nl'],
    ['sv_SE.UTF-8', 'sv'],
    ['EN', 'en'],
    ['de', undefined],
    ['', undefined],
  ] as const) {
    test(`are had in ${language ?? 'no language'} for ‘${tag}’`, () => {
      assert.equal(findLanguage(tag), language);
    });
  }
});
