import { ConsentryError } from '@consentry/core';
import type { Operation } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import { type Incoming, queryOf, type Reply } from '../http/incoming.ts';
import type { ApiHandlers } from '../routes/handlers.ts';
import type { RouteDeps } from '../routes/route-deps.ts';
import { home, placeOf, signInPath, withName } from './addresses.ts';
import { createAsk } from './ask.ts';
import { createBrowserSessions, isFollowing, requireOrigin, type Session } from './browser-sessions.ts';
import { createFindPlace, type Found } from './find-place.ts';
import { formField, readForm, requireOurForm } from './form.ts';
import { layout, refusalPage } from './frame/layout.ts';
import { createLive } from './live.ts';
import type { Act, Page, Sheet, Visit } from './place.ts';
import { acts, pages } from './places.ts';
import { recordingPerson } from './recording-person.ts';
import { documentReply, downloadReply, pageReply, sendTo } from './reply.ts';
import type { AccountSignIn } from './sign-in/account-sign-in.ts';
import { againSheet } from './sign-in/pages.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import { isFresh, mayAct } from './signed-in.ts';

export interface DashboardDeps
  extends Pick<RouteDeps, 'dashboard' | 'store' | 'clock' | 'random' | 'timer' | 'isStopping'> {
  readonly handlers: ApiHandlers;
  /** Undefined: people sign in by links. */
  readonly accounts: AccountSignIn | undefined;
}

/** What GET and POST below `/dashboard` do. */
export interface Dashboard {
  /** @throws ConsentryError those of `showDashboard` in the contract, and whatever an operation refuses that a page asks */
  show(exchange: Exchange<Operation>): Promise<Reply>;
  /** @throws ConsentryError those of `changeDashboard` in the contract, and whatever an operation refuses that an act asks */
  change(exchange: Exchange<Operation>): Promise<Reply>;
  /** The page of a refusal. */
  refusal(error: ConsentryError, requestId: string): Promise<Reply>;
}

/** Serves the places of the dashboard: who is signed in, who may what, whose form it is, and what comes of it. */
export function createDashboard(deps: DashboardDeps): Dashboard {
  const { dashboard, store, clock, accounts } = deps;
  const refusal: Dashboard['refusal'] = (error, requestId) =>
    pageReply(error.entry.status, refusalPage(error, requestId), { requestId });
  if (dashboard === undefined) {
    const off = (): Promise<Reply> => Promise.reject(new ConsentryError('dashboard_off'));
    return { show: off, change: off, refusal };
  }
  const { url } = dashboard;
  const sessions = createBrowserSessions({ ...deps, accounts: dashboard.accounts });
  const signIn = createSignIn({ url, links: store.dashboardSessions, sessions, accounts, clock });
  const findPage = createFindPlace(pages);
  const findAct = createFindPlace(acts);
  const live = createLive(deps);

  const visitOf = (
    exchange: Exchange<Operation>,
    { who, secret }: Session,
    params: Visit['params'],
  ): Visit => ({
    who,
    params,
    query: readQuery(exchange.raw),
    ...createAsk(deps.handlers, who, exchange),
    now: clock.now(),
    formField: formField(secret),
    may: (role) => mayAct(who.role, role),
  });

  const showPage = async (
    exchange: Exchange<Operation>,
    session: Session,
    { place: page, params }: Found<Page>,
  ): Promise<Reply> => {
    const { raw, requestId } = exchange;
    const visit = visitOf(exchange, session, params);
    requireRole(visit, page);
    if (isFollowing(raw)) {
      return live.follow(() => readParts(exchange, page, params), raw.signal());
    }
    const shown = await page.show(visit);
    if ('content' in shown) return draw(shown, visit, requestId);
    return 'fileName' in shown ? downloadReply(shown, requestId) : documentReply(shown, requestId);
  };

  /** Undefined once there is nothing to follow, or nobody who may: a session can end while its page is open. */
  const readParts = async (
    exchange: Exchange<Operation>,
    page: Page,
    params: Visit['params'],
  ): Promise<Sheet['parts']> => {
    const session = await sessions.find(exchange);
    if (session === undefined || !mayAct(session.who.role, page.least)) return undefined;
    const shown = await page.show(visitOf(exchange, session, params));
    return 'content' in shown ? shown.parts : undefined;
  };

  const confirm = async (
    exchange: Exchange<Operation>,
    session: Session,
    { place: act, params }: Found<Act>,
  ): Promise<Reply> => {
    if (act.confirm === undefined) throw new ConsentryError('not_found');
    const { raw, requestId } = exchange;
    const visit = visitOf(exchange, session, params);
    requireRole(visit, act);
    if (!act.isDangerous || isFresh(session.who, visit.now)) {
      return draw(await act.confirm(visit), visit, requestId);
    }
    const targets = accounts === undefined ? [] : [accounts.origin];
    const sheet = againSheet(accounts !== undefined, raw.target);
    return pageReply(200, layout(sheet, visit), { requestId }, targets);
  };

  const carryOut = async (
    exchange: Exchange<Operation>,
    session: Session,
    { place: act, params }: Found<Act>,
  ): Promise<Reply> => {
    const { fields, requestId } = exchange;
    const visit = visitOf(exchange, session, params);
    requireRole(visit, act);
    if (act.isDangerous && !isFresh(session.who, visit.now)) {
      throw new ConsentryError('dashboard_sign_in_again');
    }
    const outcome = await act.carryOut(visit, readForm(act.form, fields));
    if ('content' in outcome) return draw(outcome, visit, requestId);
    return sendTo(withName(`${home}${outcome.to}`, 'done', nameOf(act)), { requestId });
  };

  return {
    async show(exchange) {
      const path = placeOf(exchange);
      const session = await sessions.find(exchange);
      const open = signIn.show(path, exchange, session);
      if (open !== undefined) return open;
      const { raw, requestId } = exchange;
      if (session === undefined) return sendTo(withName(signInPath, 'to', raw.target), { requestId });
      const as = { operation: 'showDashboard', who: session.who } as const;
      return recordingPerson(clock, exchange, as, async () => {
        const page = findPage(path);
        if (page !== undefined) return showPage(exchange, session, page);
        const act = findAct(path);
        if (act === undefined) throw new ConsentryError('not_found');
        return confirm(exchange, session, act);
      });
    },

    async change(exchange) {
      const path = placeOf(exchange);
      const open = signIn.change(path, exchange);
      if (open !== undefined) return open;
      requireOrigin(exchange, url);
      const session = await sessions.find(exchange);
      if (session === undefined) throw new ConsentryError('dashboard_signed_out');
      const as = { operation: 'changeDashboard', who: session.who } as const;
      return recordingPerson(clock, exchange, as, async () => {
        requireOurForm(exchange.fields, session.secret);
        if (path === '/sign-out') return sessions.end(exchange, session);
        const act = findAct(path);
        if (act === undefined) throw new ConsentryError('not_found');
        return carryOut(exchange, session, act);
      });
    },

    refusal,
  };
}

/** Whoever leads here from elsewhere does not say what was done. A browser without the header (before 2023) is believed. */
function readQuery({ target, header }: Incoming): URLSearchParams {
  const query = new URLSearchParams(queryOf(target));
  if ((header('sec-fetch-site') ?? 'same-origin') !== 'same-origin') query.delete('done');
  return query;
}

function requireRole({ may }: Visit, { least }: Pick<Page | Act, 'least'>): void {
  if (!may(least)) throw new ConsentryError('dashboard_role_missing');
}

function draw(sheet: Sheet, visit: Visit, requestId: string): Promise<Reply> {
  // Words that stand in an address are never shown: it only names an act, which brings its own.
  const done = acts.find((act) => nameOf(act) === visit.query.get('done'))?.done;
  return pageReply(200, layout(sheet, visit, done), { requestId });
}

/** An act by its path, in a query. */
function nameOf({ path }: Pick<Act, 'path'>): string {
  return path.replaceAll(/[^a-z]+/gi, '-').replaceAll(/^-|-$/g, '');
}
