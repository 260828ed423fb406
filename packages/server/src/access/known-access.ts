import {
  type CallerId,
  ConsentryError,
  type GrantId,
  type GrantStore,
  isConsentryError,
  type SealedGrant,
  type TenantId,
  type Timer,
} from '@consentry/core';
import type { CallerIdentity } from '../stores/caller-identities.ts';
import type { CallerStore, KnownCaller } from '../stores/callers.ts';
import type { News } from '../stores/news.ts';
import type { Stop, StopStore } from '../stores/stops.ts';
import { createMemo } from './memo.ts';

/** What decides whether a grant hands out tokens. What a renewal changes is not here: of that there is no news. */
export type GrantStanding = Omit<
  SealedGrant,
  'version' | 'secret' | 'sealedAt' | 'exerciseAt' | 'redeemingSince'
>;

/** Callers and grants as they are kept in memory, and whether that may still be relied upon. */
export interface KnownAccess {
  /** Undefined for a caller that there is not, or that was removed. @throws ConsentryError `store_unavailable` */
  findCaller(id: CallerId): KnownCaller | undefined | Promise<KnownCaller | undefined>;
  /** Those of an issuer that is trusted, of every caller. @throws ConsentryError `store_unavailable` */
  listIdentities(issuer: string): readonly CallerIdentity[] | Promise<readonly CallerIdentity[]>;
  /** The newest consent first. @throws ConsentryError `store_unavailable` */
  listGrants(partner: TenantId): readonly GrantStanding[] | Promise<readonly GrantStanding[]>;
  /**
   * Before anything of a partner is redeemed or handed out.
   * @throws ConsentryError `stopped`, `store_unavailable`
   */
  requireRunning(partner: TenantId): Promise<void> | undefined;
  /**
   * At the last moment before something of a grant is handed out: it may have been taken back meanwhile, by another replica
   * too.
   * @throws ConsentryError `grant_revoked`, `grant_held`, `stopped`, `policies_unconfirmed`, `store_unavailable`
   */
  requireStanding(partner: TenantId, grant: GrantId | undefined): Promise<void> | undefined;
  /**
   * Before anything is handed out by what is in memory. It waits only where the last confirmation is too old: then it
   * asks itself, once for all who wait.
   *
   * @throws ConsentryError `policies_unconfirmed`
   */
  requireConfirmed(): Promise<void> | undefined;
  /**
   * Asks whether another replica changed anything; if so, everything is forgotten.
   * @throws ConsentryError `store_unavailable`
   */
  confirm(): Promise<void>;
}

export interface KnownAccessDeps {
  readonly callers: Pick<CallerStore, 'find' | 'listIdentities'>;
  readonly grants: Pick<GrantStore, 'listByPartner' | 'listRevokedAfter'>;
  readonly stops: Pick<StopStore, 'list'>;
  readonly news: News;
  readonly timer: Pick<Timer, 'elapsed'>;
  /** Hears of grants that another replica took back: what this process keeps of them is to be forgotten. */
  readonly onTakenBack: (grants: readonly GrantId[]) => Promise<void>;
}

/** So long after it was confirmed may what is in memory be relied upon. */
export const confirmedForMs = 5000;
/** How soon a request asks again after it could not be told. */
const askAgainMs = 1000;
const keptCallers = 10_000;
const keptIssuers = 100;
const keptPartners = 10_000;

/**
 * Keeps callers and grants in memory. A change of this process is known at once; one of another replica with the next
 * confirmation, which `main.ts` asks for each second.
 */
export function createKnownAccess({
  callers,
  grants,
  stops,
  news,
  timer,
  onTakenBack,
}: KnownAccessDeps): KnownAccess {
  const knownCallers = createMemo(keptCallers, (id: CallerId) => callers.find(id));
  const knownIdentities = createMemo(keptIssuers, (issuer: string) => callers.listIdentities(issuer));
  const knownGrants = createMemo(keptPartners, async (partner: TenantId) =>
    (await grants.listByPartner(partner)).map(standingOf),
  );
  const knownStops = createMemo(1, (_: 'stops') => stops.list());
  const forget = (): void => {
    knownStops.forget();
    knownCallers.forget();
    knownIdentities.forget();
    knownGrants.forget();
  };
  news.subscribe(forget);

  const { readGeneration } = news;
  let generation: number | undefined;
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const ask = async (read: () => Promise<number>): Promise<void> => {
    const startedAt = timer.elapsed();
    askedAt = startedAt;
    const newest = await read();
    if (newest !== generation) {
      forget();
      if (generation !== undefined) await onTakenBack(await grants.listRevokedAfter(generation));
    }
    generation = newest;
    // What was changed before it was asked is in the answer; of what came later nothing is known.
    confirmedAt = startedAt;
  };
  const confirm = async (): Promise<void> => {
    if (readGeneration === undefined) return;
    asking ??= ask(readGeneration).finally(() => {
      asking = undefined;
    });
    return asking;
  };
  const isConfirmed = (): boolean =>
    readGeneration === undefined || timer.elapsed() - confirmedAt <= confirmedForMs;

  const confirmLate = async (): Promise<void> => {
    try {
      if (asking !== undefined || timer.elapsed() - askedAt >= askAgainMs) await confirm();
    } catch (error) {
      if (!isConsentryError(error, 'store_unavailable')) throw error;
    }
    if (!isConfirmed()) throw new ConsentryError('policies_unconfirmed', { retryAfterMs: askAgainMs });
  };

  const requireRunning: KnownAccess['requireRunning'] = (partner) => {
    const known = knownStops.get('stops');
    return known instanceof Promise
      ? known.then((found) => refuseStopped(found, partner))
      : refuseStopped(known, partner);
  };
  const requireConfirmed = (): Promise<void> | undefined => (isConfirmed() ? undefined : confirmLate());
  const requireStanding: KnownAccess['requireStanding'] = (partner, id) => {
    const confirmed = requireConfirmed();
    if (confirmed !== undefined) return confirmed.then(() => requireStanding(partner, id));
    const running = requireRunning(partner);
    if (running !== undefined) return running.then(() => requireStanding(partner, id));
    if (id === undefined) return undefined;
    const known = knownGrants.get(partner);
    // One that another replica was given a moment ago is not known here yet: then the store says.
    const check = (found: readonly GrantStanding[]): Promise<void> | undefined =>
      found.some((grant) => grant.id === id)
        ? refuseTakenBack(found, id)
        : grants.listByPartner(partner).then((stored) => refuseTakenBack(stored, id));
    return known instanceof Promise ? known.then(check) : check(known);
  };

  return {
    requireRunning,
    requireStanding,
    findCaller: (id) => knownCallers.get(id),
    listIdentities: (issuer) => knownIdentities.get(issuer),
    listGrants: (partner) => knownGrants.get(partner),
    requireConfirmed,
    confirm,
  };
}

/** @throws ConsentryError `stopped` */
function refuseStopped(stops: readonly Stop[], partner: TenantId): undefined {
  const stop = stops.find(({ scope }) => scope === partner || scope === 'everything');
  if (stop === undefined) return undefined;
  const { scope, since } = stop;
  throw new ConsentryError('stopped', { facts: { scope, since: new Date(since).toISOString() } });
}

/** @throws ConsentryError `grant_revoked`, `grant_held` */
function refuseTakenBack(grants: readonly Pick<GrantStanding, 'id' | 'state'>[], id: GrantId): undefined {
  const grant = grants.find((one) => one.id === id);
  if (grant === undefined || grant.state === 'revoked')
    throw new ConsentryError('grant_revoked', { facts: { grant: id } });
  if (grant.state === 'held') throw new ConsentryError('grant_held', { facts: { grant: id } });
  return undefined;
}

function standingOf(grant: SealedGrant): GrantStanding {
  const { version: _v, secret: _s, sealedAt: _a, exerciseAt: _e, redeemingSince: _r, ...standing } = grant;
  return standing;
}
