import type { Clock, GrantId, GrantState, GrantStore, SealedGrant, TenantId } from '@consentry/core';
import type { DeadState, RecordedGrant } from './audit/recorded-grants.ts';

/**
 * `rolled_back`: the row is older than what was recorded after it had been stored, or was so before it was renewed again; an
 * older row, or an older database, was put back. `not_sealed`: the row is older than what was recorded before it was to be stored; so it is after a stop in
 * between, until the grant is renewed or sealed the next time, and after an older row was put back. `revived`: the newest
 * word of the audit is that the grant is dead, and its row says that it is not.
 */
export type GrantFindingReason = 'rolled_back' | 'not_sealed' | 'revived';

/** A grant of which the audit knows something newer than the store. */
export interface GrantFinding {
  readonly grant: GrantId;
  readonly partner: TenantId;
  readonly reason: GrantFindingReason;
  /** Undefined for `revived`. */
  readonly recordedVersion?: number;
  /** For `revived` alone. */
  readonly recordedState?: DeadState;
  /** Epoch milliseconds. */
  readonly recordedAt: number;
  /** Undefined when there is no such row. */
  readonly storedVersion?: number;
  /** Undefined when there is no such row. */
  readonly storedState?: GrantState;
}

type Row = Pick<SealedGrant, 'version' | 'state' | 'stateSince'>;

const pageSize = 500;
/** A sealing that was recorded has been stored, or has failed, by then; and a state that was stored is recorded. */
const settledAfterMs = 60_000;

/**
 * Compares the rows of grants with what the audit says of them. The rows are read after the audit was, so that a row which
 * is renewed meanwhile is newer, never older.
 *
 * @param startedAt when the audit began to be read, epoch milliseconds
 * @throws ConsentryError `store_unavailable`
 */
export async function compareGrants(
  grants: Pick<GrantStore, 'list'>,
  recorded: readonly RecordedGrant[],
  startedAt: number,
  clock: Clock,
): Promise<readonly GrantFinding[]> {
  const stored = new Map<GrantId, Row>();
  let after: GrantId | undefined;
  do {
    const page = await grants.list({ limit: pageSize, ...(after !== undefined && { after }) });
    for (const { id, version, state, stateSince } of page) stored.set(id, { version, state, stateSince });
    after = page.at(-1)?.id;
  } while (after !== undefined);
  const settledBefore = startedAt - settledAfterMs;
  const comesLater = clock.now() + settledAfterMs;
  return recorded.flatMap((one) => {
    const row = stored.get(one.grant);
    // Who puts a row back may write any instant into it: one that is still to come excuses nothing.
    const isSettled = row !== undefined && (row.stateSince < settledBefore || row.stateSince > comesLater);
    return findOlder(one, row, settledBefore) ?? (isSettled ? findRevived(one, row) : undefined) ?? [];
  });
}

function findOlder(
  { grant, partner, renewed, repeated, sealed }: RecordedGrant,
  stored: Row | undefined,
  settledBefore: number,
): GrantFinding | undefined {
  const row = {
    grant,
    partner,
    ...(stored && { storedVersion: stored.version, storedState: stored.state }),
  };
  const version = stored?.version ?? 0;
  if (renewed !== undefined && renewed.version > version) {
    return { ...row, reason: 'rolled_back', recordedVersion: renewed.version, recordedAt: renewed.at };
  }
  if (repeated !== undefined) {
    return { ...row, reason: 'rolled_back', recordedVersion: repeated.version, recordedAt: repeated.at };
  }
  if (sealed !== undefined && sealed.version > version && sealed.at < settledBefore) {
    return { ...row, reason: 'not_sealed', recordedVersion: sealed.version, recordedAt: sealed.at };
  }
  return undefined;
}

function findRevived({ grant, partner, dead }: RecordedGrant, stored: Row): GrantFinding | undefined {
  if (dead === undefined || (stored.state !== 'healthy' && stored.state !== 'admin_needed')) return undefined;
  return {
    grant,
    partner,
    reason: 'revived',
    recordedState: dead.state,
    recordedAt: dead.at,
    storedVersion: stored.version,
    storedState: stored.state,
  };
}
