import { isLocalName, isLoopback } from '../loopback.ts';

/** The cookies of one browser. They belong to a host name, not to a port, as in browsers. */
export interface CookieJar {
  /** Takes the cookies that a response sets. Those that a browser would refuse are dropped. */
  store(url: URL, headers: Headers): void;
  /** The `Cookie` header for a navigation, or undefined when there is nothing to send. */
  header(url: URL, navigation: Navigation): string | undefined;
}

/** What led to a request. */
export interface Navigation {
  method: string;
  /** The page that the navigation began on; undefined for an address that was typed. */
  initiator: URL | undefined;
}

interface Cookie {
  name: string;
  value: string;
  host: string;
  path: string;
  secure: boolean;
  sameSite: 'strict' | 'lax' | 'none';
  /** Epoch milliseconds. */
  expiresAt: number | undefined;
}

/** Creates an empty jar. `Domain` attributes are ignored: every cookie belongs to its host alone. */
export function createCookieJar(now: () => number): CookieJar {
  let cookies: Cookie[] = [];
  return {
    store: (url, headers) => {
      for (const line of headers.getSetCookie()) {
        const cookie = readCookie(url, line, now());
        if (cookie === undefined) continue;
        cookies = cookies.filter((one) => !isSameCookie(one, cookie));
        cookies.push(cookie);
      }
    },
    header: (url, navigation) => {
      const sent = cookies.filter((cookie) => isSent(cookie, url, navigation, now()));
      return sent.length === 0 ? undefined : sent.map(({ name, value }) => `${name}=${value}`).join('; ');
    },
  };
}

/** True when two addresses are of one site. Without a list of public suffixes, a site is a scheme and a host name. */
export function isSameSite(one: URL, other: URL): boolean {
  return one.protocol === other.protocol && one.hostname === other.hostname;
}

function isSent(cookie: Cookie, url: URL, { method, initiator }: Navigation, now: number): boolean {
  if (cookie.host !== url.hostname || !url.pathname.startsWith(cookie.path)) return false;
  if (cookie.expiresAt !== undefined && cookie.expiresAt <= now) return false;
  if (cookie.secure && !isTrustworthy(url)) return false;
  if (initiator === undefined || isSameSite(initiator, url) || cookie.sameSite === 'none') return true;
  return cookie.sameSite === 'lax' && method === 'GET';
}

function readCookie(url: URL, line: string, now: number): Cookie | undefined {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
  const equals = pair.indexOf('=');
  const attributes = new Map(rest.map((part) => readAttribute(part)));
  const name = pair.slice(0, equals);
  const secure = attributes.has('secure');
  const sameSite = attributes.get('samesite')?.toLowerCase();
  const maxAge = attributes.get('max-age');
  const expires = attributes.get('expires');
  const path = attributes.get('path') ?? '/';
  if (equals < 1 || (secure && !isTrustworthy(url))) return undefined;
  if (sameSite === 'none' && !secure) return undefined;
  if (name.startsWith('__Secure-') && !secure) return undefined;
  if (name.startsWith('__Host-') && !(secure && path === '/' && !attributes.has('domain'))) return undefined;
  return {
    name,
    value: pair.slice(equals + 1),
    host: url.hostname,
    path: path.startsWith('/') ? path : '/',
    secure,
    // A cookie that does not say is Lax.
    sameSite: sameSite === 'strict' || sameSite === 'none' ? sameSite : 'lax',
    expiresAt: readExpiry(maxAge, expires, now),
  };
}

function readAttribute(part: string): [string, string] {
  const equals = part.indexOf('=');
  return equals === -1
    ? [part.toLowerCase(), '']
    : [part.slice(0, equals).toLowerCase(), part.slice(equals + 1)];
}

function readExpiry(
  maxAge: string | undefined,
  expires: string | undefined,
  now: number,
): number | undefined {
  if (maxAge !== undefined) return now + Number(maxAge) * 1000;
  return expires === undefined ? undefined : Date.parse(expires);
}

function isSameCookie(one: Cookie, other: Cookie): boolean {
  return one.name === other.name && one.host === other.host && one.path === other.path;
}

/** Browsers treat loopback hosts as if they were https. */
function isTrustworthy({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isLocalName(hostname) || isLoopback(hostname);
}
