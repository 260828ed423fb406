import type { Exchange } from '../http/exchange.ts';
import type { Operation } from '@consentry/core/contract';
import { pathOf } from '../http/incoming.ts';

/** Where the dashboard begins. */
export const home = '/dashboard';
/** Where somebody signs in, and what lies below it: open to whoever is not signed in. */
export const signInPath = `${home}/sign-in`;

/** Resolves a path without an address of ours: nothing of it leaves this file. */
const base = 'http://dashboard.invalid';

/** The path below the dashboard, `/` for its first page. */
export function placeOf({ raw }: Pick<Exchange<Operation>, 'raw'>): string {
  return pathOf(raw.target).slice(home.length).replace(/\/$/, '') || '/';
}

/** A page of this dashboard, whatever was asked for: nobody is led elsewhere. */
export function pathWithin(wanted: string | null): string {
  const url = wanted === null ? null : URL.parse(wanted, base);
  const isWithin = url?.origin === base && (url.pathname === home || url.pathname.startsWith(`${home}/`));
  return isWithin && !url.pathname.startsWith(signInPath) ? `${url.pathname}${url.search}` : home;
}

/** The same path with one more name in its query. */
export function withName(path: string, name: string, value: string): string {
  const url = new URL(path, base);
  url.searchParams.set(name, value);
  return `${url.pathname}${url.search}${url.hash}`;
}
