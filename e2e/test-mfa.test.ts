import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createSandbox, DEFAULT_TENANTS, defaultWorld, type Sandbox } from '@consentry/sandbox';
import { totp } from '@consentry/sandbox/person';
import type { Browser, Page } from 'playwright-core';
import { aFolder } from './support/a-folder.ts';
import { startChromium } from './support/chromium.ts';
import { asOperator, type Ready } from './support/connect-partner.ts';
import { consentry, consentryMeanwhile, type Running, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { writeConfig } from './support/write-config.ts';

const command = ['test-mfa', '--partner', DEFAULT_TENANTS.partnerOne];
const cleaning = new AsyncDisposableStack();

let sandbox: Sandbox;
let broker: Running<Ready>;
let browser: Browser;

before(async () => {
  const folder = cleaning.use(await aFolder());
  const publicPort = await freePort();
  const world = defaultWorld({ redirectUris: [`http://localhost:${publicPort}/consent/callback`] });
  sandbox = await createSandbox({ world });
  cleaning.defer(() => sandbox.close());
  await sandbox.listen();
  const { configFile } = await writeConfig(folder.path, publicPort, sandbox.origins);
  broker = await startConsentry<Ready>(['serve', '--json', '--config', configFile]);
  cleaning.defer(async () => void (await broker.stop('SIGTERM')));
  browser = await startChromium();
  cleaning.defer(() => browser.close());
});

after(() => cleaning.disposeAsync());

/** Opens the link, presses the button, and signs in as Microsoft’s pages ask. @returns what the last page says */
async function signInAt(page: Page, url: string, name: string): Promise<string> {
  const user = sandbox.world.users.find(({ userPrincipalName }) => userPrincipalName === name);
  assert.ok(user);
  await page.goto(url);
  await page.getByRole('button').click();
  await page.locator('[name=login]').fill(name);
  await page.locator('[name=login]').press('Enter');
  await page.locator('[name=passwd]').fill(user.password);
  await page.locator('[name=passwd]').press('Enter');
  if (user.totpSecret !== undefined) {
    await page.locator('[name=otc]').fill(totp(user.totpSecret, Date.now()));
    await page.locator('[name=otc]').press('Enter');
  }
  await page.locator('button[value=accept], .mark').first().waitFor();
  const accept = page.getByRole('button', { name: 'Accept' });
  if (await accept.isVisible()) await accept.click();
  await page.locator('.mark').waitFor();
  return page.locator('main').innerText();
}

/** Runs the command, and an account signs in by its link in a browser of this language. */
async function testInBrowser(name: string, locale: string, more: readonly string[] = []) {
  const context = await browser.newContext({ locale, viewport: { width: 320, height: 640 } });
  let said = '';
  const page = await context.newPage();
  const ended = await consentryMeanwhile(
    [...command, ...asOperator(broker.ready), ...more],
    /(http:\/\/localhost:\d+\/invite\/\S+)/,
    async ([, url = '']) => {
      said = await signInAt(page, url, name);
    },
  );
  const body = await page.locator('body').boundingBox();
  assert.ok(body !== null && body.width <= 320, 'the page fits a phone');
  await context.close();
  return { ...ended, said };
}

test('an account that signs in with MFA in a real browser passes, and the terminal is told', async () => {
  const { exitCode, stdout, stderr, said } = await testInBrowser('service@partner-one.example', 'en-GB');
  assert.match(said, /Your account signed in with MFA/);
  assert.match(said, /pwd, mfa/);
  assert.match(stdout, /^PASS {2}The sign-in carried MFA\./, stderr);
  assert.equal(exitCode, 0);
});

test('one that signs in without MFA fails, with the reason on its page in its language and as JSON', async () => {
  const name = 'no-mfa@partner-one.example';
  const { exitCode, stdout, stderr, said } = await testInBrowser(name, 'nl-NL', ['--json']);
  assert.match(said, /Niet geslaagd/);
  assert.match(said, /Eis MFA van het account/);
  const tested = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual(
    [tested['result'], tested['reason'], tested['cmdlet'], tested['way']],
    ['fail', 'third_party_or_none', 'fail', 'browser'],
    stderr,
  );
  assert.equal(exitCode, 1);
});

test('nothing of it is kept but the record', async () => {
  const grants = await consentry(['grants', '--json', ...asOperator(broker.ready)]);
  assert.deepEqual((JSON.parse(grants.stdout) as { items: unknown[] }).items, []);
  assert.deepEqual(sandbox.ledger.refreshTokens(), []);
  const audit = await consentry(['audit', 'list', '--json', ...asOperator(broker.ready)]);
  const { items } = JSON.parse(audit.stdout) as { items: { type: string; result?: string }[] };
  const tested = items.filter(({ type }) => type === 'account.tested').map(({ result }) => result);
  assert.deepEqual(tested, ['fail', 'pass']);
});
