import {
  type AuditEvent,
  ConsentryError,
  type GrantId,
  type SealedGrant,
  type TenantId,
} from '@consentry/core';
import type { RouteDeps } from '../routes/route-deps.ts';

export type TakeBackDeps = Pick<RouteDeps, 'store' | 'tokens' | 'vault' | 'clock' | 'inForceEverywhere'>;

/** Who wants it, as the audit says it. */
export type By = Pick<AuditEvent, 'actor' | 'address' | 'key' | 'identity' | 'requestId'>;

/** What was taken back: how it was before, and since when nothing of it is handed out. */
export interface Outcome {
  readonly at: number;
  readonly inForceAt: number;
  readonly grants: readonly SealedGrant[];
}

/** So many lines of the journal are written at once. */
const journalledAtOnce = 32;
const pageSize = 1000;
/** What was taken back so long ago is in force, whatever the clocks of replicas say. */
const longSinceMs = 60_000;

/**
 * Takes one grant back. The order is the point: recorded, journalled, then the row, which every redemption reads; then what
 * is kept in memory; and when this returns, no replica hands out anything of it.
 *
 * @param purges true when its refresh tokens are taken away next
 * @throws ConsentryError `grant_not_found`, `audit_unavailable`, `store_unavailable`: do it again
 */
export async function revokeGrant(
  deps: TakeBackDeps,
  id: GrantId,
  by: By,
  { purges = false, reason = 'operator' } = {},
): Promise<Outcome> {
  const { store, clock } = deps;
  const before = await store.grants.find(id);
  if (before === undefined) throw new ConsentryError('grant_not_found');
  const at = clock.now();
  const { partner } = before;
  const act = purges ? 'purge' : 'revoke';
  await store.audit.write({
    type: 'grant.take_back',
    at,
    ...by,
    grant: id,
    partner,
    act,
  });
  await store.revocations.write({ at: takenBackAt(before, at), act, of: id });
  // One that is revoked already keeps its instant and its reason: since then it is in force.
  const since = before.state === 'revoked' ? before.stateSince : at;
  const why = before.state === 'revoked' ? before.stateReason : reason;
  await store.grants.revoke(id, { reason: why, since, purges });
  const changedAt = at - since > longSinceMs ? since : clock.now();
  await settle(deps, [before], by, { at, reason: why });
  return { at, inForceAt: await deps.inForceEverywhere(changedAt), grants: [before] };
}

/**
 * Takes every grant of a partner back, or every grant. One that is given while it is under way is not among them; the kill
 * switch keeps new ones away.
 *
 * @throws ConsentryError as {@link revokeGrant}
 */
export async function revokeGrants(
  deps: TakeBackDeps,
  partner: TenantId | undefined,
  by: By,
): Promise<Outcome> {
  const { store, clock } = deps;
  const at = clock.now();
  const reason = 'operator';
  const scope = partner === undefined ? {} : { partner };
  await store.audit.write({ type: 'grants.take_back', at, ...by, ...scope });
  const standing = (await listAll(store.grants, partner)).filter(({ state }) => state !== 'revoked');
  await journal(store, at, standing);
  const known = new Map(standing.map(({ id, consentedAt }) => [id, consentedAt]));
  const grants = await store.grants.revokeAll(partner, { reason, since: at });
  // Those that were given, or given anew, meanwhile.
  await journal(
    store,
    at,
    grants.filter(({ id, consentedAt }) => known.get(id) !== consentedAt),
  );
  const changedAt = clock.now();
  await settle(deps, grants, by, { at, reason });
  const fresh = new Set(grants.map(({ id }) => id));
  // What was revoked before and still lies in the vault is told with them: so the same can be asked for again.
  const before = (await listAll(store.grants, partner)).filter(
    ({ id, state, purged }) => state === 'revoked' && !fresh.has(id) && isUnpurged(purged),
  );
  return { at, inForceAt: await deps.inForceEverywhere(changedAt), grants: [...grants, ...before] };
}

/**
 * Takes the refresh tokens of a revoked grant away.
 * @throws ConsentryError `vault_…`: it is marked as unfinished then, and can be done again
 */
export async function purgeGrant(deps: TakeBackDeps, grant: SealedGrant, by: By): Promise<void> {
  const { store, clock, vault } = deps;
  const { id, partner } = grant;
  // A successor may have been stored since; the newest is named by the row.
  const { secret } = (await store.grants.find(id)) ?? grant;
  const purged = await vault.vault.purge(id, secret);
  await store.audit.write({
    type: 'grant.purged',
    at: clock.now(),
    ...by,
    grant: id,
    partner,
    outcome: purged.outcome,
    vault: purged.vault,
    ...(purged.secret !== undefined && { secret: purged.secret }),
    ...(purged.recoverableUntil !== undefined && { expiresAt: purged.recoverableUntil }),
  });
  await store.grants.notePurged(id, { at: clock.now(), ...purged });
}

/** The grants of a partner, or all. */
async function listAll(
  grants: RouteDeps['store']['grants'],
  partner: TenantId | undefined,
): Promise<readonly SealedGrant[]> {
  if (partner !== undefined) return grants.listByPartner(partner);
  const all: SealedGrant[] = [];
  let after: GrantId | undefined;
  do {
    const page = await grants.list({ limit: pageSize, ...(after !== undefined && { after }) });
    all.push(...page);
    after = page.length < pageSize ? undefined : page.at(-1)?.id;
  } while (after !== undefined);
  return all;
}

function isUnpurged(purged: SealedGrant['purged']): boolean {
  return purged === undefined || purged.outcome === 'unfinished';
}

async function journal(
  { revocations }: Pick<RouteDeps['store'], 'revocations'>,
  at: number,
  grants: readonly SealedGrant[],
): Promise<void> {
  for (let begin = 0; begin < grants.length; begin += journalledAtOnce) {
    const some = grants.slice(begin, begin + journalledAtOnce);
    await Promise.all(
      some.map((grant) => revocations.write({ at: takenBackAt(grant, at), act: 'revoke', of: grant.id })),
    );
  }
}

/**
 * A restore takes back what was given by then. Who gave it may have had a clock that goes before this one: it was given
 * before, whatever the clocks say.
 */
function takenBackAt({ consentedAt, sealedAt }: SealedGrant, at: number): number {
  return Math.max(at, consentedAt, sealedAt);
}

/** Records what became of the rows, and forgets what was kept in memory. */
async function settle(
  { store, tokens, vault }: TakeBackDeps,
  grants: readonly SealedGrant[],
  by: By,
  { at, reason }: { readonly at: number; readonly reason: string },
): Promise<void> {
  await Promise.all(
    grants.map(async ({ id, partner }) => {
      vault.forgetGrant(id);
      await tokens.takeBack(id);
      const event = { type: 'grant.state_changed', grant: id, partner, state: 'revoked', reason } as const;
      await store.audit.write({ at, ...by, ...event });
    }),
  );
}
