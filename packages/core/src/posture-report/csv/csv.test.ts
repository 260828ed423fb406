import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { aHostileReport, chanceOf } from '../../../test/a-hostile-report.ts';
import { aPostureReport } from '../../../test/a-posture-report.ts';
import { languages } from '../words/words.ts';
import { toCsv } from './csv.ts';
import { renderPostureCsv } from './render-posture-csv.ts';
import { csvTables, renderTableCsv } from './render-table-csv.ts';

/** Reads CSV by RFC 4180, and takes nothing else for it. */
function readCsv(text: string): readonly (readonly string[])[] {
  assert.ok(text.startsWith('\ufeff'));
  const cell = /"((?:[^"]|"")*)"(,|\r\n)/y;
  cell.lastIndex = 1;
  const rows: string[][] = [];
  let row: string[] = [];
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    assert.ok(match, 'not by RFC 4180');
    const [, value = '', end] = match;
    row.push(value.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

function assertInert(text: string): void {
  const rows = readCsv(text);
  for (const row of rows) {
    assert.equal(row.length, rows[0]?.length);
    for (const value of row) {
      assert.doesNotMatch(value, /^\s*[=+\-@＝＋－＠]/u);
      assert.doesNotMatch(value, /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
    }
  }
}

describe('CSV', () => {
  for (const [what, text, shown] of [
    ['a formula', '=1+1', "'=1+1"],
    ['a formula with plus', '+1', "'+1"],
    ['a formula with minus', '-1', "'-1"],
    ['a formula with at', '@SUM(A1)', "'@SUM(A1)"],
    ['a formula behind a blank', '  =1', "'  =1"],
    ['a formula in wide letters', '＝1', "'＝1"],
    ['an address', 'a@contoso.example', 'a@contoso.example'],
    ['quotes and commas', 'a "b", c', 'a "b", c'],
    ['a semicolon before a formula', 'a;=1', 'a;=1'],
  ] as const) {
    test(`shows ${what}`, () => {
      assert.deepEqual(readCsv(toCsv(['a'], [[text]])), [['a'], [shown]]);
    });
  }

  test('cuts what Excel does not take', () => {
    const [, row] = readCsv(toCsv(['a'], [['x'.repeat(40_000)]]));
    assert.equal(row?.[0]?.length, 32_000);
  });

  for (const language of languages) {
    test(`is inert whatever a tenant’s names are, in ${language}`, () => {
      for (let seed = 1; seed <= 60; seed += 1) {
        const report = aHostileReport(chanceOf(seed));
        assertInert(renderPostureCsv(report, language));
        for (const table of csvTables) {
          const text = renderTableCsv(report, table, language);
          if (text !== undefined) assertInert(text);
        }
      }
    });
  }

  test('has a row for each finding, and those that are gone at the end', () => {
    const rows = readCsv(renderPostureCsv(aPostureReport(), 'en'));
    const [headings = [], ...findings] = rows;
    const [state, id] = ['Change', 'Id'].map((heading) => headings.indexOf(heading));
    const told = findings.map((row) => `${row[id ?? 0]} ${row[state ?? 0]}`);
    assert.equal(told.length, 11);
    assert.equal(told[0], 'account_not_covered worse');
    assert.deepEqual(told.slice(-2), [
      'policy_persistent_browser fixed',
      'score_requirement_not_met not seen',
    ]);
  });

  test('has a row for each account, application, method, person and grant', () => {
    const counts = csvTables.map((table) => {
      const text = renderTableCsv(aPostureReport(), table, 'en');
      return readCsv(text ?? assert.fail(table)).length - 1;
    });
    assert.deepEqual(counts, [3, 2, 3, 1, 4]);
  });

  test('is not there for a table that could not be read', () => {
    const report = aPostureReport({ tables: {} });
    const without = csvTables.filter((table) => renderTableCsv(report, table, 'en') === undefined);
    assert.deepEqual(without, ['accounts', 'applications', 'methods', 'portal']);
  });
});
