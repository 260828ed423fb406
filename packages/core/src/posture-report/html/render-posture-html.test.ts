import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { aHostileReport, chanceOf, someHostileHistory } from '../../../test/a-hostile-report.ts';
import { assertInertHtml, assertLinked } from '../../../test/inert-output.ts';
import { aPostureReport, aReportedFinding, someHistory } from '../../../test/a-posture-report.ts';
import type { PostureReport } from '../report.ts';
import { languages } from '../words/words.ts';
import { renderPostureHtml } from './render-posture-html.ts';

describe('a report as a page', () => {
  for (const language of languages) {
    test(`stays a page of ours whatever a tenant’s names are, in ${language}`, () => {
      for (let seed = 1; seed <= 60; seed += 1) {
        const chance = chanceOf(seed);
        const page = renderPostureHtml(aHostileReport(chance), language, someHostileHistory(chance));
        assertInertHtml(page);
        assertLinked(page);
        assert.doesNotMatch(
          page.replaceAll('\n', ''),
          /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u,
        );
      }
    });
  }

  test('is the same page for the same report', () => {
    const page = renderPostureHtml(aPostureReport(), 'sv', someHistory());
    assert.equal(renderPostureHtml(aPostureReport(), 'sv', someHistory().toReversed()), page);
  });

  test('allows its own style and nothing else', () => {
    const page = renderPostureHtml(aPostureReport(), 'en');
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    assert.equal(
      policy.replaceAll('&#39;', "'"),
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
  });

  test('says of a figure where it came from and when, and of one that is not had why', () => {
    const page = textOf(renderPostureHtml(aPostureReport(), 'en'));
    assert.match(page, /66% 74 of 112 · Unknown: 3 estimate/);
    assert.match(page, /not available No API shows it\. Read it in Partner Center/);
    assert.match(page, /Microsoft’s own count API calls by application November 26, 2026 at 06:00 UTC/);
  });

  test('names those who act, since when, what changed, and what was not seen', () => {
    const page = textOf(renderPostureHtml(aPostureReport(), 'en'));
    assert.match(page, /2 new, 1 worse, 1 fixed\./);
    assert.match(page, /Fixed Finding Severity About Since A policy keeps browsers signed in/);
    assert.match(page, /Not seen this time .*They are not taken for fixed\./);
    assert.match(page, /Who acts Conditional Access Administrator Since November 12, 2026/);
    assert.match(page, /partner security score The account may not do this\. api_forbidden/);
    assert.match(page, /About Contoso Billing Sync [\w-]+ How many 412 calls/);
  });

  test('says a finding of a newer broker in English, and marks it as such', () => {
    const finding = { ...aReportedFinding('account_no_method'), id: 'a_newer_one', title: 'Something new' };
    const page = renderPostureHtml(aPostureReport({ findings: [finding] }), 'nl');
    assert.match(page, /<span lang="en">Something new<\/span>/);
  });

  for (const [link, isLink] of [
    ['https://learn.microsoft.com/entra/', true],
    ['http://learn.microsoft.com/entra/', false],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['https://microsoft.com@evil.example/', false],
  ] as const) {
    test(`shows ${link} as ${isLink ? 'a link' : 'text'}`, () => {
      const base = aReportedFinding('account_no_method');
      const finding = { ...base, remedy: { ...base.remedy, link } };
      const page = renderPostureHtml(aPostureReport({ findings: [finding] }), 'en');
      assert.equal(page.includes(`href="${link}"`), isLink);
      assert.ok(page.includes(`<bdi>${link}</bdi>`));
    });
  }

  test('shows a course only where there is more than one report, and each report once', () => {
    assert.doesNotMatch(renderPostureHtml(aPostureReport(), 'en'), /The shares over time/);
    const report = aPostureReport();
    const [latest] = someHistory();
    assert.ok(latest);
    const page = renderPostureHtml(report, 'en', [...someHistory(), { ...latest, id: report.id }]);
    assert.match(page, /Line chart of the shares in 7 reports\./);
  });

  test('draws no line over a report that does not have a share', () => {
    const page = renderPostureHtml(aPostureReport(), 'en', someHistory());
    const chart = /aria-label="Line chart[^]*?<\/svg>\n<ul/.exec(page)?.[0] ?? '';
    assert.equal(chart.match(/<line class="first"/g)?.length, 6);
    assert.equal(chart.match(/<line class="second"/g)?.length, 4);
  });

  test('is made of a report with nothing in it', () => {
    const empty: PostureReport = {
      ...aPostureReport({ figures: [], findings: [], unread: [], grants: [], organization: undefined }),
      tables: {},
      since: undefined,
    };
    const page = renderPostureHtml(empty, 'en');
    assertInertHtml(page);
    assertLinked(page);
    assert.match(textOf(page), /Nothing grave found/);
    assert.match(textOf(page), /This is the first report/);
  });

  test('shows two thousand findings and grants in bounds', () => {
    const findings = Array.from({ length: 2000 }, () => aReportedFinding('account_no_method'));
    const [grant] = aPostureReport().grants;
    assert.ok(grant);
    const page = renderPostureHtml(
      aPostureReport({ findings, grants: Array.from({ length: 2000 }, () => grant) }),
      'en',
    );
    assertLinked(page);
    assert.match(page, /1,985 more in the table\./);
    assert.ok(page.length < 8_000_000);
  });
});

/** What a person reads, roughly. */
function textOf(page: string): string {
  return page
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}
