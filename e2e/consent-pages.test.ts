import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { totp } from '@consentry/sandbox/person';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startChromium } from './support/chromium.ts';
import { consentry, type Running, startConsentry } from './support/consentry.ts';
import { contrastsOf } from './support/contrasts.ts';
import { freePort } from './support/free-port.ts';
import { lookAtPage } from './support/look-at-page.ts';

interface Up {
  readonly publicUrl: string;
  readonly apiUrl: string;
  readonly operatorKeyFile: string;
  readonly origins: { readonly login: string };
  readonly accounts: readonly { userPrincipalName: string; password: string; totpSecret?: string }[];
}

const partner = '20000000-0000-4000-8000-000000000001';
let up: Running<Up>;
let browser: Browser;

before(async () => {
  const ports = ['--public-port', `${await freePort()}`, '--api-port', `${await freePort()}`];
  up = await startConsentry<Up>(['up', '--json', ...ports]);
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await up?.stop('SIGTERM');
});

async function invite(...options: readonly string[]): Promise<string> {
  const { apiUrl, operatorKeyFile } = up.ready;
  const at = ['--url', apiUrl, '--key-file', operatorKeyFile, '--partner', partner, '--name', 'Contoso'];
  const invited = await consentry(['invite', '--json', ...at, ...options]);
  assert.equal(invited.exitCode, 0, invited.stderr);
  return (JSON.parse(invited.stdout) as { url: string }).url;
}

/** A page of a browser that runs no script, and everything that it asks for of other places than this one. */
async function open(
  context: BrowserContext,
): Promise<{ page: Page; others: string[]; complaints: string[] }> {
  const page = await context.newPage();
  const others: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (![up.ready.publicUrl, up.ready.origins.login].includes(new URL(request.url()).origin))
      others.push(request.url());
  });
  page.on('console', (message) => {
    // The status of a refusal is one, and is meant.
    if (!/responded with a status of 403/.test(message.text())) complaints.push(message.text());
  });
  return { page, others, complaints };
}

/** Signs in without script: then Microsoft’s page that posts the answer waits for a press of its button. */
async function signIn(page: Page, name: string, answer: string): Promise<void> {
  const account = up.ready.accounts.find(({ userPrincipalName }) => userPrincipalName === name);
  assert.ok(account?.totpSecret);
  await page.locator('[name=login]').fill(account.userPrincipalName);
  await page.locator('[name=login]').press('Enter');
  await page.locator('[name=passwd]').fill(account.password);
  await page.locator('[name=passwd]').press('Enter');
  await page.locator('[name=otc]').fill(totp(account.totpSecret, Date.now()));
  await page.locator('[name=otc]').press('Enter');
  const goOn = page.getByRole('button', { name: 'Continue' });
  const decide = page.getByRole('button', { name: answer });
  await decide.or(goOn).waitFor();
  // Whoever has consented before is not asked again.
  if (await decide.isVisible()) await decide.click();
  await goOn.click();
}

const readers = [
  {
    language: 'en',
    locale: 'en-GB',
    name: 'English',
    button: 'Sign in and connect',
    connected: 'Example Integration can now work for Contoso.',
    takeBack: 'Take it back',
    takenBack: 'Example Integration gets no more tokens in your name.',
    declined: 'Consent was not given.',
  },
  {
    language: 'nl',
    locale: 'nl-NL',
    name: 'Nederlands',
    button: 'Aanmelden en verbinden',
    connected: 'Example Integration kan nu werken voor Contoso.',
    takeBack: 'Intrekken',
    takenBack: 'Example Integration krijgt namens u geen tokens meer.',
    declined: 'Er is geen toestemming gegeven.',
  },
  {
    language: 'sv',
    locale: 'sv-SE',
    name: 'Svenska',
    button: 'Logga in och anslut',
    connected: 'Example Integration kan nu arbeta för Contoso.',
    takeBack: 'Ta tillbaka',
    takenBack: 'Example Integration får inga fler token i ditt namn.',
    declined: 'Medgivande gavs inte.',
  },
] as const;

const lang = (page: Page): Promise<string | null> => page.locator('html').getAttribute('lang');

for (const { language, name, button, declined } of readers.filter((reader) => reader.language !== 'en')) {
  test(`${language}: chosen by its link, it stays after a sign-in that comes back from another site`, async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' });
    const { page, others, complaints } = await open(context);
    await page.goto(await invite());
    assert.equal(await lang(page), 'en');
    // By keyboard alone: the links are the first that it comes to, the button the next.
    const links = page.getByRole('navigation', { name: 'Language' }).getByRole('link');
    assert.deepEqual(await links.allInnerTexts(), ['English', 'Nederlands', 'Svenska']);
    await page.keyboard.press('Tab');
    for (const other of ['English', 'Nederlands', 'Svenska']) {
      if (other === name) break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(`**?language=${language}`);
    assert.equal(await page.locator('nav [aria-current]').innerText(), name);
    await page.getByRole('button', { name: button }).press('Enter');
    await page.waitForURL(`${up.ready.origins.login}/**`);
    await signIn(page, 'service@partner-one.example', 'Cancel');
    await page.getByRole('heading', { level: 1, name: declined }).waitFor();
    assert.equal(await lang(page), language);
    assert.equal(new URL(page.url()).pathname, '/consent/callback');
    assert.equal(await page.getByRole('navigation').count(), 0);
    assert.deepEqual([others, complaints], [[], []]);
    await context.close();
  });
}

for (const { language, locale, button, connected, takeBack, takenBack } of readers) {
  test(`${language}: a person connects and takes it back without script, on a phone, in the browser’s language`, async () => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      locale,
      viewport: { width: 390, height: 844 },
    });
    const { page, others, complaints } = await open(context);
    await page.goto(await invite());
    assert.equal(await lang(page), language);
    await page.getByRole('button', { name: button }).click();
    await page.waitForURL(`${up.ready.origins.login}/**`);
    await signIn(page, 'service@partner-one.example', 'Accept');
    await page.getByRole('heading', { level: 1, name: connected }).waitFor();
    assert.equal(await lang(page), language);
    await page.locator('.keep a').click();
    await page.getByRole('button', { name: takeBack }).click();
    await page.getByRole('heading', { level: 1, name: takenBack }).waitFor();
    assert.equal(await lang(page), language);
    assert.deepEqual([others, complaints], [[], []]);
    await context.close();
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the pages tell letters from their ground, fit a phone, and go from heading to heading (${colorScheme})`, async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    const links = [
      await invite(),
      await invite('--approve'),
      `${up.ready.publicUrl}/invite/${'A'.repeat(43)}`,
    ];
    for (const link of links) {
      for (const { language } of readers) {
        await page.goto(`${link}?language=${language}`);
        const contrasts = await contrastsOf(page);
        assert.ok(contrasts.length > 10);
        // WCAG 2.2, 1.4.3: 4.5 to 1.
        assert.deepEqual(
          contrasts.filter(({ ratio }) => ratio < 4.5),
          [],
        );
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320, page.url());
        const levels = await page.locator('h1,h2,h3').evaluateAll((all) => all.map(({ tagName }) => tagName));
        assert.equal(levels.filter((level) => level === 'H1').length, 1);
        assert.equal(levels[0], 'H1');
        assert.equal(await page.getByRole('main').count(), 1);
        assert.equal(await page.getByRole('banner').count(), 1);
      }
    }
    await context.close();
  });
}

for (const { language, locale, button, connected, takeBack, takenBack } of readers) {
  test(`${language}: nobody is kept out of any page, by axe in both themes and on a phone`, async () => {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    const look = async (name: string): Promise<void> => {
      assert.equal(await lang(page), language);
      assert.deepEqual(await lookAtPage(page, `consent-${name}-${language}`), []);
    };
    await page.goto(await invite('--approve'));
    await look('approve');
    await page.goto(`${up.ready.publicUrl}/invite/${'A'.repeat(43)}`);
    await look('refused');
    await page.goto(await invite());
    await look('connect');
    await page.getByRole('button', { name: button }).click();
    await signInWithScript(page);
    await page.getByRole('heading', { level: 1, name: connected }).waitFor();
    await look('connected');
    await page.locator('.keep a').click();
    await page.getByRole('button', { name: takeBack }).waitFor();
    await look('withdraw');
    await page.getByRole('button', { name: takeBack }).click();
    await page.getByRole('heading', { level: 1, name: takenBack }).waitFor();
    await look('withdrawn');
    await context.close();
  });
}

/** With a script, Microsoft’s page posts the answer by itself; a browser that is known is asked for its account alone. */
async function signInWithScript(page: Page): Promise<void> {
  await page.waitForURL(`${up.ready.origins.login}/**`);
  const account = up.ready.accounts.find(
    ({ userPrincipalName }) => userPrincipalName === 'service@partner-one.example',
  );
  assert.ok(account?.totpSecret);
  const known = page.getByRole('button', { name: account.userPrincipalName });
  const login = page.locator('[name=login]');
  await known.or(login).first().waitFor();
  if (await known.isVisible()) await known.click();
  else {
    await login.fill(account.userPrincipalName);
    await login.press('Enter');
    await page.locator('[name=passwd]').fill(account.password);
    await page.locator('[name=passwd]').press('Enter');
    await page.locator('[name=otc]').fill(totp(account.totpSecret, Date.now()));
    await page.locator('[name=otc]').press('Enter');
  }
  const decide = page.getByRole('button', { name: 'Accept' });
  const ours = page.locator('html[lang] .brand');
  await decide.or(ours).first().waitFor();
  if (await decide.isVisible()) await decide.click();
}
