import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aDashboard, dashboardUrl } from './a-dashboard.ts';

test('a link signs in once, by its button, and is recorded', async () => {
  await using d = await aDashboard();
  const { url, role } = await d.t.operator.call('createDashboardLink', { body: {} });
  assert.equal(role, 'admin');
  const { pathname } = new URL(url);
  const browser = d.browser();
  // A program that opens links uses none up.
  await d.browser().open(pathname);
  const page = await browser.open(pathname);
  assert.match(page.text, /signs you in as admin/);
  assert.equal(browser.cookies.size, 0);
  assert.equal((await browser.send(page, pathname)).path, '/dashboard');
  const again = await d.browser().open(pathname);
  assert.equal(again.status, 404);
  assert.match(again.text, /consentry dashboard/);
  const events = await d.t.events();
  assert.deepEqual(
    events.map(({ type }) => type).filter((type) => type.startsWith('dashboard.')),
    ['dashboard.signed_in', 'dashboard.link_created'],
  );
});

test('whoever is not signed in is asked to, and comes to the page that was asked for', async () => {
  await using d = await aDashboard();
  const browser = d.browser();
  const page = await browser.open('/dashboard/partners');
  assert.equal(page.path, '/dashboard/sign-in?to=%2Fdashboard%2Fpartners');
  assert.match(page.text, /npx consentry dashboard/);
});

test('a form of another site, one without our proof, and one without a session do nothing', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn();
  const page = await browser.open('/dashboard');
  const proof = /name="form" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
  const signOut = (origin: string, form: string) =>
    browser.request('/dashboard/sign-out', {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({ form }),
    });
  assert.equal((await signOut('https://evil.example', proof)).status, 403);
  assert.equal((await signOut('null', proof)).status, 403);
  assert.equal((await signOut(dashboardUrl, 'x')).status, 403);
  const other = await d.signedIn();
  const othersPage = await other.open('/dashboard');
  const othersProof = /name="form" value="([^"]+)"/.exec(othersPage.html)?.[1] ?? '';
  assert.equal((await signOut(dashboardUrl, othersProof)).status, 403);
  assert.equal((await browser.open('/dashboard')).path, '/dashboard');
  assert.equal((await signOut(dashboardUrl, proof)).status, 303);
  assert.match((await browser.open('/dashboard')).path, /sign-in/);
});
