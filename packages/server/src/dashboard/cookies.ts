import type { Secret } from '@consentry/core';

/** `__Host-` keeps other hosts and paths from setting them (RFC 6265bis §4.1.3.2). */
export const sessionCookieName = '__Host-consentry-dashboard';
/** Binds a sign-in with an account to the browser that began it. */
export const signInCookieName = '__Host-consentry-dashboard-sign-in';

/** Lax: a link from elsewhere opens the page; a form of elsewhere has no session. It ends with the browser. */
export function sessionCookie(session: Secret<string>): string {
  return `${sessionCookieName}=${session.reveal()}; Path=/; Secure; HttpOnly; SameSite=Lax`;
}

/** None: the answer of the identity provider is a form that its site sends. */
export function signInCookie(value: Secret<string>, maxAgeSeconds: number): string {
  return `${signInCookieName}=${value.reveal()}; Path=/; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=None`;
}

export const noSessionCookie = `${sessionCookieName}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`;
export const noSignInCookie = `${signInCookieName}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=None`;
