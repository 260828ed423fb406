import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { aHostileReport, chanceOf } from '../../../test/a-hostile-report.ts';
import { aPostureReport } from '../../../test/a-posture-report.ts';
import type { PostureReport } from '../report.ts';
import { languages } from '../words/words.ts';
import { widthOf, wrap } from './cells.ts';
import { renderPostureTable } from './render-posture-table.ts';

// oxlint-disable-next-line no-control-regex -- escapes are what is looked for
const colours = /\u001b\[\d{1,2}m/g;

function render(report: PostureReport, width = 80): string {
  return renderPostureTable(report, 'en', { width, colour: false });
}

describe('a report at a terminal', () => {
  for (const language of languages) {
    test(`keeps its lines whatever a tenant’s names are, in ${language}`, () => {
      for (let seed = 1; seed <= 60; seed += 1) {
        const report = aHostileReport(chanceOf(seed));
        for (const width of [20, 40, 80, 200]) {
          const text = renderPostureTable(report, language, { width, colour: false });
          for (const line of text.split('\n')) {
            assert.doesNotMatch(
              line,
              /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u,
            );
            const isCopied = /^ {2}[$→] /.test(line);
            assert.ok(isCopied || widthOf(line) <= Math.min(120, Math.max(40, width)), line);
          }
        }
      }
    });
  }

  test('writes colours and no other escape, and the same words with them', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const report = aHostileReport(chanceOf(seed));
      const coloured = renderPostureTable(report, 'en', { width: 80, colour: true });
      assert.equal(coloured.replaceAll(colours, ''), render(report));
    }
  });

  test('says first whether it is met, then the shares', () => {
    const lines = render(aPostureReport()).split('\n');
    assert.equal(lines[0], 'Partner security requirements · Contoso');
    assert.match(lines.join('\n'), /^Not met\. 5 findings are of high severity/m);
    assert.match(lines.join('\n'), /^ {2}█{13}░{7}$/m);
    assert.match(lines.join('\n'), /^ {2}66% · 74 of 112 · Unknown: 3 · estimate$/m);
    assert.match(lines.join('\n'), /^ {2}81\.7% · 1,848 of 2,260 · Microsoft’s own count$/m);
  });

  test('says of each finding who acts, since when and what to do, the gravest first', () => {
    const text = render(aPostureReport());
    const marks = text.split('\n').filter((line) => /^(High|Medium|Low|To know) · \d+$/.test(line));
    assert.deepEqual(marks, ['High · 5', 'Medium · 2', 'Low · 1', 'To know · 1']);
    assert.match(text, /neither security defaults nor a policy asks for MFA \[worse\]/);
    assert.match(text, /About {7}4 accounts · j\.devries@contoso\.example, [^·]*and 1 more$/m);
    assert.match(text, /412 calls · billing-service@contoso\.example$/m);
    assert.match(text, /^ {2}\$ Update-MgDomainFederationConfiguration .* rejectMfaByFederatedIdp$/m);
    assert.match(
      text,
      /^ {2}→ https:\/\/learn\.microsoft\.com\/partner-center\/developer\/enable-secure-app-model$/m,
    );
  });

  test('fills a bar only where all of it is', () => {
    const [figure, ...others] = aPostureReport().figures;
    assert.ok(figure !== undefined && figure.kind !== 'not-available');
    const almost = { ...figure, part: 9999, whole: 10_000, unknown: 0, percent: 99.9 };
    assert.match(render(aPostureReport({ figures: [almost, ...others] })), /^ {2}█{19}░$/m);
    const all = { ...almost, part: 10_000, percent: 100 };
    assert.match(render(aPostureReport({ figures: [all, ...others] })), /^ {2}█{20}$/m);
  });

  test('names what was not seen apart from what is fixed', () => {
    const text = render(aPostureReport());
    assert.match(text, /^✓ A policy keeps browsers signed in when they are closed \(CA020: Kiosks\)$/m);
    assert.match(text, /^\? A requirement of the partner’s security score is not met/m);
    assert.match(text, /^\? partner security score: The account may not do this\.$/m);
  });

  test('lists grants with the next to end first, and those without a day last', () => {
    const text = render(aPostureReport());
    const names = text.slice(text.indexOf('Grants, and when')).match(/^● .*$/gm);
    assert.deepEqual(names, [
      '● orders-service@contoso.example',
      '● sync-service@contoso.example',
      '● provisioning-service@contoso.example',
      '● reports@contoso.example',
    ]);
  });
});

test('counts two places for characters of Eastern Asia and emoji, and none for marks', () => {
  assert.deepEqual(['abc', '株式', '🔑', 'e\u0301', ''].map(widthOf), [3, 4, 2, 1, 0]);
});

test('breaks lines at blanks, and words that are wider than a line', () => {
  assert.deepEqual(wrap('one two three', 8), ['one two', 'three']);
  assert.deepEqual(wrap('abcdefghij', 4), ['abcd', 'efgh', 'ij']);
  assert.deepEqual(wrap('株式会社', 4), ['株式', '会社']);
  assert.deepEqual(wrap('', 4), ['']);
});
