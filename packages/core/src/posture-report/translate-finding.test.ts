import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { aPostureReport, aReportedFinding } from '../../test/a-posture-report.ts';
import { inPortalsOf } from '../posture/cloud-portals.ts';
import { findingTable } from '../posture/findings/finding-table.ts';
import { remarkTable } from '../posture/judged-as.ts';
import { notOfferedTable } from '../posture/not-offered.ts';
import { renderPostureHtml } from './html/render-posture-html.ts';
import type { PostureReport } from './report.ts';
import { tellingIn } from './telling.ts';
import { renderPostureTable } from './terminal/render-posture-table.ts';

const nl = tellingIn('nl');

describe('a translation of a finding', () => {
  const finding = aReportedFinding('account_no_method');

  test('stands for the English that it was made of', () => {
    assert.deepEqual(nl.title(finding), {
      text: 'Accounts die nooit een tweede factor registreerden',
      language: 'nl',
    });
    assert.match(nl.steps(finding).text, /^Laat iedere persoon zich registreren/);
  });

  test('gives way where the broker says something else', () => {
    const newer = {
      ...finding,
      title: 'Accounts without a key',
      remedy: { ...finding.remedy, steps: 'Do this.' },
    };
    assert.deepEqual(nl.title(newer), { text: 'Accounts without a key', language: 'en' });
    assert.deepEqual(nl.steps(newer), { text: 'Do this.', language: 'en' });
  });

  test('leads to the portals of a cloud of a state, where the English does', () => {
    const row = findingTable.account_no_method;
    const evidence = { count: undefined, examples: [], facts: {} };
    const { remedy } = inPortalsOf('china', { ...row, id: finding.id, subject: 'accounts', evidence });
    const { text, language } = nl.steps({ ...finding, remedy: { steps: remedy.steps, link: remedy.link } });
    assert.equal(language, 'nl');
    assert.match(text, /Azure portal \(https:\/\/portal\.azure\.cn\) > Microsoft Entra ID > Users/);
    assert.doesNotMatch(text, /Microsoft Entra admin center|aka\.ms/);
  });
});

describe('for whom a report was judged', () => {
  const remarks = (['reseller', 'cloud_advice'] as const).map((id) => ({ id, text: remarkTable[id] }));
  const report: PostureReport = aPostureReport({
    judgedAs: {
      kind: 'indirect-reseller',
      kindFrom: 'operator',
      cloud: 'us-government',
      weight: 'advice',
      remarks: [...remarks, { id: 'a_newer_one', text: 'Something new.' }],
    },
    notOffered: [
      {
        source: 'applications',
        code: 'not_offered_to_resellers',
        remedy: notOfferedTable.not_offered_to_resellers,
      },
    ],
  });

  test('stands on the page, with what is different and what is not offered', () => {
    const page = renderPostureHtml(report, 'nl');
    assert.match(page, /reseller van een indirecte provider \(volgens de operator\)/);
    assert.match(
      page,
      /dringt er bij zijn partners op aan\. Wat gevonden is, is advies en geen overtreding\./,
    );
    assert.match(page, /<span lang="en">Something new\.<\/span>/);
    assert.match(page, /Microsoft biedt het resellers niet aan\. Er is niets te doen/);
    assert.match(page, /niet aangeboden/);
  });

  test('stands at the terminal', () => {
    const text = renderPostureTable(report, 'sv', { width: 80, colour: false });
    assert.match(text, /^Slag av partner: återförsäljare till en indirekt leverantör · Moln:$/m);
    assert.match(text, /^• Kraven gäller även återförsäljare/m);
    assert.match(text, /^Vad Microsoft inte erbjuder denna partner · 1$/m);
    assert.match(text, /^\? API-anrop per program: Microsoft erbjuder det inte till återförsäljare\.$/m);
  });
});
