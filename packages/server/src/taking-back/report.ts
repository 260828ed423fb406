import type { CallerId, PurgeState, SealedGrant, TenantId } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import { instant } from '../instant.ts';
import type { RouteDeps } from '../routes/route-deps.ts';
import { findLivingTokens, type TokensOf } from './living-tokens.ts';
import { describeWhatIsLeft } from './what-is-left.ts';

type Report = AnswerOf<'revokeGrant'>;

/** What was done. Instants are epoch milliseconds. */
export interface TakenBack {
  readonly act: Report['act'];
  readonly scope: Report['scope'];
  readonly partner: TenantId | undefined;
  readonly at: number;
  readonly inForceAt: number;
  /** How they were before. */
  readonly grants: readonly SealedGrant[];
}

/**
 * The report of what was taken back. It reads everything anew, so that it says what is, and not what was meant.
 * @throws ConsentryError `store_unavailable`
 */
export async function reportTakenBack(
  { store, clock, vault }: Pick<RouteDeps, 'store' | 'clock' | 'vault'>,
  done: TakenBack,
): Promise<Report> {
  const now = clock.now();
  const { act, scope, partner, at, inForceAt, grants: before } = done;
  const grants = await Promise.all(before.map(async (one) => (await store.grants.find(one.id)) ?? one));
  const { tokens, isComplete } =
    act === 'resume'
      ? { tokens: [], isComplete: true }
      : await findLivingTokens(store.audit, whoseTokens(done), now);
  const names = await nameCallers(store, new Set(tokens.map(({ caller }) => caller)));
  const invitations = await store.invitations.countOpen(partner, now);
  const exports = await store.exports.list(grants.map(({ id }) => id));
  const known = vault.configured.includes('key-vault') ? undefined : store.knownKeyVault;
  const vaultNotAsked = known === undefined ? undefined : new URL(known).hostname.split('.')[0];
  const stops = await store.stops.list();
  const isStopped = stops.some((stop) => stop.scope === 'everything' || stop.scope === partner);
  const facts = {
    act,
    scope,
    partner,
    grants,
    tokens,
    isComplete,
    invitations,
    exports,
    isStopped,
    vaultNotAsked,
  };
  return {
    act,
    scope,
    ...(partner !== undefined && { partner }),
    at: instant(at),
    inForceAt: instant(inForceAt),
    grants: before.map((one, index) => describeGrant(one, grants[index])),
    tokens: tokens.map(({ expiresAt, grant, ...token }) => {
      const name = names.get(token.caller);
      return {
        ...token,
        ...(grant !== undefined && { grant }),
        ...(name !== undefined && { callerName: name }),
        expiresAt: instant(expiresAt),
      };
    }),
    left: [...describeWhatIsLeft(facts)],
  };
}

function whoseTokens({ scope, partner, grants: [grant] }: TakenBack): TokensOf {
  if (scope === 'grant' && grant !== undefined) return { grant: grant.id, partner: grant.partner };
  return partner === undefined ? {} : { partner };
}

async function nameCallers(
  { callers }: Pick<RouteDeps['store'], 'callers'>,
  ids: ReadonlySet<CallerId>,
): Promise<ReadonlyMap<CallerId, string>> {
  const found = await Promise.all([...ids].map((id) => callers.find(id)));
  return new Map(
    found.flatMap((known) => (known === undefined ? [] : [[known.caller.id, known.caller.name]])),
  );
}

function describeGrant(before: SealedGrant, now: SealedGrant = before): Report['grants'][number] {
  return {
    id: before.id,
    partner: before.partner,
    ...(before.username !== undefined && { username: before.username }),
    stateBefore: before.state,
    ...(now.purged !== undefined && { purged: describePurge(now.purged) }),
  };
}

/** As the contract writes it. */
export function describePurge(purged: PurgeState): NonNullable<Report['grants'][number]['purged']> {
  const at = instant(purged.at);
  if (purged.outcome === 'unfinished') return { at, outcome: purged.outcome };
  const { outcome, vault, secret, recoverableUntil, missing } = purged;
  return {
    at,
    outcome,
    vault,
    ...(secret !== undefined && { secret }),
    ...(recoverableUntil !== undefined && { recoverableUntil: instant(recoverableUntil) }),
    missing: [...missing],
  };
}
