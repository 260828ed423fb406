import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { aPostureReport, aReportedFinding } from '../../test/a-posture-report.ts';
import { readCodes } from './words/read-codes.ts';
import { isReadable, verdictOf } from './report.ts';
import { tellingIn } from './telling.ts';
import { languages } from './words/words.ts';

const en = tellingIn('en');
const nl = tellingIn('nl');
const sv = tellingIn('sv');

describe('telling', () => {
  test('writes numbers, shares, days and lengths of time as each language does', () => {
    const at = '2026-11-26T06:05:00Z';
    const told = [en, nl, sv].map(({ format }) => [
      format.count(12_345),
      format.percent(81.7),
      format.instant(at),
      format.duration(86_400_000),
      format.list(['a', 'b', 'c']),
    ]);
    assert.deepEqual(told, [
      ['12,345', '81.7%', 'November 26, 2026 at 06:05 UTC', '1 day', 'a, b, and c'],
      ['12.345', '81,7%', '26 november 2026 om 06:05 UTC', '1 dag', 'a, b en c'],
      ['12\u00a0345', '81,7\u00a0%', '26 november 2026 kl. 06:05 UTC', '1 dygn', 'a, b och c'],
    ]);
  });

  test('says evidence in words, and not twice what the finding is about', () => {
    const finding = aReportedFinding('policy_sign_in_frequency', {
      evidence: { examples: [], facts: { policy: 'CA014', every: 28_800_000, state: 'report-only' } },
    });
    assert.deepEqual(nl.facts(finding), [
      { name: 'elke', value: '8 uur' },
      { name: 'stand', value: 'alleen rapporteren' },
    ]);
    assert.equal(nl.subject(finding), 'CA014');
  });

  for (const at of [Date.UTC(2026, 11, 3, 9), '2026-12-03T09:00:00Z']) {
    test(`takes ${typeof at === 'number' ? 'epoch milliseconds' : 'RFC 3339'} for an instant`, () => {
      const finding = aReportedFinding('grant_ends_soon', {
        evidence: { examples: [], facts: { endsAt: at, cause: 'gdap', isNew: true, other: 'x\u001b' } },
      });
      assert.deepEqual(sv.facts(finding), [
        { name: 'slutar', value: '3 december 2026 kl. 09:00 UTC' },
        { name: 'på grund av', value: 'slutet på GDAP-relationen' },
        { name: 'isNew', value: 'ja' },
        { name: 'other', value: 'x\\u001b' },
      ]);
    });
  }

  test('names the permission that is missing', () => {
    const unread = { source: 'signIns', code: 'api_forbidden', remedy: 'x' };
    assert.match(nl.remedy(unread).text, /AuditLog\.Read\.All, met Entra ID P1, bij Microsoft Graph/);
    const portal = { source: 'portal', code: 'api_forbidden', remedy: 'x' };
    assert.match(sv.remedy(portal).text, /gruppen AdminAgents, inloggat med MFA/);
  });

  test('says every refusal of a source in each language, and the rest in the report’s English', () => {
    for (const { language } of languages.map((one) => tellingIn(one).words)) {
      const telling = tellingIn(language);
      for (const code of readCodes) {
        const remedy = telling.remedy({ source: 'accounts', code, remedy: 'In English.' });
        assert.equal(remedy.language, language);
        assert.equal(remedy.text === 'In English.', language === 'en');
        assert.notEqual(telling.reason(code), telling.words.unread.otherCode);
      }
      const other = telling.remedy({ source: 'accounts', code: 'constructor', remedy: 'In English.' });
      assert.deepEqual(other, { text: 'In English.', language: 'en' });
      assert.equal(telling.reason('constructor'), telling.words.unread.otherCode);
    }
  });
});

describe('what a report says as a whole', () => {
  const { unread } = aPostureReport();
  const nothingToRead = unread.filter((one) => !isReadable(one));

  test('is that it is not met, where a finding is of high severity', () => {
    assert.equal(verdictOf(aPostureReport()), 'not-met');
  });

  test('is that not all was seen, where a source was not read', () => {
    const findings = [aReportedFinding('account_break_glass_excluded')];
    assert.equal(verdictOf({ findings, unread }), 'not-seen');
  });

  test('is that nothing grave was found, where only what no API shows was not seen', () => {
    assert.equal(nothingToRead.length, 1);
    assert.equal(verdictOf({ findings: [], unread: nothingToRead }), 'nothing-found');
  });
});
