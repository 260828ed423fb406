import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { languages } from '../src/posture-report/words/words.ts';
import type { PostureReport } from '../src/posture-report/report.ts';
import {
  csvTables,
  renderPostureCsv,
  renderPostureHtml,
  renderPostureTable,
  renderTableCsv,
} from '../src/posture-report/index.ts';
import { visible } from '../src/visible.ts';
import { hostileNames, hostileReport } from './a-hostile-world.ts';
import { asSent } from './as-sent.ts';
import { assertInertCsv, assertInertHtml, assertInertLines, assertLinked } from './inert-output.ts';

describe('a report of a tenant in which every name is hostile', () => {
  let report: PostureReport;

  before(async () => {
    report = asSent(await hostileReport());
  });

  for (const language of languages) {
    test(`is inert as a page, at a terminal and as CSV, in ${language}`, () => {
      const page = renderPostureHtml(report, language);
      assertInertHtml(page);
      assertLinked(page);
      assertInertLines(renderPostureTable(report, language, { width: 80, colour: false }), 80);
      assertInertCsv(renderPostureCsv(report, language));
      for (const table of csvTables) {
        const text = renderTableCsv(report, table, language);
        if (text !== undefined) assertInertCsv(text);
      }
    });
  }

  test('shows every one of the names of policies and applications as the letters that it is made of', () => {
    const lines = renderPostureCsv(report, 'en').replaceAll('""', '"');
    for (const name of [...hostileNames.policies, ...hostileNames.applications]) {
      // An application's or policy's name is trimmed by nobody: a report that hides one hides a defect.
      assert.ok(lines.includes(visible(name)), visible(name, 60));
    }
  });
});
