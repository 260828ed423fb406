import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTenantId } from '@consentry/core';
import { partnerOne } from './a-broker.ts';
import { aDashboard, dashboardUrl } from './a-dashboard.ts';
import { aFinding, aKeptReport, keep } from './a-kept-report.ts';
import { aGrant } from './a-store.ts';

const other = readTenantId('20000000-0000-4000-8000-000000000099');

test('a report is made by a button, waited for, read whole in three languages, and had as files', async () => {
  await using d = await aDashboard();
  await d.t.aConnectedPartner();
  const browser = await d.signedIn('operator');
  const path = `/dashboard/posture/${partnerOne}`;
  const before = await browser.open(path);
  assert.match(before.text, /There is no report on this partner yet/);
  const made = await browser.send(before, `${path}/make`);
  assert.match(made.text, /A report is being made/);
  assert.match(made.html, /id="report" data-live/);
  await d.t.broker.app.posture.settled();
  const page = await browser.open(path);
  assert.match(page.text, /Accounts with MFA.*Findings, the gravest first.*What could not be read.*History/);
  const whole = `${made.path.split('?')[0]}/report`;
  for (const [language, words] of [
    ['en', 'Security requirements'],
    ['nl', 'Beveiligingseisen'],
    ['sv', 'Säkerhetskrav'],
  ] as const) {
    const report = await browser.open(`${whole}/${language}`);
    assert.ok(report.html.includes(`<html lang="${language}">`), words);
    assert.match(
      report.headers.get('content-security-policy') ?? '',
      /style-src 'sha256-.*frame-ancestors 'none'/,
    );
  }
  assert.equal((await browser.open(`${whole}/de`)).status, 404);
  for (const [file, type] of [
    ['findings.csv', 'text/csv'],
    ['table/accounts.csv', 'text/csv'],
    ['report.json', 'application/json'],
  ] as const) {
    const answer = await browser.request(`${made.path.split('?')[0]}/${file}`);
    assert.equal(answer.status, 200, file);
    assert.ok(answer.headers.get('content-type')?.startsWith(type), file);
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment/);
  }
});

test('all partners stand on one page with the sums, and names of tenants act on nothing', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn('viewer');
  assert.match((await browser.open('/dashboard/posture')).text, /There is no partner yet/);
  const store = d.t.broker.store;
  for (const partner of [partnerOne, other]) await store.grants.save(aGrant({ partner }), 0);
  const name = 'Evil \u202e</a><script>alert(1)</script>';
  const id = await keep(
    store.postureReports,
    aKeptReport(d.t.sandbox.clock.now(), {
      partner: other,
      organization: { name, plan: 'p1' },
      findings: [aFinding({ title: '<b>x</b>' })],
    }),
  );
  const page = await browser.open('/dashboard/posture');
  assert.match(page.text, /1 of 2.*1 partner has none.*requirements not met.*no report/);
  assert.doesNotMatch(page.html, /<script>alert|\u202e/);
  assert.match(page.text, /Evil \\u202e<\/a>/);
  const one = await browser.open(`/dashboard/posture/${other}/${id}`);
  assert.doesNotMatch(one.html, /<script>alert|\u202e|<b>x/);
  const found = await browser.open('/dashboard/posture?partner=evil');
  assert.ok(!found.html.includes(`/posture/${partnerOne}`));
  assert.match((await browser.open('/dashboard/posture?partner=nobody')).text, /No partner fits/);
  assert.match((await browser.open('/dashboard/posture?after=x')).text, /What to do/);
});

test('a viewer is offered no new report, and makes none', async () => {
  await using d = await aDashboard();
  await d.t.aConnectedPartner();
  const browser = await d.signedIn('viewer');
  const page = await browser.open(`/dashboard/posture/${partnerOne}`);
  assert.doesNotMatch(page.html, /\/make"/);
  const form = /name="form" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
  const init = { method: 'POST', headers: { origin: dashboardUrl }, body: new URLSearchParams({ form }) };
  assert.equal((await browser.request(`/dashboard/posture/${partnerOne}/make`, init)).status, 403);
  assert.equal((await browser.open('/dashboard/posture/nobody')).status, 400);
});
