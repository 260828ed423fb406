import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPerson, type Page, type Person, signIn } from '@consentry/sandbox/person';
import { type Language, languages } from '../src/pages/words/words.ts';
import { wordsOf } from '../src/pages/words/words-of.ts';
import { aBroker, partnerOne, type TestBroker } from './a-broker.ts';
import { callback } from './a-callback.ts';
import { aBrokerForCustomers, anAnswer, consent, inviteAnyone, inviteCustomer, open } from './a-customer.ts';

const ours = 'http://localhost:44395';

/** A browser that asks for a language. */
function aReader(t: TestBroker, accepted: string): Person {
  const send = (request: Request): Promise<Response> => {
    request.headers.set('accept-language', accepted);
    return t.send(request);
  };
  return createPerson({ send, now: () => t.sandbox.clock.now() });
}

function sentencesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.length < 12 ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(sentencesOf);
}

const english = sentencesOf(wordsOf('en'));

/** Each word of the page in this language, as far as English has it in other words. */
function assertIn(language: Language, { html, text }: Pick<Page, 'html' | 'text'>): void {
  assert.match(html, new RegExp(`<html lang="${language}">`), text);
  if (language === 'en') return;
  const own = new Set(sentencesOf(wordsOf(language)));
  const left = english.filter((words) => !own.has(words) && text.includes(words));
  assert.deepEqual(left, [], text);
}

function assertSwitches({ html }: Pick<Page, 'html'>, language: Language): void {
  for (const other of languages) {
    const current = other === language ? ' aria-current="true"' : '';
    const query = `language=${other}" lang="${other}" hreflang="${other}"${current}>`;
    assert.ok(html.includes(query), `${other} in ${html.slice(html.indexOf('<nav'), html.indexOf('</nav'))}`);
  }
}

for (const language of languages) {
  const words = wordsOf(language);

  test(`${language}: a person connects, reads what was proven, and takes it back`, async () => {
    await using t = await aBroker();
    const person = aReader(t, language);
    const invitation = await t.invite({ partnerName: 'Contoso' });
    const before = await person.open(invitation);
    assertIn(language, before);
    assertSwitches(before, language);
    const { keptIn, takeBackByLink, mfa } = words.invitation;
    const plain = words.permissions['partner-center user_impersonation'];
    for (const part of [keptIn.database, takeBackByLink, mfa, plain, 'Example Integration', 'Contoso'])
      assert.ok(before.text.includes(part), part);

    const connected = await t.connect(invitation, t.user('service'), { person });
    assert.equal(connected.status, 200);
    assertIn(language, connected);
    for (const part of [words.connected.storedIn.database, words.connected.evidenceHeading, 'pwd, mfa'])
      assert.ok(connected.text.includes(part), part);
    assert.doesNotMatch(connected.html, /<nav/, 'an answer that is given once');

    const [link = ''] = /http:\/\/localhost:44395\/withdraw\/[A-Za-z0-9_-]{43}/.exec(connected.text) ?? [];
    const asked = await person.open(link);
    assertIn(language, asked);
    const withdrawn = await person.submit(asked);
    assertIn(language, withdrawn);
    assert.ok(withdrawn.text.includes(words.withdrawal.destroyed));
    assertSwitches(withdrawn, language);
  });

  test(`${language}: an administrator approves, another comes back from a link, a reseller is asked to read`, async () => {
    await using t = await aBroker();
    const person = aReader(t, language);
    const invitation = await t.invite({ kind: 'approve', partnerName: 'Contoso' });
    assertIn(language, await person.open(invitation));
    const approved = await t.connect(invitation, t.user('admin'), { person });
    assertIn(language, approved);
    assert.ok(approved.text.includes(words.approved.notStored), approved.text);

    const returned = await person.open(`${ours}/consent/approved?admin_consent=True`);
    assertIn(language, returned);
    const [back = ''] = /\?admin_consent=True&(amp;)?language=sv/.exec(returned.html) ?? [];
    const other = await person.open(`${ours}/consent/approved${back.replace('amp;', '')}`);
    assert.ok(other.text.includes(wordsOf('sv').returned.next));

    const reseller = await person.open(await t.invite({ partnerKind: 'indirect-reseller' }));
    assertIn(language, reseller);
    assert.ok(reseller.text.includes(words.permissions['AuditLog.Read.All']));
  });

  test(`${language}: an administrator of a customer consents, known before or not`, async () => {
    await using t = await aBrokerForCustomers();
    const person = aReader(t, language);
    const known = await inviteCustomer(t, { customerName: 'Fabrikam' });
    const before = await person.open(known);
    assertIn(language, before);
    assert.ok(before.text.includes(words.permissions['Device.Read.All']), before.text);
    const unknown = await inviteAnyone(t);
    assertIn(language, await person.open(unknown));
    // Two answers of Microsoft's, and the language comes with each.
    const proved = await consent(t, unknown, { person });
    assertIn(language, proved);
    assert.ok(proved.text.includes(words.customer.provedDone), proved.text);
  });

  test(`${language}: an account is tested`, async () => {
    await using t = await aBroker();
    const person = aReader(t, language);
    const { url = '' } = await t.operator.call('startAccountTest', { body: { tenant: partnerOne } });
    const before = await person.open(url);
    assertIn(language, before);
    assert.ok(before.text.includes(words.accountTest.takeBack));
    assertIn(language, await t.connect(url, t.user('service'), { person }));
  });

  test(`${language}: a refusal is told in the language that the sign-in began in, whatever the browser then asks for`, async () => {
    await using t = await aBroker();
    const reading = `${await t.invite()}?language=${language}`;
    const person = aReader(t, 'de');
    const signedIn = await person.submit(await person.open(reading));
    const state = new URL(signedIn.url).searchParams.get('state') ?? '';
    const { userPrincipalName, password, totpSecret = '' } = t.user('service');
    const declined = await signIn(
      person,
      signedIn,
      { userPrincipalName, password, totpSecret },
      {
        decision: 'cancel',
        now: () => t.sandbox.clock.now(),
      },
    );
    assert.equal(declined.status, 403);
    assertIn(language, declined);
    assert.ok(declined.text.includes(words.refused.codes.consent_declined.remedy), declined.text);
    assert.ok(declined.text.includes(words.refused.aadsts[65004] ?? 'nothing'));
    // The same answer again, from another browser, and where no flow is found.
    for (const [sent, code] of [
      [state, 'browser_mismatch'],
      [`${'A'.repeat(43)}.${language}`, 'state_unknown'],
    ] as const) {
      const body = new URLSearchParams({ state: sent, code: 'x' }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'de' };
      const answer = await t.send(new Request(callback, { method: 'POST', body, headers }));
      const html = await answer.text();
      assert.ok(html.includes(words.refused.codes[code].message), html);
    }
  });
}

test('the language that is chosen on the page stands against the browser’s, through the sign-in and after it', async () => {
  await using t = await aBroker();
  const person = aReader(t, 'nl');
  const invitation = await t.invite();
  assertIn('nl', await person.open(invitation));
  const page = await person.open(`${invitation}?language=sv`);
  assertIn('sv', page);
  const connected = await t.connect(`${invitation}?language=sv`, t.user('service'), { person });
  assert.equal(connected.status, 200);
  assertIn('sv', connected);
});

test('what is no language here is passed over, and stands nowhere on the page', async () => {
  await using t = await aBroker();
  const person = aReader(t, 'nl');
  const invitation = await t.invite();
  for (const language of ['fr', 'NL-nl', '__proto__', '"><script>alert(1)</script>', 'en&language=sv']) {
    const query = language.includes('&') ? language : encodeURIComponent(language);
    const page = await person.open(`${invitation}?language=${query}`);
    assert.equal(page.status, 200);
    assertIn('nl', page);
    assert.doesNotMatch(page.html, /script|__proto__|language=fr/);
  }
});

test('a language that somebody puts into a state makes it another one', async () => {
  await using t = await aBrokerForCustomers();
  const invitation = await inviteCustomer(t);
  const person = aReader(t, 'nl');
  const sent = new URL((await person.submit(await person.open(invitation))).url);
  const state = sent.searchParams.get('state') ?? '';
  assert.match(state, /\.nl$/);
  const page = await open(t, anAnswer(state.replace(/nl$/, 'sv')));
  assert.match(page.html, /<code>state_unknown<\/code>/);
  assert.match(page.html, /<html lang="sv">/);
});

test('says in each language that there is nothing at an address', async () => {
  await using t = await aBroker();
  for (const language of languages) {
    const nowhere = await aReader(t, language).open(`${ours}/nowhere`);
    assertIn(language, nowhere);
    assertSwitches(nowhere, language);
    assert.ok(nowhere.text.includes(wordsOf(language).refused.codes.not_found.remedy));
  }
});
