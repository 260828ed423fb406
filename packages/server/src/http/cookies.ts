/** Reads a Cookie header (RFC 6265 §4.2). The first of several cookies with one name wins, as browsers send it. */
export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim();
    if (at > 0 && !cookies.has(name)) cookies.set(name, part.slice(at + 1).trim());
  }
  return cookies;
}

/**
 * The cookie that binds a sign-in to the browser that started it. The provider's answer is a cross-site POST,
 * so it must be `SameSite=None`; `__Host-` keeps other hosts and paths from setting it (RFC 6265bis §4.1.3).
 */
export const flowCookieName = '__Host-consentry-flow';

export function flowCookie(value: string, maxAgeSeconds: number): string {
  return `${flowCookieName}=${value}; Path=/; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=None`;
}
