import { type Clock, ConsentryError, type Random, Secret } from '@consentry/core';
import type { Operation } from '@consentry/core/contract';
import type { DashboardAccounts } from '../config.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import type { Incoming, Reply } from '../http/incoming.ts';
import type { Store } from '../stores/store.ts';
import { pathWithin, signInPath } from './addresses.ts';
import {
  noSessionCookie,
  noSignInCookie,
  sessionCookie,
  sessionCookieName,
  signInCookieName,
} from './cookies.ts';
import { principalOf } from './principal-of.ts';
import { sendTo } from './reply.ts';
import { isLetIn, type SignedIn } from './signed-in.ts';

/** A session of a browser, and who has it. */
export interface Session {
  /** What the cookie holds. */
  readonly secret: string;
  readonly who: SignedIn;
}

export interface BrowserSessions {
  find(exchange: Exchange<Operation>): Promise<Session | undefined>;
  /** Records a sign-in, and sends the browser on to a page of the dashboard. @throws ConsentryError `audit_unavailable` */
  begin(
    exchange: Exchange<Operation>,
    who: SignedIn,
    { way, to }: { readonly way: 'link' | 'account'; readonly to: string },
  ): Promise<Reply>;
  end(exchange: Exchange<Operation>, session: Session): Promise<Reply>;
}

export interface BrowserSessionsDeps {
  readonly store: Pick<Store, 'audit' | 'dashboardSessions'>;
  /** Undefined: people sign in by links. */
  readonly accounts: DashboardAccounts | undefined;
  readonly clock: Clock;
  readonly random: Random;
}

export function createBrowserSessions(deps: BrowserSessionsDeps): BrowserSessions {
  const { store, accounts, clock, random } = deps;
  const { audit, dashboardSessions: rows } = store;
  return {
    async find({ cookies, raw }) {
      const secret = cookies.get(sessionCookieName);
      if (secret === undefined || !isSecret(secret)) return undefined;
      const who = await rows.find(secret, clock.now(), !isFollowing(raw));
      return who !== undefined && isLetIn(who, accounts) ? { secret, who } : undefined;
    },

    async begin(exchange, who, { way, to }) {
      const at = clock.now();
      const event = { type: 'dashboard.signed_in', role: who.role, way, signInMfa: who.mfa } as const;
      await audit.write({ ...event, at, actor: 'operator', ...traceOfPerson(exchange, who) });
      // A session that somebody else put into this browser, or that was left there, ends here.
      const before = exchange.cookies.get(sessionCookieName);
      if (before !== undefined) await rows.remove(before);
      const session = Secret.of(Buffer.from(random.bytes(32)).toString('base64url'));
      await rows.add(session, who, at);
      // An answer is taken once: without its cookie it is worth nothing, and nobody sends it again from this browser.
      const spent = exchange.cookies.has(signInCookieName) ? [noSignInCookie] : [];
      const cookies = [sessionCookie(session), ...spent];
      return sendTo(pathWithin(to), { requestId: exchange.requestId, cookies });
    },

    async end(exchange, { secret, who }) {
      await rows.remove(secret);
      const event = { type: 'dashboard.signed_out', at: clock.now(), actor: 'operator' } as const;
      await audit.write({ ...event, ...traceOfPerson(exchange, who) });
      return sendTo(signInPath, { requestId: exchange.requestId, cookies: [noSessionCookie] });
    },
  };
}

function traceOfPerson(exchange: Exchange<Operation>, who: SignedIn): ReturnType<typeof traceOf> {
  return traceOf({ ...exchange, principal: principalOf(who) });
}

/** Whether a page asks for its news by itself: nobody has to be there. */
export function isFollowing({ header }: Incoming): boolean {
  return header('accept') === 'text/event-stream';
}

/** 256 bits in base64url: what is anything else is not looked up. */
export function isSecret(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** @param url the origin of the dashboard @throws ConsentryError `origin_refused` */
export function requireOrigin({ origin }: Pick<Exchange<Operation>, 'origin'>, url: string): void {
  if (origin === url) return;
  throw new ConsentryError('origin_refused', {
    remedy: `Open the dashboard at ${url}, and press the button there.`,
  });
}
