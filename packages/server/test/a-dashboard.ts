import assert from 'node:assert/strict';
import type { Role } from '../src/dashboard/signed-in.ts';
import { aBroker, type TestBroker, type TestBrokerOptions } from './a-broker.ts';

export const dashboardUrl = 'http://127.0.0.1:44396';

/** A browser at the dashboard: it keeps cookies, and sends forms as they stand in a page. */
export interface DashboardBrowser {
  /** Asks for a page and follows where it is sent. @param path with `/dashboard` at its beginning */
  open(path: string, headers?: Record<string, string>): Promise<DashboardPage>;
  /** Sends a form of a page, with these fields besides its hidden ones. @param action as it stands in the form */
  send(page: DashboardPage, action: string, fields?: Record<string, string>): Promise<DashboardPage>;
  /** Sends a request as it is, with the cookies, and follows nothing. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** As the browser holds them. */
  readonly cookies: Map<string, string>;
}

export interface DashboardPage {
  readonly status: number;
  /** With its query, after every redirect. */
  readonly path: string;
  readonly html: string;
  /** What a person reads: no tags, entities as letters, white space as one space. */
  readonly text: string;
  readonly headers: Headers;
}

export interface TestDashboard extends AsyncDisposable {
  readonly t: TestBroker;
  browser(): DashboardBrowser;
  /** A browser that is signed in by a link. */
  signedIn(role?: Role): Promise<DashboardBrowser>;
}

export async function aDashboard(options: TestBrokerOptions = {}): Promise<TestDashboard> {
  const config = { dashboard: { url: dashboardUrl, accounts: undefined }, ...options.config };
  const t = await aBroker({ ...options, config });
  const browser = (): DashboardBrowser => createBrowser((request) => t.send(request));
  return {
    t,
    browser,
    async signedIn(role = 'admin') {
      const { url } = await t.operator.call('createDashboardLink', { body: { role } });
      const one = browser();
      const { pathname } = new URL(url);
      const page = await one.send(await one.open(pathname), pathname);
      assert.equal(page.path, '/dashboard');
      return one;
    },
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  };
}

function createBrowser(send: (request: Request) => Promise<Response>): DashboardBrowser {
  const cookies = new Map<string, string>();
  const request = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0)
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await send(
      new Request(new URL(path, dashboardUrl), { redirect: 'manual', ...init, headers }),
    );
    for (const cookie of response.headers.getSetCookie()) keep(cookies, cookie);
    return response;
  };
  const follow = async (path: string, response: Response): Promise<DashboardPage> => {
    const location = response.headers.get('location');
    if (response.status === 303 && location !== null) return open(location);
    const html = await response.text();
    return { status: response.status, path, html, text: textOf(html), headers: response.headers };
  };
  const open = async (path: string, headers: Record<string, string> = {}): Promise<DashboardPage> =>
    follow(path, await request(path, { headers }));
  return {
    cookies,
    request,
    open,
    async send(page, action, fields = {}) {
      const body = new URLSearchParams({ ...hiddenFields(page.html, action), ...fields });
      return follow(
        action,
        await request(action, { method: 'POST', headers: { origin: dashboardUrl }, body }),
      );
    },
  };
}

function keep(cookies: Map<string, string>, cookie: string): void {
  const [pair = '', ...attributes] = cookie.split('; ');
  const at = pair.indexOf('=');
  const name = pair.slice(0, at);
  if (attributes.includes('Max-Age=0')) cookies.delete(name);
  else cookies.set(name, pair.slice(at + 1));
}

/** The hidden fields of the form with this action. Fails when the page has no such form. */
function hiddenFields(html: string, action: string): Record<string, string> {
  const form = html
    .split('<form ')
    .slice(1)
    .find((one) => one.includes(`action="${action}"`));
  assert.ok(form, `there is no form that sends to ${action}`);
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of form
    .slice(0, form.indexOf('</form>'))
    .matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)) {
    fields[name] = value.replaceAll('&amp;', '&');
  }
  return fields;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function textOf(html: string): string {
  return html
    .replaceAll(/<(style|script)>[^]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll(/\s+/g, ' ');
}
