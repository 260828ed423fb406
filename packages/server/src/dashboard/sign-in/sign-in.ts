import { type Clock, ConsentryError } from '@consentry/core';
import type { Operation } from '@consentry/core/contract';
import type { Exchange } from '../../http/exchange.ts';
import { queryOf, type Reply } from '../../http/incoming.ts';
import type { DashboardSessions } from '../../stores/dashboard-sessions.ts';
import { home, pathWithin } from '../addresses.ts';
import { type BrowserSessions, isSecret, requireOrigin, type Session } from '../browser-sessions.ts';
import { signInCookie, signInCookieName } from '../cookies.ts';
import { pageReply, sendTo } from '../reply.ts';
import type { AccountSignIn } from './account-sign-in.ts';
import { linkPage, signInPage } from './pages.ts';

export interface SignInDeps {
  /** The origin of the dashboard. */
  readonly url: string;
  readonly links: Pick<DashboardSessions, 'findLink' | 'takeLink'>;
  readonly sessions: Pick<BrowserSessions, 'begin'>;
  /** Undefined: people sign in by links. */
  readonly accounts: AccountSignIn | undefined;
  readonly clock: Clock;
}

/** What is open to whoever is not signed in. Undefined for a path that is not. */
export interface SignIn {
  show(path: string, exchange: Exchange<Operation>, session: Session | undefined): Promise<Reply> | undefined;
  change(path: string, exchange: Exchange<Operation>): Promise<Reply> | undefined;
}

export function createSignIn(deps: SignInDeps): SignIn {
  const { url, links, sessions, accounts, clock } = deps;

  const showSignIn = async (
    { raw, requestId }: Exchange<Operation>,
    session: Session | undefined,
  ): Promise<Reply> => {
    const to = pathWithin(new URLSearchParams(queryOf(raw.target)).get('to'));
    if (session !== undefined) return sendTo(to, { requestId });
    const targets = accounts === undefined ? [] : [accounts.origin];
    return pageReply(200, signInPage(accounts !== undefined, to), { requestId }, targets);
  };

  /** With accounts there are no links, and none that are left from before. */
  const isLink = (handle: string): boolean => accounts === undefined && isSecret(handle);

  /** Only its button signs in: a program that opens links uses none up. */
  const showLink = async (handle: string, { requestId }: Exchange<Operation>): Promise<Reply> => {
    const role = isLink(handle) ? await links.findLink(handle, clock.now()) : undefined;
    if (role === undefined) throw new ConsentryError('dashboard_link_unknown');
    return pageReply(200, linkPage(role, `${home}/link/${handle}`), { requestId });
  };

  const useLink = async (handle: string, exchange: Exchange<Operation>): Promise<Reply> => {
    requireOrigin(exchange, url);
    const now = clock.now();
    const role = isLink(handle) ? await links.takeLink(handle, now) : undefined;
    if (role === undefined) throw new ConsentryError('dashboard_link_unknown');
    const who = { person: undefined, role, mfa: 'unknown', provedAt: now } as const;
    return sessions.begin(exchange, who, { way: 'link', to: home });
  };

  const begin = async (exchange: Exchange<Operation>): Promise<Reply> => {
    requireOrigin(exchange, url);
    if (accounts === undefined) throw new ConsentryError('not_found');
    const { fields, requestId } = exchange;
    const wish = { to: pathWithin(fields.get('to')), isAgain: fields.get('again') === '1' };
    const { url: location, cookie, cookieLifetimeMs } = accounts.start(wish);
    return sendTo(location, { requestId, cookies: [signInCookie(cookie, cookieLifetimeMs / 1000)] });
  };

  const finish = async (exchange: Exchange<Operation>): Promise<Reply> => {
    if (accounts === undefined) throw new ConsentryError('not_found');
    if (exchange.origin !== accounts.origin) throw new ConsentryError('origin_refused');
    const { who, to } = await accounts.finish(exchange.fields, exchange.cookies.get(signInCookieName));
    return sessions.begin(exchange, who, { way: 'account', to });
  };

  return {
    show(path, exchange, session) {
      if (path === '/sign-in') return showSignIn(exchange, session);
      const handle = handleOf(path);
      return handle === undefined ? undefined : showLink(handle, exchange);
    },
    change(path, exchange) {
      if (path === '/sign-in') return begin(exchange);
      if (path === '/sign-in/answer') return finish(exchange);
      const handle = handleOf(path);
      return handle === undefined ? undefined : useLink(handle, exchange);
    },
  };
}

function handleOf(path: string): string | undefined {
  return /^\/link\/([^/]+)$/.exec(path)?.[1];
}
