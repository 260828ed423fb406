import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aadstsNumbers, ConsentryError, explainAadsts, type Facts } from '@consentry/core';
import type { PageErrorCode } from '@consentry/core/contract';
import { findAadstsCase } from './aadsts-cases.ts';
import { refusedPage } from './refused-page.ts';
import { languages } from './words/words.ts';
import { wordsOf } from './words/words-of.ts';

const requestId = '00000000-0000-4000-8000-000000000001';

async function draw(
  language: (typeof languages)[number],
  error: ConsentryError,
  [method, target] = ['POST', '/consent/callback'],
): Promise<string> {
  const asked = { raw: { method, target, header: () => undefined }, fields: undefined };
  return String(await refusedPage(wordsOf(language), { error, requestId, asked }));
}

const refusal = (code: PageErrorCode, facts: Facts = {}): ConsentryError =>
  new ConsentryError(code, { facts });

for (const language of languages) {
  test(`${language}: every refusal is told with its code, what happened, what to do and who acts`, async () => {
    const { refused } = wordsOf(language);
    for (const [code, { message, remedy }] of Object.entries(refused.codes)) {
      const page = await draw(language, refusal(code as PageErrorCode));
      for (const part of [`<code>${code}</code>`, `<h1>${message}</h1>`, `<p>${remedy}</p>`, requestId])
        assert.ok(page.includes(part), `${code}: ${part}`);
      assert.ok(
        Object.values(refused.who).some((who) => page.includes(`<strong>${who}</strong>`)),
        code,
      );
      assert.match(page, new RegExp(`<html lang="${language}">`));
    }
  });

  test(`${language}: what Microsoft says with a number is told, and what it asks of whom`, async () => {
    const { refused } = wordsOf(language);
    const page = await draw(language, refusal('ca_blocked', { aadsts: 53000 }));
    assert.ok(page.includes(refused.aadsts[53000] ?? 'nothing'));
    assert.ok(page.includes(refused.aadstsRemedies.device));
    assert.ok(page.includes('href="https://login.microsoftonline.com/error?code=53000"'));
    assert.ok(!page.includes(refused.codes.ca_blocked.remedy));
  });
}

test('a number that says something else than the code does not change what to do', async () => {
  const { refused } = wordsOf('en');
  const page = await draw('en', refusal('approval_not_proven', { aadsts: 7000229 }));
  assert.ok(page.includes(refused.codes.approval_not_proven.remedy));
  assert.ok(page.includes(refused.aadsts[7000229] ?? 'nothing'));
});

test('says that the operator acts where Microsoft’s number says so', async () => {
  const page = await draw('nl', refusal('tenant_setup', { aadsts: 90002 }));
  assert.ok(page.includes('<strong>Wie de toepassing beheert</strong>'));
});

test('a number that nobody knows is shown with Microsoft’s own page on it', async () => {
  const page = await draw('sv', refusal('idp_unknown_error', { aadsts: 99999999 }));
  assert.ok(page.includes('AADSTS99999999 hos Microsoft'));
});

test('every number that asks something of a person or an administrator says what', () => {
  const silent = aadstsNumbers.filter((number) => {
    const known = explainAadsts(number);
    const asks = ['step_up_needed', 'admin_needed', 'ca_blocked', 'tenant_setup'];
    return known.known && asks.includes(known.code) !== (findAadstsCase(number) !== undefined);
  });
  assert.deepEqual(silent, []);
});

test('says how long to wait, in the words of the language', async () => {
  const error = new ConsentryError('idp_throttled', { retryAfterMs: 119_000 });
  assert.ok((await draw('nl', error)).includes('Wacht ten minste 2 minuten.'));
  assert.ok(
    (await draw('sv', new ConsentryError('idp_loop', { retryAfterMs: 900 }))).includes(
      'Vänta minst 1 sekund.',
    ),
  );
});

test('says why an organisation was refused', async () => {
  const page = await draw('sv', refusal('customer_refused', { reason: 'partner' }));
  assert.ok(page.includes(wordsOf('sv').refused.customerProblems.partner));
});

test('has links to the other languages where the address gives the same again, and nowhere else', async () => {
  const error = refusal('invitation_expired');
  assert.match(await draw('en', error, ['GET', '/invite/x']), /href="\?language=nl"/);
  assert.doesNotMatch(await draw('en', error, ['POST', '/invite/x/start']), /<nav/);
  assert.doesNotMatch(await draw('en', error, ['GET', '/consent/approved?state=x.nl']), /<nav/);
});

test('a code that no page has words for is told in English, and is marked so', async () => {
  const page = await draw('nl', new ConsentryError('usage'));
  assert.match(page, /<h1><span lang="en">The command was not understood/);
});
