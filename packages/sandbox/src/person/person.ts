import { createCookieJar, isSameSite } from './cookie-jar.ts';
import type { Form, FormButton, Page } from './page.ts';
import { readPage } from './read-page.ts';

/** A scripted person with a browser that runs no script. */
export interface Person {
  /** Types an address and follows redirects. */
  open(url: string): Promise<Page>;
  /**
   * Fills a form and submits it: the form with the named button, else the first form that has all the named fields, else the
   * first form. A field that the form does not have is sent too, as a tamperer would.
   *
   * @throws TypeError when the page has no form, or no such button
   */
  submit(page: Page, fields?: Record<string, string>, options?: SubmitOptions): Promise<Page>;
}

/** How a form is submitted. */
export interface SubmitOptions {
  /** `name=value` of a button, or its text. Without it the first button is pressed. */
  button?: string;
}

/** What a person needs: a way to send requests, and a clock. */
export interface PersonOptions {
  /** Sends a request and does not follow redirects. */
  send: (request: Request) => Promise<Response>;
  /** For the expiry of cookies; the machine's clock unless told otherwise. */
  now?: () => number;
}

interface Visit {
  url: URL;
  method: string;
  body?: string;
  /** The page that the visit began on. */
  initiator: URL | undefined;
  /** Undefined when the address was typed. */
  origin?: string;
}

const LONGEST_CHAIN = 20;

/** Creates a person with an empty cookie jar. */
export function createPerson({ send, now = Date.now }: PersonOptions): Person {
  const jar = createCookieJar(now);

  async function visit(first: Visit): Promise<Page> {
    let next: Visit | undefined = first;
    for (let step = 0; step < LONGEST_CHAIN && next !== undefined; step += 1) {
      const current: Visit = next;
      const response = await send(writeRequest(current, jar.header(current.url, current)));
      jar.store(current.url, response.headers);
      next = readRedirect(current, response);
      if (next !== undefined) {
        await response.body?.cancel();
        continue;
      }
      const page = await readPage(current.url.href, response);
      if (page.refreshTo === undefined) return page;
      next = { url: new URL(page.refreshTo), method: 'GET', initiator: current.url };
    }
    throw new TypeError(`more than ${LONGEST_CHAIN} redirects, beginning at ${first.url.href}`);
  }

  return {
    open: (url) => visit({ url: new URL(url), method: 'GET', initiator: undefined }),
    submit: async (page, fields = {}, { button } = {}) => {
      const chosen = chooseForm(page, Object.keys(fields), button);
      return visit(fillForm(page, chosen, fields));
    },
  };
}

function writeRequest(visit: Visit, cookie: string | undefined): Request {
  const headers = new Headers({ accept: 'text/html' });
  if (cookie !== undefined) headers.set('cookie', cookie);
  if (visit.method !== 'GET' && visit.origin !== undefined) headers.set('origin', visit.origin);
  headers.set('sec-fetch-site', fetchSite(visit));
  if (visit.body === undefined)
    return new Request(visit.url, { method: visit.method, headers, redirect: 'manual' });
  headers.set('content-type', 'application/x-www-form-urlencoded');
  return new Request(visit.url, { method: visit.method, headers, body: visit.body, redirect: 'manual' });
}

function fetchSite({ url, initiator }: Visit): string {
  if (initiator === undefined) return 'none';
  if (initiator.origin === url.origin) return 'same-origin';
  return isSameSite(initiator, url) ? 'same-site' : 'cross-site';
}

/** 307 and 308 keep method and body; every other redirect is a GET. */
function readRedirect(visit: Visit, response: Response): Visit | undefined {
  const location = response.headers.get('location');
  if (response.status < 300 || response.status > 399 || location === null) return undefined;
  const url = new URL(location, visit.url);
  const { initiator } = visit;
  if (response.status !== 307 && response.status !== 308) return { url, method: 'GET', initiator };
  // A browser no longer vouches for the origin once a POST was redirected to another one.
  const origin = url.origin === visit.url.origin ? visit.origin : 'null';
  return { ...visit, url, ...(origin === undefined ? {} : { origin }) };
}

function chooseForm(page: Page, names: string[], button?: string): { form: Form; button?: FormButton } {
  if (button !== undefined) {
    for (const form of page.forms) {
      const found = form.buttons.find((one) => `${one.name}=${one.value}` === button || one.text === button);
      if (found !== undefined) return { form, button: found };
    }
    throw new TypeError(`no button ${button} at ${page.url} (${page.status}): ${page.text.slice(0, 300)}`);
  }
  const hasAll = (form: Form): boolean =>
    names.every((name) => form.fields.some((field) => field.name === name));
  const form = page.forms.find(hasAll) ?? page.forms[0];
  if (form === undefined) {
    throw new TypeError(`no form at ${page.url} (${page.status}): ${page.text.slice(0, 300)}`);
  }
  const [first] = form.buttons;
  return first === undefined ? { form } : { form, button: first };
}

function fillForm(
  page: Page,
  { form, button }: { form: Form; button?: FormButton },
  fields: Record<string, string>,
): Visit {
  const body = new URLSearchParams();
  for (const field of form.fields) body.append(field.name, fields[field.name] ?? field.value);
  for (const [name, value] of Object.entries(fields)) if (!body.has(name)) body.append(name, value);
  if (button?.name !== undefined) body.append(button.name, button.value);
  const initiator = new URL(page.url);
  const url = new URL(form.action);
  if (form.method === 'POST') {
    return { url, method: 'POST', body: body.toString(), initiator, origin: originOf(page, initiator) };
  }
  url.search = body.toString();
  return { url, method: 'GET', initiator };
}

/** A page that forbids the referrer altogether sends `Origin: null` with its forms. */
function originOf(page: Page, url: URL): string {
  return page.headers.get('referrer-policy') === 'no-referrer' ? 'null' : url.origin;
}
