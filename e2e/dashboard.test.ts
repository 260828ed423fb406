import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DEFAULT_TENANTS } from '@consentry/sandbox';
import { dashboardPages } from '@consentry/server';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { aDashboardSite, type DashboardSite, operatorAccount } from './support/a-dashboard-site.ts';
import { startChromium } from './support/chromium.ts';
import { lookAtPage } from './support/look-at-page.ts';

const partner = DEFAULT_TENANTS.partnerOne;

let site: DashboardSite;
let browser: Browser;
/** Of the operator, for all tests: they are one journey. */
let operator: BrowserContext;
const complaints: string[] = [];
const foreign: string[] = [];
let key: string;
let sweepPath: string;
let callerPath: string;
let reportPath: string;

before(async () => {
  site = await aDashboardSite();
  browser = await startChromium();
  operator = await aContext(false);
});

after(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

/** A browser with nothing in it, of which every complaint and every request to elsewhere is kept. */
async function aContext(javaScriptEnabled: boolean): Promise<BrowserContext> {
  const context = await browser.newContext({ javaScriptEnabled });
  const ours = new Set([
    site.url,
    site.broker.ready.publicUrl,
    ...Object.values<string>({ ...site.sandbox.origins }),
  ]);
  context.on('console', (message) => void complaints.push(message.text()));
  context.on('weberror', (error) => void complaints.push(String(error.error())));
  context.on('request', (request) => {
    if (!ours.has(new URL(request.url()).origin)) foreign.push(request.url());
  });
  return context;
}

async function signIn(page: Page, account: string): Promise<void> {
  await site.signIn(page, account);
  const accept = page.getByRole('button', { name: 'Accept' });
  if ((await accept.count()) > 0) await accept.click();
  const goOn = page.getByRole('button', { name: 'Continue' });
  if ((await goOn.count()) > 0) await goOn.click();
}

async function open(page: Page, path: string): Promise<void> {
  const answer = await page.goto(`${site.url}/dashboard${path}`);
  assert.equal(answer?.status(), 200, path);
}

/** The link that the dashboard makes for somebody. */
async function invite(kind: string): Promise<string> {
  const page = await operator.newPage();
  await open(page, `/invitations/new?kind=${kind}`);
  await page.getByLabel('Tenant id of the partner').fill(partner);
  await page.getByLabel('Name of the partner').fill('Contoso <b>Partners</b>');
  await page.getByRole('button', { name: 'Make the link' }).click();
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  await page.close();
  return link;
}

test('an operator signs in with an account, at two sites, without a script', async () => {
  const page = await operator.newPage();
  await page.goto(`${site.url}/dashboard/partners`);
  assert.equal(new URL(page.url()).hostname, 'localhost');
  await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
  assert.equal(new URL(page.url()).hostname, '127.0.0.1');
  await signIn(page, operatorAccount);
  assert.equal(page.url(), `${site.url}/dashboard/partners`);
  assert.match(await page.locator('header').innerText(), /Example Operator\s+admin · MFA confirmed/);
  await page.close();
});

test('an administrator approves, and a service account connects with MFA, by links from the dashboard', async () => {
  for (const [kind, account, said] of [
    ['approve', 'admin@partner-one.example', /approved/i],
    ['connect', 'service@partner-one.example', /can now work for/],
  ] as const) {
    const invited = await aContext(false);
    const page = await invited.newPage();
    await page.goto(await invite(kind));
    await page.locator('main form button').last().click();
    const goOn = page.getByRole('link', { name: /continue|go on/i });
    if ((await goOn.count()) > 0) await goOn.click();
    await signIn(page, account);
    await page.getByText(said).first().waitFor();
    const path = kind === 'approve' ? '/consent/approved' : '/consent/callback';
    assert.equal(page.url().split('?')[0], `${site.broker.ready.publicUrl}${path}`);
    await invited.close();
  }
});

test('a caller is added, and gets a token of a customer with the key that is shown once', async () => {
  const page = await operator.newPage();
  await open(page, '/add-caller');
  await page.getByLabel('Name', { exact: true }).fill('reports');
  await page.getByLabel('Partners', { exact: true }).fill(partner);
  await page.getByLabel('Every customer').check();
  await page.getByLabel('Microsoft Graph').check();
  await page.getByLabel('All that the grant has').check();
  await page.getByRole('button', { name: 'Add a caller' }).click();
  key = (await page.locator('pre code').innerText()).trim();
  assert.equal((await askForToken()).status, 200);
  await page.getByRole('link', { name: /to the caller/ }).click();
  callerPath = new URL(page.url()).pathname.replace('/dashboard', '');
  assert.equal((await page.content()).includes(key), false);
  await page.close();
});

function askForToken(): Promise<Response> {
  return fetch(`${site.url}/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ partner, customer: DEFAULT_TENANTS.customerA, resource: 'graph' }),
  });
}

test('a sweep is started, followed while it works, and kept as a file', async () => {
  const page = await operator.newPage();
  await open(page, '/start-sweep');
  await page.getByLabel('Task').selectOption('token-reach');
  await page.getByLabel('Partners').fill(partner);
  await page.getByRole('button', { name: 'Start the sweep' }).click();
  sweepPath = new URL(page.url()).pathname.replace('/dashboard', '');
  await page.close();
  // With a script the page keeps itself up to date: it is not opened again.
  const scripted = await aContext(true);
  await scripted.addCookies(await operator.cookies(site.url));
  const followed = await scripted.newPage();
  await open(followed, sweepPath);
  await followed.getByText('ended', { exact: true }).waitFor();
  const [file] = await Promise.all([
    followed.waitForEvent('download'),
    followed.getByRole('link', { name: /CSV/ }).first().click(),
  ]);
  assert.match(file.suggestedFilename(), /\.csv$/);
  await scripted.close();
});

test('a report on security requirements is made, and read in each language', async () => {
  const page = await operator.newPage();
  await open(page, `/posture/${partner}`);
  await page
    .getByRole('button', { name: /report/i })
    .first()
    .click();
  for (let tries = 0; (await page.locator('a[href*="/report/"]').count()) === 0; tries++) {
    assert.ok(tries < 60, await page.locator('main').innerText());
    await page.waitForTimeout(250);
    await page.reload();
  }
  reportPath = new URL(page.url()).pathname.replace('/dashboard', '');
  for (const language of ['en', 'nl', 'sv']) {
    await open(page, `${reportPath}/report/${language}`);
    assert.equal(await page.locator('html').getAttribute('lang'), language);
  }
  await page.close();
});

/** Every page of the dashboard that is shown in a frame, with what this journey made, and forms that stand before acts: by their paths. */
function everyPath(): ReadonlyMap<string, string> {
  const made: Readonly<Record<string, string>> = {
    '/sweeps/{id}': sweepPath,
    '/sweeps/{id}/customers': `${sweepPath}/customers`,
    '/callers/{id}': callerPath,
    '/posture/{partner}/{id}': reportPath,
  };
  const framed = dashboardPages
    .map(({ path }) => path)
    .filter((path) => !/\.(csv|json|ndjson)$|\/report\//.test(path));
  const forms = ['/invitations/new', '/start-sweep', '/add-caller', '/stop/{partner}'];
  const paths = [...framed, ...forms].map((path): [string, string] => [
    path,
    (made[path] ?? path).replace('{partner}', partner).replace('{customer}', DEFAULT_TENANTS.customerA),
  ]);
  for (const [, path] of paths) assert.doesNotMatch(path, /\{/, 'a page that this journey has nothing for');
  return new Map(paths);
}

test('nobody is kept out of any page: by axe in both themes, on a phone, without a request to elsewhere', async () => {
  const context = await aContext(true);
  await context.addCookies(await operator.cookies(site.url));
  const page = await context.newPage();
  const barriers: string[] = [];
  for (const [name, path] of everyPath()) {
    await open(page, path);
    barriers.push(
      ...(await lookAtPage(page, `dashboard${name.replaceAll(/[^a-z]+/gi, '-').replace(/-$/, '')}`)),
    );
  }
  for (const language of ['en', 'nl', 'sv']) {
    await open(page, `${reportPath}/report/${language}`);
    barriers.push(...(await lookAtPage(page, `report-${language}`)));
  }
  assert.deepEqual(barriers, []);
  await context.close();
});

test('nobody is kept out of the pages that stand before a sign-in', async () => {
  const context = await aContext(true);
  const page = await context.newPage();
  await open(page, '/sign-in');
  assert.deepEqual(await lookAtPage(page, 'dashboard-sign-in'), []);
  await page.goto(`${site.url}/dashboard/link/${'A'.repeat(43)}`);
  assert.deepEqual(await lookAtPage(page, 'dashboard-refused'), []);
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/status of 404/.test(text)));
  await context.close();
});

test('the keyboard alone reaches the content, every link and the button', async () => {
  const context = await aContext(false);
  await context.addCookies(await operator.cookies(site.url));
  const page = await context.newPage();
  await open(page, '/partners');
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(':focus').innerText(), 'Skip to the content');
  await page.keyboard.press('Enter');
  assert.match(page.url(), /#content$/);
  await page.keyboard.press('Tab');
  assert.equal(await page.locator('main :focus').count(), 1);
  await context.close();
});

test('the grant is taken back, and no token comes any more', async () => {
  const page = await operator.newPage();
  await open(page, `/partners/${partner}`);
  await page.getByRole('link', { name: 'Take back' }).click();
  await page.locator('main form button').first().click();
  assert.match(await page.locator('main').innerText(), /taken back/i);
  const refused = await askForToken();
  assert.equal(refused.status >= 400, true);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(`${site.url}/dashboard`);
  assert.match(page.url(), /sign-in/);
  await page.close();
});

test('no page complained, broke its policy, or asked elsewhere', () => {
  assert.deepEqual(complaints, []);
  assert.deepEqual(foreign, []);
});
