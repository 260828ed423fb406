import { ConsentryError, type Random, Secret } from '@consentry/core';
import type { Operation } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { pathOf, queryOf, type Reply } from '../http/incoming.ts';
import type { ApiHandlers } from '../routes/handlers.ts';
import type { RouteDeps } from '../routes/route-deps.ts';
import { createAsk } from './ask.ts';
import {
  noSessionCookie,
  sessionCookie,
  sessionCookieName,
  signInCookie,
  signInCookieName,
} from './cookies.ts';
import { createFindPlace } from './find-place.ts';
import { formField, readForm, requireOurForm } from './form.ts';
import { bareLayout, layout } from './frame/layout.ts';
import { createLive } from './live.ts';
import type { Act, Page, Sheet, Visit } from './place.ts';
import { acts, pages } from './places.ts';
import { documentReply, downloadReply, pageReply, sendTo } from './reply.ts';
import type { AccountSignIn } from './sign-in/account-sign-in.ts';
import { againSheet, linkPage, signInPage } from './sign-in/pages.ts';
import { isFresh, mayAct, type Role, type SignedIn } from './signed-in.ts';

export interface DashboardDeps
  extends Pick<RouteDeps, 'dashboard' | 'store' | 'clock' | 'random' | 'timer' | 'isStopping'> {
  readonly handlers: ApiHandlers;
  /** Undefined: people sign in by links. */
  readonly accounts: AccountSignIn | undefined;
}

/** What GET and POST below `/dashboard` do. */
export interface Dashboard {
  show(exchange: Exchange<Operation>): Promise<Reply>;
  change(exchange: Exchange<Operation>): Promise<Reply>;
  /** The page of a refusal. */
  refusal(error: ConsentryError, requestId: string): Promise<Reply>;
}

/** A session of a browser, and who has it. */
interface Session {
  readonly secret: string;
  readonly who: SignedIn;
}

const home = '/dashboard';
const signInPath = `${home}/sign-in`;

/** Everything about the dashboard that is not a page of its own: who is signed in, who may what, whose form it is. */
export function createDashboard(deps: DashboardDeps): Dashboard {
  const { store, clock, accounts } = deps;
  const { dashboardSessions: sessions, audit } = store;
  const findPage = createFindPlace(pages);
  const findAct = createFindPlace(acts);
  const live = createLive(deps);

  const findSession = async ({ cookies }: Exchange<Operation>): Promise<Session | undefined> => {
    const secret = cookies.get(sessionCookieName);
    if (secret === undefined || !isSecret(secret)) return undefined;
    const who = await sessions.find(secret, clock.now());
    return who && { secret, who };
  };

  const visitOf = (exchange: Exchange<Operation>, session: Session, params: Visit['params']): Visit => ({
    who: session.who,
    params,
    query: new URLSearchParams(queryOf(exchange.raw.target)),
    ...createAsk(deps.handlers, session.who, exchange),
    now: clock.now(),
    formField: formField(session.secret),
    may: (role) => mayAct(session.who.role, role),
  });

  const draw = (sheet: Sheet, visit: Visit, requestId: string): Promise<Reply> =>
    pageReply(200, layout(sheet, visit, doneOf(visit.query)), { requestId });

  const showPage = async (page: Page, visit: Visit, exchange: Exchange<Operation>): Promise<Reply> => {
    const { raw, requestId } = exchange;
    if (raw.header('accept') === 'text/event-stream') {
      const read = async (): Promise<Sheet['parts']> => {
        const session = await findSession(exchange);
        if (session === undefined || !mayAct(session.who.role, page.least)) return undefined;
        const shown = await page.show(visitOf(exchange, session, visit.params));
        return 'content' in shown ? shown.parts : undefined;
      };
      return live.follow(read, raw.signal());
    }
    const shown = await page.show(visit);
    if ('content' in shown) return draw(shown, visit, requestId);
    return 'fileName' in shown ? downloadReply(shown, requestId) : documentReply(shown, requestId);
  };

  const signIn = async (
    exchange: Exchange<Operation>,
    who: SignedIn,
    way: 'link' | 'account',
    to: string,
  ): Promise<Reply> => {
    const at = clock.now();
    await audit.write({
      type: 'dashboard.signed_in',
      at,
      actor: 'operator',
      ...traceOf({ ...exchange, principal: { kind: 'operator', person: who.person?.id } }),
      role: who.role,
      way,
      signInMfa: who.mfa,
    });
    // A session that somebody put into this browser is worth nothing afterwards.
    const before = exchange.cookies.get(sessionCookieName);
    if (before !== undefined) await sessions.remove(before);
    const session = createSecret(deps.random);
    await sessions.add(session, who, at);
    return sendTo(pathWithin(to), { requestId: exchange.requestId, cookies: sessionCookie(session) });
  };

  const useLink = async (exchange: Exchange<Operation>, handle: string): Promise<Reply> => {
    requireOurOrigin(exchange);
    const now = clock.now();
    const role = isSecret(handle) ? await sessions.takeLink(handle, now) : undefined;
    if (role === undefined) throw new ConsentryError('dashboard_link_unknown');
    return signIn(exchange, { person: undefined, role, mfa: 'unknown', provedAt: now }, 'link', home);
  };

  const beginAccount = async (exchange: Exchange<Operation>): Promise<Reply> => {
    requireOurOrigin(exchange);
    if (accounts === undefined) throw new ConsentryError('not_found');
    const { fields, requestId } = exchange;
    const wish = { to: pathWithin(fields.get('to') ?? home), isAgain: fields.get('again') === '1' };
    const { url, cookie, cookieLifetimeMs } = accounts.start(wish);
    const cookies = signInCookie(cookie, cookieLifetimeMs / 1000);
    const reply = sendTo(home, { requestId, cookies });
    return { ...reply, headers: { ...reply.headers, location: url } };
  };

  const finishAccount = async (exchange: Exchange<Operation>): Promise<Reply> => {
    if (accounts === undefined || exchange.origin !== accounts.origin) {
      throw new ConsentryError('origin_refused');
    }
    const { who, to } = await accounts.finish(exchange.fields, exchange.cookies.get(signInCookieName));
    return signIn(exchange, who, 'account', to);
  };

  const signOut = async (exchange: Exchange<Operation>, { secret, who }: Session): Promise<Reply> => {
    await sessions.remove(secret);
    await audit.write({
      type: 'dashboard.signed_out',
      at: clock.now(),
      actor: 'operator',
      ...traceOf({ ...exchange, principal: { kind: 'operator', person: who.person?.id } }),
    });
    return sendTo(signInPath, { requestId: exchange.requestId, cookies: noSessionCookie });
  };

  const requireOurOrigin = ({ origin }: Exchange<Operation>): void => {
    if (origin !== deps.dashboard?.url) throw new ConsentryError('origin_refused');
  };

  const carryOut = async (
    exchange: Exchange<Operation>,
    session: Session,
    { place: act, params }: { place: Act; params: Visit['params'] },
  ): Promise<Reply> => {
    const visit = visitOf(exchange, session, params);
    requireRole(visit, act.least);
    if (act.isDangerous && !isFresh(session.who, visit.now)) {
      throw new ConsentryError('dashboard_sign_in_again');
    }
    const outcome = await act.carryOut(visit, readForm(act.form, exchange.fields));
    const { requestId } = exchange;
    return 'to' in outcome
      ? sendTo(withDone(`${home}${outcome.to}`, act), { requestId })
      : draw(outcome, visit, requestId);
  };

  return {
    async show(exchange) {
      if (deps.dashboard === undefined) throw new ConsentryError('dashboard_off');
      const { requestId } = exchange;
      const path = placeOf(exchange);
      const session = await findSession(exchange);
      if (path === '/sign-in') {
        const to = pathWithin(new URLSearchParams(queryOf(exchange.raw.target)).get('to') ?? home);
        if (session !== undefined) return sendTo(to, { requestId });
        const targets = accounts === undefined ? [] : [accounts.origin];
        return pageReply(200, signInPage(accounts !== undefined, to), { requestId }, targets);
      }
      const handle = handleOf(path);
      if (handle !== undefined) {
        const role = isSecret(handle) ? await sessions.findLink(handle, clock.now()) : undefined;
        if (role === undefined) throw new ConsentryError('dashboard_link_unknown');
        return pageReply(200, linkPage(role, `${home}${path}`), { requestId });
      }
      if (session === undefined) {
        const to = encodeURIComponent(exchange.raw.target);
        return sendTo(`${signInPath}?to=${to}`, { requestId });
      }
      const page = findPage(path);
      if (page !== undefined) {
        const visit = visitOf(exchange, session, page.params);
        requireRole(visit, page.place.least);
        return showPage(page.place, visit, exchange);
      }
      const act = findAct(path);
      if (act?.place.confirm === undefined) throw new ConsentryError('not_found');
      const visit = visitOf(exchange, session, act.params);
      requireRole(visit, act.place.least);
      const isAsked = !act.place.isDangerous || isFresh(session.who, visit.now);
      const sheet = isAsked
        ? await act.place.confirm(visit)
        : againSheet(accounts !== undefined, exchange.raw.target);
      const targets = isAsked || accounts === undefined ? [] : [accounts.origin];
      return pageReply(200, layout(sheet, visit), { requestId }, targets);
    },

    async change(exchange) {
      if (deps.dashboard === undefined) throw new ConsentryError('dashboard_off');
      const path = placeOf(exchange);
      if (path === '/sign-in') return beginAccount(exchange);
      if (path === '/sign-in/answer') return finishAccount(exchange);
      const handle = handleOf(path);
      if (handle !== undefined) return useLink(exchange, handle);
      requireOurOrigin(exchange);
      const session = await findSession(exchange);
      if (session === undefined) throw new ConsentryError('dashboard_signed_out');
      requireOurForm(exchange.fields, session.secret);
      if (path === '/sign-out') return signOut(exchange, session);
      const act = findAct(path);
      if (act === undefined) throw new ConsentryError('not_found');
      return carryOut(exchange, session, act);
    },

    refusal: (error, requestId) => pageReply(error.entry.status, bareLayout(error, requestId), { requestId }),
  };
}

/** The path below the dashboard, `/` for its first page. */
function placeOf({ raw }: Exchange<Operation>): string {
  return pathOf(raw.target).slice(home.length).replace(/\/$/, '') || '/';
}

function handleOf(path: string): string | undefined {
  return /^\/link\/([^/]+)$/.exec(path)?.[1];
}

/** 256 bits in base64url: what is anything else is not looked up. */
function isSecret(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

function createSecret(random: Random): Secret<string> {
  return Secret.of(Buffer.from(random.bytes(32)).toString('base64url'));
}

/** A page of this dashboard, whatever was asked for: nobody is led elsewhere. */
function pathWithin(wanted: string): string {
  const base = 'http://dashboard.invalid';
  const url = URL.parse(wanted, base);
  const isWithin = url?.origin === base && (url.pathname === home || url.pathname.startsWith(`${home}/`));
  return isWithin && !url.pathname.startsWith(signInPath) ? `${url.pathname}${url.search}` : home;
}

function requireRole({ may }: Visit, least: Role): void {
  if (!may(least)) throw new ConsentryError('dashboard_role_missing');
}

/** An act by its path, in a query. */
function slugOf({ path }: Pick<Act, 'path'>): string {
  return path.replaceAll(/[^a-z]+/gi, '-').replaceAll(/^-|-$/g, '');
}

function withDone(path: string, act: Act): string {
  const url = new URL(path, 'http://dashboard.invalid');
  url.searchParams.set('done', slugOf(act));
  return `${url.pathname}${url.search}${url.hash}`;
}

/** What the act that led here says. Words of an address are never shown. */
function doneOf(query: URLSearchParams): string | undefined {
  const slug = query.get('done');
  return slug === null ? undefined : acts.find((act) => slugOf(act) === slug)?.done;
}
