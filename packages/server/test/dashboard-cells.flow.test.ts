import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { acts, pages } from '../src/dashboard/places.ts';
import { type Role, roles } from '../src/dashboard/signed-in.ts';
import { customerA, partnerOne } from './a-broker.ts';
import { aDashboard, type DashboardBrowser, dashboardUrl, type TestDashboard } from './a-dashboard.ts';

/** Who may what, written down once more: a role that changes in the code alone fails here. */
const leastForPages: Readonly<Record<string, Role>> = {
  '/': 'viewer',
  '/partners': 'viewer',
  '/partners/{partner}': 'viewer',
  '/partners/{partner}/customers': 'viewer',
  '/partners/{partner}/customers/{customer}': 'viewer',
  '/invitations': 'viewer',
  '/sweeps': 'viewer',
  '/sweeps/{id}': 'viewer',
  '/sweeps/{id}/rows.csv': 'viewer',
  '/sweeps/{id}/rows.ndjson': 'viewer',
  '/sweeps/{id}/customers': 'viewer',
  '/posture': 'viewer',
  '/posture/{partner}': 'viewer',
  '/posture/{partner}/{id}': 'viewer',
  '/posture/{partner}/{id}/report/{language}': 'viewer',
  '/posture/{partner}/{id}/findings.csv': 'viewer',
  '/posture/{partner}/{id}/table/{table}.csv': 'viewer',
  '/posture/{partner}/{id}/report.json': 'viewer',
  '/callers': 'viewer',
  '/callers/{id}': 'viewer',
  '/audit': 'viewer',
  '/credentials': 'viewer',
  '/settings': 'viewer',
};

/** `!`: it is dangerous, and needs a new sign-in. */
const leastForActs: Readonly<Record<string, 'operator' | 'admin!'>> = {
  '/partners/{partner}/grants/{id}/check': 'operator',
  '/partners/{partner}/grants/{id}/invite': 'operator',
  '/partners/{partner}/grants/{id}/revoke': 'admin!',
  '/partners/{partner}/grants/{id}/purge': 'admin!',
  '/partners/{partner}/grants/{id}/sign-out': 'admin!',
  '/stop/{scope}': 'operator',
  '/lift/{scope}': 'admin!',
  '/partners/{partner}/customers/read': 'operator',
  '/partners/{partner}/forecast': 'operator',
  '/partners/{partner}/customers/{customer}/consents/{id}/check': 'operator',
  '/invitations/new': 'operator',
  '/invitations/{id}/revoke': 'operator',
  '/start-sweep': 'operator',
  '/sweeps/{id}/stop': 'operator',
  '/sweeps/{id}/resume': 'operator',
  '/sweeps/{id}/remainder': 'operator',
  '/sweeps/{id}/remove': 'operator',
  '/posture/{partner}/make': 'operator',
  '/add-caller': 'admin!',
  '/add-keyless-caller': 'admin!',
  '/callers/{id}/policy': 'admin!',
  '/callers/{id}/add-key': 'admin!',
  '/callers/{id}/add-identity': 'admin!',
  '/callers/{id}/keys/{keyId}/remove': 'admin!',
  '/callers/{id}/identities/{identityId}/remove': 'admin!',
  '/callers/{id}/remove': 'admin!',
  '/audit/verification': 'operator',
  '/credentials/proof': 'operator',
};

const values: Readonly<Record<string, string>> = {
  partner: partnerOne,
  customer: customerA,
  scope: partnerOne,
  language: 'en',
  table: 'accounts',
};

/** A path with things in it that there are not: whoever may come so far is told so. */
const pathOf = (path: string): string =>
  `/dashboard${path === '/' ? '' : path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? `none-${name}`)}`;

const may = (role: Role, least: Role): boolean => roles.indexOf(role) >= roles.indexOf(least);

test('the table of pages and the table of acts are the code’s', () => {
  assert.deepEqual(Object.fromEntries(pages.map(({ path, least }) => [path, least])), leastForPages);
  const found = acts.map(({ path, least, isDangerous }) => [path, `${least}${isDangerous ? '!' : ''}`]);
  assert.deepEqual(Object.fromEntries(found), leastForActs);
});

test('every dangerous act asks before it is carried out', () => {
  assert.deepEqual(
    acts.filter(({ isDangerous, confirm }) => isDangerous && confirm === undefined).map(({ path }) => path),
    [],
  );
});

describe('every cell of role × page × action', () => {
  let d: TestDashboard;
  const browsers = new Map<Role, DashboardBrowser>();

  before(async () => {
    d = await aDashboard();
    for (const role of roles) browsers.set(role, await d.signedIn(role));
  });
  after(() => d[Symbol.asyncDispose]());

  const browserOf = (role: Role): DashboardBrowser => {
    const found = browsers.get(role);
    assert.ok(found);
    return found;
  };
  const proofOf = async (browser: DashboardBrowser): Promise<string> =>
    /name="form" value="([^"]+)"/.exec((await browser.open('/dashboard')).html)?.[1] ?? '';
  const post = (browser: DashboardBrowser, path: string, form: string, origin = dashboardUrl) =>
    browser.request(path, { method: 'POST', headers: { origin }, body: new URLSearchParams({ form }) });
  /** What was done; refusals and sign-ins are no acts. */
  const countDone = async (): Promise<number> =>
    (await d.t.events()).filter(({ type }) => type !== 'access.refused').length;

  for (const [path, least] of Object.entries(leastForPages)) {
    test(`page ${path}`, async () => {
      for (const role of roles) {
        const { status, text } = await browserOf(role).open(pathOf(path));
        assert.equal(text.includes('dashboard_role_missing'), !may(role, least), `${role}: ${status}`);
        if (may(role, least)) assert.notEqual(status, 403, role);
      }
      const nobody = await d.browser().open(pathOf(path));
      assert.match(nobody.path, /^\/dashboard\/sign-in/);
    });
  }

  for (const [path, cell] of Object.entries(leastForActs)) {
    const least = cell.replace('!', '') as Role;
    test(`act ${path}`, async () => {
      const doneBefore = await countDone();
      const nobody = await post(d.browser(), pathOf(path), 'x');
      assert.equal(nobody.status, 401);
      for (const role of roles.filter((one) => !may(one, least))) {
        const browser = browserOf(role);
        const refused = await post(browser, pathOf(path), await proofOf(browser));
        assert.equal(refused.status, 403, role);
        assert.match(await refused.text(), /dashboard_role_missing/, role);
        const asked = await browser.open(pathOf(path));
        assert.equal(asked.html.includes(`action="${pathOf(path)}"`), false, `${role} is offered nothing`);
      }
      for (const role of roles) {
        const browser = browserOf(role);
        const without = await post(browser, pathOf(path), 'x');
        assert.equal(without.status, 403, `${role} without the proof of the form`);
        const elsewhere = await post(browser, pathOf(path), await proofOf(browser), 'https://evil.example');
        assert.equal(elsewhere.status, 403, `${role} from elsewhere`);
      }
      assert.equal(await countDone(), doneBefore, 'nothing was done');
      for (const role of roles.filter((one) => may(one, least))) {
        const browser = browserOf(role);
        const done = await post(browser, pathOf(path), await proofOf(browser));
        assert.doesNotMatch(
          await done.text(),
          /dashboard_role_missing|origin_refused|dashboard_signed_out/,
          role,
        );
      }
    });
  }
});

test('a dangerous act waits for a new sign-in once ten minutes have passed', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn('admin');
  const form = /name="form" value="([^"]+)"/.exec((await browser.open('/dashboard')).html)?.[1] ?? '';
  d.t.sandbox.clock.move(10 * 60_000);
  for (const [path, cell] of Object.entries(leastForActs)) {
    if (!cell.endsWith('!')) continue;
    const body = new URLSearchParams({ form });
    const answer = await browser.request(pathOf(path), {
      method: 'POST',
      headers: { origin: dashboardUrl },
      body,
    });
    assert.equal(answer.status, 403, path);
    assert.match(await answer.text(), /dashboard_sign_in_again/, path);
    assert.match((await browser.open(pathOf(path))).text, /Sign in again/, path);
  }
});

test('a session that somebody put into the browser is worth nothing after the sign-in', async () => {
  await using d = await aDashboard();
  const attacker = await d.signedIn('viewer');
  const victim = d.browser();
  for (const [name, value] of attacker.cookies) victim.cookies.set(name, value);
  const planted = [...attacker.cookies.values()];
  const { url } = await d.t.operator.call('createDashboardLink', { body: { role: 'admin' } });
  const { pathname } = new URL(url);
  await victim.send(await victim.open(pathname), pathname);
  assert.notDeepEqual([...victim.cookies.values()], planted);
  assert.match((await attacker.open('/dashboard')).path, /sign-in/);
});

test('a session ends after an hour without a page, and after ten hours in any case', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn();
  d.t.sandbox.clock.move(60 * 60_000);
  assert.match((await browser.open('/dashboard')).path, /sign-in/);
  const busy = await d.signedIn();
  for (let hours = 0; hours < 11; hours++) {
    d.t.sandbox.clock.move(55 * 60_000);
    const { path } = await busy.open('/dashboard');
    assert.equal(path.includes('sign-in'), (hours + 1) * 55 > 600, `after ${(hours + 1) * 55} minutes`);
  }
});
