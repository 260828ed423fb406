import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { totp } from '@consentry/sandbox/person';
import type { Browser, Page } from 'playwright-core';
import { startChromium } from './support/chromium.ts';
import { type Running, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';

interface Up {
  readonly invitation: string;
  readonly publicUrl: string;
  readonly origins: { readonly login: string };
  readonly accounts: readonly { userPrincipalName: string; password: string; totpSecret?: string }[];
}

let up: Running<Up>;
let browser: Browser;

before(async () => {
  up = await startConsentry<Up>([
    'up',
    '--json',
    '--public-port',
    `${await freePort()}`,
    '--api-port',
    `${await freePort()}`,
  ]);
  browser = await startChromium();
});

after(async () => {
  await browser?.close();
  await up?.stop('SIGTERM');
});

async function signIn(page: Page, name: string): Promise<void> {
  const account = up.ready.accounts.find(({ userPrincipalName }) => userPrincipalName === name);
  assert.ok(account);
  await page.locator('[name=login]').fill(account.userPrincipalName);
  await page.locator('[name=login]').press('Enter');
  await page.locator('[name=passwd]').fill(account.password);
  await page.locator('[name=passwd]').press('Enter');
  if (account.totpSecret === undefined) return;
  await page.locator('[name=otc]').fill(totp(account.totpSecret, Date.now()));
  await page.locator('[name=otc]').press('Enter');
}

test('a person connects in a real browser, across two sites, and reads what was stored', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|cookie/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(up.ready.invitation);
  assert.equal(new URL(page.url()).hostname, 'localhost');
  await page.getByRole('button', { name: 'Sign in and connect' }).click();
  await page.waitForURL(`${up.ready.origins.login}/**`);
  assert.equal(new URL(page.url()).hostname, '127.0.0.1');

  await signIn(page, 'service@partner-one.example');
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('heading', { name: /can now work for Example Partner One/ }).waitFor();

  assert.equal(page.url(), `${up.ready.publicUrl}/consent/callback`);
  const text = await page.locator('main').innerText();
  for (const words of ['What was proven', 'Confirmed (pwd, mfa)', 'What was stored', 'What was not stored']) {
    assert.ok(text.includes(words), words);
  }
  assert.deepEqual(complaints, []);
  const style = await page.locator('h1').evaluate((heading) => getComputedStyle(heading).fontSize);
  assert.equal(style, '24px', 'the style sheet passes the policy');
  await context.close();
});

test('the pages need no script and fit a phone', async () => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 320, height: 640 },
  });
  const page = await context.newPage();
  await page.goto(`${up.ready.publicUrl}/invite/${'A'.repeat(43)}`);
  assert.match(await page.locator('main').innerText(), /invitation_not_found/);
  const body = await page.locator('body').boundingBox();
  assert.ok(body !== null && body.width <= 320);
  await context.close();
});
